"""An invented organisation that uses the check for its own staff: for the storybook, where nothing is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.cases.case import Case, Decision, Status, Terms
from app.cases.due import settled
from app.cases.employer import Consent, Contact, Employer, WorksCouncil
from app.cases.record import record_of
from app.cases.secret import LETTERS, key_of
from app.cases.submit import Submitted, arrangement_case, asked_by_hr, check_case
from app.problems import AppError
from app.rulebook.texts import Language
from app.web.arrange import Arranging
from app.web.follow import Following
from app.web.journey import Visit
from app.web.keys import Keys
from app.web.questionnaire import Asking, Site
from app.web.share import Sharing
from app.web.submitting import LONGEST_WHO, Posted, Submitting
from app.web.terms import draft
from app.web.tries import Tries
from app.web.ways import ways

SINCE = date(2021, 2, 18)
EMPLOYER = Employer(
    id="specimen",
    name="Voorbeeld BV",
    own_policy_since=SINCE,
    works_council=WorksCouncil(
        policy=Consent(answer="yes", since=SINCE), tool=Consent(answer="not_applicable", since=None)
    ),
    disagreement=Contact(name="N. Voorbeeld", reach="voorbeeld@organisation.example"),
    data_protection_officer=Contact(name="P. Voorbeeld", reach="privacy@organisation.example"),
)
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
    yield "share/preview.html", "office", f"share/{token}", 200, None
    yield "share/preview.html", "wrong", f"share/{token}", 422, (("who", "x" * (LONGEST_WHO + 1)),)
    yield "share/preview.html", "arrangement", f"arrangement/{token}/{_sealed(site)}", 200, None
    yield "share/question.html", "answered", f"share/{asked}", 200, None
    yield "share/arrangement.html", "first", f"arrangement/{token}", 200, None
    yield "share/arrangement.html", "answered", f"arrangement/{token}?terms={_sealed(site)}", 200, None
    yield "share/arrangement.html", "missing", f"arrangement/{token}", 422, ()
    for state in CASES:
        yield "share/case.html", state, f"case/{state}", 200, None
    for state in ("received", "decided"):
        yield "share/withdraw.html", state, f"withdraw/{state}", 200, None
        yield "share/withdrawn.html", state, f"withdrawn/{state}", 200, None
    yield "share/find.html", "first", "find", 200, None
    yield "share/find.html", "missing", "find", 422, ()
    yield "share/gone.html", "", "gone", 404, None
    yield "outcome.html", "office", f"outcome/{token}", 200, None


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of these pages in one language."""
    routes = APIRouter(prefix=f"/{language}/storybook/office", include_in_schema=False)
    # Invariant: nothing is kept here, also where an organisation has a store.
    there = replace(site, pages=site.pages.at(EMPLOYER), service=replace(site.service, casework=None))
    sharing, arranging = Sharing(there, language), Arranging(there, language)

    @routes.get("/share/{token}")
    def share(request: Request, token: str) -> Response:
        return sharing.show(request, token)

    @routes.post("/share/{token}")
    def wrong(request: Request, token: str, fields: Posted) -> Response:
        return sharing.take(request, token, fields)

    @routes.get("/arrangement/{token}")
    def ask(request: Request, token: str, terms: str = "") -> Response:
        return arranging.ask(request, token, terms)

    @routes.post("/arrangement/{token}")
    def take(request: Request, token: str, fields: Posted) -> Response:
        return arranging.take(request, token, draft(fields))

    @routes.get("/arrangement/{token}/{terms}")
    def look(request: Request, token: str, terms: str) -> Response:
        return arranging.show(request, token, terms)

    @routes.get("/outcome/{token}")
    def outcome(request: Request, token: str) -> Response:
        asking = Asking(there, language, there.pages.place(request))
        return asking.tell(request, token, asking.open(token))

    _of_cases(routes, there, language)
    return routes


def _of_cases(routes: APIRouter, site: Site, language: Language) -> None:
    """Add the pages of a case, which are of one that is made on the spot."""
    following, keys = Following(site, language), Keys(Submitting(site, language), Tries())

    @routes.get("/case/{state}")
    def case(request: Request, state: str) -> Response:
        return following.page(request, KEY, case_in(site, language, state))

    @routes.get("/withdraw/{state}")
    def withdraw(request: Request, state: str) -> Response:
        return following.confirm(request, KEY, case_in(site, language, state))

    @routes.get("/withdrawn/{state}")
    def withdrawn(request: Request, state: str) -> Response:
        case, today = case_in(site, language, state), site.service.today
        return following.withdrawn(request, record_of(case, EMPLOYER.retention, today))

    @routes.get("/find")
    def find(request: Request) -> Response:
        return keys.ask(request)

    @routes.post("/find")
    def missing(request: Request) -> Response:
        return keys.find(request, "", "")

    @routes.get("/gone")
    def gone(request: Request) -> Response:
        return keys.open(request, "", following.page)


def case_in(site: Site, language: Language, state: str) -> Case:
    """Return a case in a state; raises AppError `not_found` for another word."""
    if state not in CASES:
        raise AppError("not_found", "nothing is found here")
    about = Submitted(site.service.now(), language, EMPLOYER.retention, "P. Voorbeeld")
    status = CASES[state]
    if status is None:
        return arrangement_case(_terms(site), about, SECRET).but(id=SECRET)
    way = _way(site)
    case = check_case(way.rulebook, way.answers, about, SECRET).but(id=SECRET, status=status)
    if status == "waiting":
        return case.but(asked=tuple(case.statements[0].answers)[-1:])
    decided = case.but(decisions=(_decision(site),)) if status in ("decided", "disagreed") else case
    return settled(decided, EMPLOYER.retention)


def _way(site: Site) -> Visit:
    """Return a journey that can be shared as it is."""
    every = (way for book in site.service.library for way in ways(book))
    return next(way for way in every if asked_by_hr(way.rulebook, way.answers)[1] is None)


def _at_question(site: Site) -> Visit:
    """Return the same journey where somebody changes an answer that HR would see."""
    way = _way(site)
    return replace(way, at=next(iter(asked_by_hr(way.rulebook, way.answers)[0])))


def _terms(site: Site) -> Terms:
    today = site.service.today
    return Terms(days=("monday", "thursday"), since=today, review=today + timedelta(60), until=today + timedelta(120))


def _sealed(site: Site) -> str:
    return Arranging(site, "nl").sealed(_terms(site))


def _decision(site: Site) -> Decision:
    return Decision(
        how="employer",
        terms=_terms(site),
        talked_on=site.service.today,
        talked_how="in_person",
        reasons=("no_room", "presence_needed"),
        note="Voorbeeld",
        by=SECRET,
        name="H. Voorbeeld",
        at=site.service.now(),
    )
