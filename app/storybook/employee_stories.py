"""Every state of the pages that an employee sees where an organisation uses the check for its own staff."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.cases.case import Case
from app.cases.demo import sample_terms
from app.cases.ids import key_of
from app.cases.submit import LONGEST_WHO, asked_by_hr
from app.storybook.sample_cases import SECRET, for_samples, shareable
from app.storybook.story import Story
from app.web.context import Site
from app.web.sharing.propose_arrangement import sealed

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


def stories(site: Site) -> Iterator[Story]:
    """Yield stories whose address is relative to `/storybook/office/`."""
    way = shareable(for_samples(site.service.library)[0], site.service.today)
    asked = asked_by_hr(way.rulebook, way.answers)[0]  # the day may be among these answers
    changing = replace(way, at=next(question for question in way.rulebook.questions if question in asked))
    token, changing_token = (site.seals.seal(each, site.service.now()) for each in (way, changing))
    terms = sealed(site, sample_terms(site.service.today))
    yield Story("sharing/preview.html", "office", f"share/{token}")
    yield Story("sharing/preview.html", "wrong", f"share/{token}", 422, (("who", "x" * (LONGEST_WHO + 1)),))
    yield Story("sharing/preview.html", "arrangement", f"arrangement/{token}/{terms}")
    yield Story("sharing/question.html", "answered", f"share/{changing_token}")
    yield Story("sharing/arrangement.html", "first", f"arrangement/{token}")
    yield Story("sharing/arrangement.html", "answered", f"arrangement/{token}?terms={terms}")
    yield Story("sharing/arrangement.html", "missing", f"arrangement/{token}", 422, ())
    for state in CASES:
        yield Story("sharing/case.html", state, f"case/{state}")
    for state in ("received", "decided"):
        yield Story("sharing/withdraw.html", state, f"withdraw/{state}")
        yield Story("sharing/withdrawn.html", state, f"withdrawn/{state}")
    yield Story("sharing/find.html", "first", "find")
    yield Story("sharing/find.html", "missing", "find", 422, ())
    yield Story("sharing/gone.html", "", "gone", 404)
    yield Story("questionnaire/outcome.html", "office", f"outcome/{token}")


def real_path(path: str, named: Mapping[str, Case]) -> str:
    """Return the path that shows a story, without the language."""
    page, first, more = (*path.split("/", 2), "", "")[:3]
    key = key_of(named[first].id, SECRET) if first in named else "gone"
    return PATHS.get(page, "/{page}").format(page=page, first=first, more=more, key=key).rstrip("/")
