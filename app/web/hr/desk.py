"""What the pages for whoever works with cases have in common: who asks, what they sent, and what is around the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.people import May, Person, Session
from app.cases.steps import Acting
from app.cases.store import Done, Line
from app.rulebook.texts import Language
from app.web.hr.door import Door
from app.web.hr.keeping import keep
from app.web.questionnaire import Site, fields
from app.web.service import Service

MOST_FIELDS = 500
Fields = Mapping[str, list[str]]


async def sent(request: Request) -> Fields:
    """Return the fields of the form that was sent."""
    return fields(await request.body(), MOST_FIELDS)


Form = Annotated[Fields, Depends(sent)]
"""The fields of a form; a route that takes it need not be async, so that it may wait for the store."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Hold what all these pages share in one language."""

    site: Site
    language: Language

    @property
    def service(self) -> Service:
        """Return what every route needs."""
        return self.site.service

    @property
    def casework(self) -> Casework:
        """Return where cases are kept."""
        return Door(self.service).casework

    def address(self, path: str = "") -> str:
        """Return the address of one of these pages."""
        return f"/{self.language}/hr{path}"

    def routes(self, *what: May) -> APIRouter:
        """Return a router that lets in only who is signed in and may do one of these things."""
        return Door(self.service).routes(self.language, *what)

    def seat(self, request: Request, *what: May, form: Fields | None = None) -> "Seat":
        """Return somebody who is signed in and may do one of these things, with the form that they sent."""
        return Seat(self, request, Door(self.service).session(request, *what), form or {})


@dataclass(frozen=True, slots=True)
class Seat:
    """Hold somebody at work: what they ask for, who they are, and what they sent."""

    desk: Desk
    request: Request
    session: Session
    form: Fields = field(default_factory=dict)

    @property
    def person(self) -> Person:
        """Return who it is."""
        return self.session.person

    @property
    def acting(self) -> Acting:
        """Return how they act now."""
        return Acting(self.person, self.desk.service.now(), self.desk.casework.employer.retention)

    def field(self, name: str) -> str:
        """Return the last value of a field, empty where there is none."""
        return self.form.get(name, [""])[-1]

    def case(self, id: str) -> Case:
        """Return a case that exists for them, and log that they looked."""
        return Door(self.desk.service).case(self.session, id)

    def line(self, done: Done, case: str = "") -> Line:
        """Return the line of the audit trail that says what they did."""
        return Line(self.desk.service.now(), self.person.id, done, case)

    def page(self, name: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
        """Return a page with everything around it."""
        day = self.desk.service.today
        around = {"session": self.session, "day": day, "private": True, "wide": True, "names": self._names()}
        pages, language = self.desk.site.pages, self.desk.language
        return pages(self.request, language, f"hr/{name}", around | dict(values), status=status)

    def _names(self) -> dict[str, str]:
        """Return what everybody with an account is called, by id."""
        return {person.id: person.name for person in self.desk.casework.people.all()}

    def save(self, case: Case, change: Callable[[Case], Case], done: Done) -> Response:
        """Keep a changed case and go to its page, or to one that says that somebody else was first."""
        store = self.desk.casework.store
        if keep(store, case, change, self.line(done, case.id), revision=self.field("revision")):
            return RedirectResponse(self.desk.address(f"/cases/{case.id}"), 303)
        return self.page("conflict.html", {"case": store.read(case.id)}, status=409)
