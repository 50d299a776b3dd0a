"""The page on which a manager with an account, or HR itself, says how they see somebody's work."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.cases.case import Case, Party, Statement
from app.cases.state import state
from app.cases.steps import Acting
from app.problems import AppError
from app.rulebook.texts import Language
from app.web.hr.desk import Desk, Seat
from app.web.hr.forms import Posted
from app.web.hr.stating import answers_told, questions_told, stated_in
from app.web.questionnaire import Site


def router(site: Site, language: Language) -> APIRouter:
    """Return the routes of this page in one language."""
    desk = Desk(site, language)
    routes = desk.routes("state")

    @routes.get("/cases/{id}/statement")
    def empty(request: Request, id: str) -> Response:
        seat = desk.seat(request, "state")
        return Stating(seat, seat.case(id)).ask({})

    @routes.post("/cases/{id}/statement")
    def said(request: Request, id: str, form: Posted) -> Response:
        seat = desk.seat(request, "state", form=form)
        return Stating(seat, seat.case(id)).take()

    return routes


class Stating:
    """Show and take the form for one case."""

    def __init__(self, seat: Seat, case: Case) -> None:
        self._seat = seat
        self._case = case
        self._book = seat.desk.rulebook(case)
        self._party: Party = "hr" if seat.person.may("work_on_cases") else "manager"

    def ask(self, wrong: Mapping[str, str]) -> Response:
        """Return the page with the questions."""
        if self._case.status == "decided":
            raise AppError("not_found", "expected an undecided check")
        questions = questions_told(self._book, self._party, self._seat.desk.language)
        values = {"case": self._case, "wrong": wrong, "questions": questions, "rulebook": self._book, "wide": False}
        return self._seat.page("statement.html", values, status=422 if wrong else 200)

    def take(self) -> Response:
        """Show what HR will see, and once that was confirmed keep it."""
        seat, party, name = self._seat, self._party, self._seat.person.name
        found = stated_in(seat.form, self._book, party)
        if found.wrong or seat.form.text("step") == "change":
            return self.ask(found.wrong)
        rows = answers_told(self._book, found.answers, seat.desk.language)
        if seat.form.text("step") != "send":
            return seat.page("statement_check.html", {"case": self._case, "rows": rows, "name": name, "wide": False})

        def stating(case: Case, acting: Acting) -> Case:
            said = Statement(party=party, by=name, at=acting.at, answers=found.answers)
            return state(case, self._book, said, acting.step)

        return seat.take(self._case, stating, "stated", "/parties" if party == "hr" else "", told=rows)
