"""The questions about somebody's work to somebody else, all on one page, and what HR will see of the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from app.cases.case import Case, Party, Statement
from app.cases.statements import about_the_work, asked_of, state
from app.cases.submit import read_by_hr
from app.cases.transitions import Acting
from app.engine.compile import compiled
from app.engine.restrict import may_be_asked
from app.problems import AppError
from app.rulebook.answers import Answers
from app.rulebook.conditions import QuestionIs
from app.rulebook.model import UNKNOWN, Question, Rulebook
from app.rulebook.text import Language
from app.web.forms import Form, Posted, given
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrRequest

ANSWER = "q."
"""What the name of a field starts with that answers a question."""
Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stated:
    """Hold what was answered, and what is wrong, by field."""

    answers: Answers
    wrong: dict[str, str]


def stated_in(form: Form, rulebook: Rulebook, party: Party) -> Stated:
    """Return the answers in a form: one to each question that applies, unknown counted; what does not apply is gone."""
    asked = asked_of(rulebook, party)
    raw = {q.id: given(q, form.all(ANSWER + q.id)) for q in asked}
    answers = about_the_work(rulebook, raw)
    at = compiled(read_by_hr(rulebook))
    missing = (q.id for q in asked if q.id not in answers and may_be_asked(at, q.id, answers))
    return Stated(answers, {ANSWER + q: "missing" for q in missing})


def answer_told(rulebook: Rulebook, question: Question, answer: Any, language: Language) -> str:
    """Return an answer as one says it of somebody else."""
    if answer is None:
        return ""
    if answer == UNKNOWN:
        return question.unknown.other[language]
    if not question.many:
        return question.answers[answer].other[language]
    none = rulebook.common["none_of_these"].other[language]
    return ", ".join(question.answers[each].other[language] for each in answer) or none


def answers_told(rulebook: Rulebook, answers: Mapping[str, Any], language: Language) -> list[Context]:
    """Return questions and answers in words, as HR will see them."""
    asked = (rulebook.questions[q] for q in rulebook.questions if q in answers)
    return [
        {
            "id": q.id,
            "ask": q.ask.other[language],
            "answer": answer_told(rulebook, q, answers[q.id], language),
            "value": answers[q.id],
        }
        for q in asked
    ]


def questions_told(rulebook: Rulebook, party: Party, language: Language) -> list[Context]:
    """Return each question with its answers in the third person, numbered, and when it is to be answered."""
    asked = asked_of(rulebook, party)
    numbers = {q.id: number for number, q in enumerate(asked, 1)}
    return [
        {
            "id": q.id,
            "name": ANSWER + q.id,
            "number": numbers[q.id],
            "ask": q.ask.other[language],
            "items": [(id, answer_told(rulebook, q, id, language)) for id in q.answers],
            "unknown": q.unknown.other[language],
            "gate": _gate_told(rulebook, q, numbers, language),
        }
        for q in asked
    ]


def _gate_told(
    rulebook: Rulebook, question: Question, numbers: Mapping[str, int], language: Language
) -> Context | None:
    """Return when a question is to be answered: after which answers to which number; no answers where it is less plain.

    None where it always is.
    """
    gate = question.asked_when
    if gate is None:
        return None
    if not isinstance(gate, QuestionIs) or gate.question not in numbers:
        return {"number": None, "answers": []}
    asked = rulebook.questions[gate.question]
    answers = [answer_told(rulebook, asked, a, language) for a in gate.answers]
    return {"number": numbers[gate.question], "answers": answers}


routes = hr_routes("state")


@routes.get("/cases/{id}/statement")
def empty(desk: CurrentHr, id: str) -> Response:
    seat = desk.seat("state")
    return StatementForm(seat, seat.case(id)).ask({})


@routes.post("/cases/{id}/statement")
def said(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("state", form=form)
    return StatementForm(seat, seat.case(id)).take()


class StatementForm:
    """Show and take the form for one case."""

    def __init__(self, seat: HrRequest, case: Case) -> None:
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
        values["for_hr"] = self._party == "hr"
        return self._seat.page("statement.html", values, status=422 if wrong else 200)

    def take(self) -> Response:
        """Show what HR will see, and once that was confirmed keep it."""
        seat, party, name = self._seat, self._party, self._seat.person.name
        found = stated_in(seat.form, self._book, party)
        if found.wrong or seat.form.text("step") == "change":
            return self.ask(found.wrong)
        rows = answers_told(self._book, found.answers, seat.desk.language)
        if seat.form.text("step") != "send":
            shown = {"case": self._case, "rows": rows, "name": name, "wide": False, "for_hr": party == "hr"}
            return seat.page("statement_check.html", shown)

        def stating(case: Case, acting: Acting) -> Case:
            said = Statement(party=party, by=name, at=acting.at, answers=found.answers)
            return state(case, self._book, said, acting.step)

        return seat.take(self._case, stating, "stated", "/parties" if party == "hr" else "", told=rows)
