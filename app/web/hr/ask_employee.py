"""The page with the questions that are open looking only at the work: who can tell, and asking the employee."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from app.cases.case import Case
from app.cases.questions import ask, may_be_asked, open_to_hr
from app.cases.submit import reader
from app.rulebook.model import Rulebook
from app.rulebook.roles import person
from app.rulebook.text import Language
from app.web.forms import Posted
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrRequest

routes = hr_routes("work_on_cases")


@routes.get("/cases/{id}/questions")
def page(desk: CurrentHr, id: str) -> Response:
    seat = desk.seat("work_on_cases")
    return Questions(seat, seat.case(id)).show({})


@routes.post("/cases/{id}/questions")
def put_on_link(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("work_on_cases", form=form)
    return Questions(seat, seat.case(id)).ask()


def open_told(case: Case, rulebook: Rulebook, language: Language) -> list[dict[str, Any]]:
    """Return each open question in the third person, who else than the employee can tell, and whether to ask it."""
    askable = may_be_asked(case, rulebook)
    return [
        {
            "id": each.question,
            "ask": rulebook.questions[each.question].ask.other[language],
            "people": [who for who in each.who_can_tell if who != person(rulebook)],
            "employee": person(rulebook) in each.who_can_tell,
            "askable": each.question in askable,
            "asked": each.question in case.asked,
        }
        for each in open_to_hr(case, rulebook)
    ]


class Questions:
    """Show and ask open questions in one case."""

    def __init__(self, seat: HrRequest, case: Case) -> None:
        self._seat = seat
        self._case = case
        self._book = seat.desk.rulebook(case)

    def show(self, wrong: Mapping[str, str]) -> Response:
        questions = open_told(self._case, self._book, self._seat.desk.language)
        values = {"case": self._case, "rulebook": self._book, "open": questions, "wrong": wrong, "wide": False}
        return self._seat.page("questions.html", values, status=422 if wrong else 200)

    def ask(self) -> Response:
        """Put the chosen questions on the employee's own link."""
        book, chosen = self._book, self._seat.form.all("question")
        if not chosen:
            return self.show({"question": "missing"})
        seat, case = self._seat, self._case
        # The ids come from a form: what HR may not see is not put in words, even if somebody sends it.
        seen = [book.questions[each] for each in chosen if each in book.audiences[reader(book)]]
        rows = [{"ask": question.ask.other[seat.desk.language], "answer": ""} for question in seen]
        return seat.take(case, lambda now, acting: ask(now, chosen, book, acting), "asked", "/questions", rows=rows)
