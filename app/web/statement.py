"""The page on which a manager without an account says, through a link of their own, how they see somebody's work."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.cases.case import Case, Statement
from app.cases.edition import rulebook_of
from app.cases.state import case_of, said_through_link, state
from app.cases.steps import Step
from app.cases.store import Line
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.texts import Language
from app.web.hr.decision import wrong_in
from app.web.hr.door import Door
from app.web.hr.forms import Form, Posted
from app.web.hr.stating import answers_told, questions_told, stated_in
from app.web.questionnaire import Site


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of this page in one language."""
    routes = APIRouter(prefix=f"/{language}", include_in_schema=False)
    page = Invited(site, language)

    @routes.get("/statement/{key}")
    def empty(request: Request, key: str) -> Response:
        return page.shown(request, key, lambda case, book: page.ask(request, book, Form({}), {}))

    @routes.post("/statement/{key}")
    def said(request: Request, key: str, form: Posted) -> Response:
        sent = f"/{language}/statement/{key}/sent"
        return page.shown(request, key, lambda case, book: page.take(request, (case, book), form, sent))

    @routes.get("/statement/{key}/sent")
    def sent(request: Request, key: str) -> Response:
        return page.shown(request, key, lambda case, book: page.thank(request, case, book))

    return routes


class Invited:
    """Show and take the form in one language; a link that does not work looks the same whatever is wrong with it."""

    def __init__(self, site: Site, language: Language) -> None:
        self._site = site
        self._language: Language = language
        self._door = Door(site.service)

    def shown(self, request: Request, key: str, page: Callable[[Case, Rulebook], Response]) -> Response:
        """Return a page about the case that a link opens, or with 410 that the link does not work."""
        found = self._opened(key)
        return page(*found) if found else self._show(request, "hr/statement_gone.html", {}, status=410)

    def _opened(self, key: str) -> tuple[Case, Rulebook] | None:
        try:
            case = case_of(key, self._door.casework.store, self._site.service.today)
        except AppError as error:
            if error.code != "not_found":
                raise
            return None
        book = rulebook_of(case, self._site.service.library)
        return None if book is None or case.status == "decided" else (case, book)

    def ask(self, request: Request, book: Rulebook, form: Form, wrong: dict[str, str]) -> Response:
        """Return the page with the questions."""
        questions = questions_told(book, "manager", self._language)
        values = {"form": form, "wrong": wrong, "questions": questions, "rulebook": book}
        return self._show(request, "hr/statement.html", values, status=422 if wrong else 200)

    def take(self, request: Request, about: tuple[Case, Rulebook], form: Form, sent: str) -> Response:
        """Show what HR will see; once that was confirmed keep it, and go to the page that says it was sent."""
        case, book = about
        found = stated_in(form, book, "manager")
        said = Statement(party="manager", by=form.text("name"), at=self._site.service.now(), answers=found.answers)
        retention = self._door.casework.employer.retention
        try:
            after = state(case, book, said, Step("manager", said.at, retention))
            wrong = found.wrong
        except AppError as error:
            if not error.errors:
                raise
            after, wrong = case, wrong_in(error) | found.wrong
        if wrong or form.text("step") == "change":
            return self.ask(request, book, form, wrong)
        if form.text("step") != "send":
            rows = answers_told(book, found.answers, self._language)
            return self._show(request, "hr/statement_check.html", {"rows": rows, "name": said.by})
        if after is not case:
            self._door.casework.store.save(after, Line(said.at, "manager", "stated", case.id))
        return RedirectResponse(sent, 303)

    def thank(self, request: Request, case: Case, book: Rulebook) -> Response:
        """Return the page that says what HR has now: only what was said through this very link."""
        if case.said_by("manager") is None:
            return self.ask(request, book, Form({}), {})
        said = said_through_link(case)
        rows = answers_told(book, said.answers, self._language) if said else []
        return self._show(request, "hr/statement_sent.html", {"rows": rows, "name": said.by if said else ""})

    def _show(self, request: Request, name: str, values: dict[str, Any], *, status: int = 200) -> Response:
        around = {"private": True, "day": self._site.service.today, "invited": True}
        around["employer"] = self._door.casework.employer
        return self._site.pages(request, self._language, name, around | values, status=status)
