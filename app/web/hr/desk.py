"""What the pages for whoever works with cases have in common: who asks, what they sent, and what is around the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.people import May, Person, Session
from app.cases.steps import Acting
from app.cases.store import Done, Line
from app.problems import AppError
from app.rulebook.texts import Language
from app.web.hr.door import Door
from app.web.questionnaire import Site, fields
from app.web.service import Service

MOST_FIELDS = 500
Fields = Mapping[str, list[str]]
Typed = Sequence[tuple[str, str]]
"""What somebody typed that must not be lost: the label of each field in words, and the text."""


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

    def seat(self, request: Request, *what: May) -> "Seat":
        """Return somebody who is signed in and may do one of these things."""
        return Seat(self, request, Door(self.service).session(request, *what))

    def sender(self, request: Request, form: Fields, *what: May) -> "Seat":
        """Return who sent a form; raises AppError `forbidden` where it was not made for them."""
        session = Door(self.service).session(request, *what)
        if not compare_digest(form.get("form_key", [""])[-1].encode(), session.form_key.encode()):
            raise AppError("forbidden", "expected a form of the person who is signed in")
        return Seat(self, request, session, form)


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

    def save(self, case: Case, change: Callable[[Case], Case], done: Done, typed: Typed = ()) -> Response:
        """Keep a changed case and go to its page; what is so already, as after a form sent twice, is not kept again.

        The form says in `revision` which case it was filled in for. Where somebody else changed that since, the answer
        is a page that says so, with everything that was typed.
        """
        try:
            after = change(case)
            if after is not case:
                self._keep(case, after, self.line(done, case.id))
        except AppError as error:
            if error.code != "conflict":
                raise
            now = self.desk.casework.store.read(case.id)
            if change(now) is not now:
                return self.page("conflict.html", {"case": now, "typed": typed}, status=409)
        return RedirectResponse(self.desk.address(f"/cases/{case.id}"), 303)

    def _keep(self, before: Case, after: Case, line: Line) -> None:
        if self.field("revision") != str(before.revision):
            raise AppError("conflict", "somebody else changed this case since you opened it")
        self.desk.casework.store.save(after, line)
