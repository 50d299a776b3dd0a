"""Every state of the pages that an employee sees where an organisation uses the check for its own staff."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.cases.case import Case
from app.cases.demo import sample_terms
from app.cases.ids import key_of
from app.cases.submit import asked_by_hr, is_for_hr
from app.storybook.example_visits import ways
from app.storybook.sample_cases import SECRET
from app.web.context import Site
from app.web.sharing.propose_arrangement import ArrangementPages
from app.web.sharing.submission import LONGEST_WHO
from app.web.visits.visit import Visit

CASES = ("received", "in_hand", "waiting", "decided", "disagreed", "arrangement")
"""The states of the page of a case."""
PATHS: Mapping[str, str] = {
    "share": "/check/{first}/share",
    "outcome": "/check/{first}/outcome",
    "arrangement": "/check/{first}/arrangement/{more}",
    "case": "/case/{key}",
    "withdraw": "/case/{key}/withdraw",
    "withdrawn": "/case/{key}/withdraw",
    "find": "/case",
    "gone": "/case/gone",
}
"""Where the application shows what the stories name otherwise; the page after a withdrawal is one of a form."""
Sent = tuple[tuple[str, str], ...]
Shown = tuple[str, str, str, int, Sent | None]
"""A template, its state, the path below these pages, the status, and what is sent."""


def shown(site: Site) -> Iterator[Shown]:
    """Yield each state of each page."""
    token, asked = (site.seals.seal(way, site.service.now()) for way in (_way(site), _at_question(site)))
    yield "sharing/preview.html", "office", f"share/{token}", 200, None
    yield "sharing/preview.html", "wrong", f"share/{token}", 422, (("who", "x" * (LONGEST_WHO + 1)),)
    yield "sharing/preview.html", "arrangement", f"arrangement/{token}/{_sealed(site)}", 200, None
    yield "sharing/question.html", "answered", f"share/{asked}", 200, None
    yield "sharing/arrangement.html", "first", f"arrangement/{token}", 200, None
    yield "sharing/arrangement.html", "answered", f"arrangement/{token}?terms={_sealed(site)}", 200, None
    yield "sharing/arrangement.html", "missing", f"arrangement/{token}", 422, ()
    for state in CASES:
        yield "sharing/case.html", state, f"case/{state}", 200, None
    for state in ("received", "decided"):
        yield "sharing/withdraw.html", state, f"withdraw/{state}", 200, None
        yield "sharing/withdrawn.html", state, f"withdrawn/{state}", 200, None
    yield "sharing/find.html", "first", "find", 200, None
    yield "sharing/find.html", "missing", "find", 422, ()
    yield "sharing/gone.html", "", "gone", 404, None
    yield "questionnaire/outcome.html", "office", f"outcome/{token}", 200, None


def real_path(path: str, named: Mapping[str, Case]) -> str:
    """Return the path that the application answers as the story at this one, without the language."""
    page, first, more = (*path.split("/", 2), "", "")[:3]
    key = key_of(named[first].id, SECRET) if first in named else "gone"
    return PATHS.get(page, "/{page}").format(page=page, first=first, more=more, key=key).rstrip("/")


def _way(site: Site) -> Visit:
    """Return a journey that can be shared as it is."""
    every = (way for book in filter(is_for_hr, site.service.library) for way in ways(book))
    return next(way for way in every if asked_by_hr(way.rulebook, way.answers)[1] is None)


def _at_question(site: Site) -> Visit:
    """Return the same journey where somebody changes an answer that HR would see."""
    way = _way(site)
    return replace(way, at=next(iter(asked_by_hr(way.rulebook, way.answers)[0])))


def _sealed(site: Site) -> str:
    return ArrangementPages(site, "nl").sealed(sample_terms(site.service.today))
