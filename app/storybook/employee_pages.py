"""An invented organisation that uses the check for its own staff: for the storybook, where nothing is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from app.cases.case import Case, Status
from app.cases.deadlines import settled
from app.cases.demo import EMPLOYER, sample_decision, sample_terms
from app.cases.ids import LETTERS, key_of
from app.cases.record import record_of
from app.cases.submit import Submitted, arrangement_case, asked_by_hr, check_case, is_for_hr
from app.problems import AppError
from app.rulebook.text import Language
from app.storybook.example_visits import ways
from app.web.arrangement_form import draft
from app.web.context import IN_LANGUAGE, Site
from app.web.forms import Posted
from app.web.questionnaire.pages import QuestionnairePages
from app.web.sharing.case_link import CaseLinks
from app.web.sharing.own_case import OwnCase
from app.web.sharing.propose_arrangement import ArrangementPages, sealed
from app.web.sharing.share_check import SharePages
from app.web.sharing.submission import LONGEST_WHO, CurrentSharing, SharingContext
from app.web.visits.visit import Visit

SECRET = LETTERS[:26]
KEY = key_of(SECRET, SECRET)
CASES: Mapping[str, Status | None] = {
    "received": "received",
    "in_hand": "in_hand",
    "waiting": "waiting",
    "decided": "decided",
    "disagreed": "disagreed",
    "arrangement": None,
}
"""The states of the page of a case, with the status that each shows; None for an arrangement."""
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


routes = APIRouter(prefix=IN_LANGUAGE + "/storybook/office", include_in_schema=False)


def there(sharing: SharingContext) -> SharingContext:
    """Return the site of an organisation. Invariant: nothing is kept there, also where an organisation has a store."""
    site = sharing.site
    return replace(
        sharing, site=replace(site, pages=site.pages.at(EMPLOYER), service=replace(site.service, casework=None))
    )


@routes.get("/share/{token}")
def share(sharing: CurrentSharing, token: str) -> Response:
    return SharePages(there(sharing)).answer_to(token)


@routes.post("/share/{token}")
def wrong(sharing: CurrentSharing, token: str, form: Posted) -> Response:
    return SharePages(there(sharing)).answer_to(token, form)


@routes.get("/arrangement/{token}")
def ask(sharing: CurrentSharing, token: str, terms: str = "") -> Response:
    return ArrangementPages(there(sharing)).ask(token, terms)


@routes.post("/arrangement/{token}")
def take(sharing: CurrentSharing, token: str, form: Posted) -> Response:
    return ArrangementPages(there(sharing)).take(token, draft(form.fields))


@routes.get("/arrangement/{token}/{terms}")
def look(sharing: CurrentSharing, token: str, terms: str) -> Response:
    return ArrangementPages(there(sharing)).show(token, terms)


@routes.get("/outcome/{token}")
def outcome(sharing: CurrentSharing, token: str) -> Response:
    shown = QuestionnairePages(there(sharing))
    return shown.tell(token, shown.open(token))


@routes.get("/case/{state}")
def case(sharing: CurrentSharing, state: str) -> Response:
    following, found = _following(sharing, state)
    return following.page(KEY, found)


@routes.get("/withdraw/{state}")
def withdraw(sharing: CurrentSharing, state: str) -> Response:
    following, found = _following(sharing, state)
    return following.confirm(KEY, found)


@routes.get("/withdrawn/{state}")
def withdrawn(sharing: CurrentSharing, state: str) -> Response:
    following, found = _following(sharing, state)
    return following.withdrawn(record_of(found, EMPLOYER.retention, sharing.service.today))


@routes.get("/find")
def find(sharing: CurrentSharing) -> Response:
    return CaseLinks(there(sharing)).ask()


@routes.post("/find")
def missing(sharing: CurrentSharing) -> Response:
    return CaseLinks(there(sharing)).find("", "")


@routes.get("/gone")
def gone(sharing: CurrentSharing) -> Response:
    return CaseLinks(there(sharing)).open("", OwnCase(there(sharing)).page)


def _following(sharing: SharingContext, state: str) -> tuple[OwnCase, Case]:
    """Return what shows a case that is made on the spot."""
    organisation = there(sharing)
    return OwnCase(organisation), case_in(organisation.site, sharing.language, state)


def case_in(site: Site, language: Language, state: str) -> Case:
    """Return a case in a state; raises AppError `not_found` for another word."""
    if state not in CASES:
        raise AppError("not_found", "nothing is found here")
    about = Submitted(site.service.now(), language, EMPLOYER.retention, "P. Voorbeeld")
    status = CASES[state]
    if status is None:
        return arrangement_case(sample_terms(site.service.today), about, SECRET).but(id=SECRET)
    way = _way(site)
    case = check_case(way.rulebook, way.answers, about, SECRET).but(id=SECRET, status=status)
    if status == "waiting":
        return case.but(asked=tuple(case.statements[0].answers)[-1:])
    decided = (
        case.but(decisions=(sample_decision(site.service.now(), sample_terms(site.service.today)),))
        if status in ("decided", "disagreed")
        else case
    )
    return settled(decided, EMPLOYER.retention)


def _way(site: Site) -> Visit:
    """Return a journey that can be shared as it is."""
    every = (way for book in filter(is_for_hr, site.service.library) for way in ways(book))
    return next(way for way in every if asked_by_hr(way.rulebook, way.answers)[1] is None)


def _at_question(site: Site) -> Visit:
    """Return the same journey where somebody changes an answer that HR would see."""
    way = _way(site)
    return replace(way, at=next(iter(asked_by_hr(way.rulebook, way.answers)[0])))


def _sealed(site: Site) -> str:
    return sealed(site, sample_terms(site.service.today))
