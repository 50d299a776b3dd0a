"""The questions about somebody's work to somebody else, all on one page, and what HR will see of the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.responses import Response

from app.cases.case import Case, Party, Statement
from app.cases.statements import LONGEST_NAME, about_the_work, asked_of, state
from app.cases.submit import read_by_hr
from app.cases.transitions import Actor
from app.engine.compile import compiled
from app.engine.restrict import may_be_asked
from app.problems import AppError
from app.rulebook.answers import Answers
from app.rulebook.coded import coded
from app.rulebook.conditions import QuestionIs
from app.rulebook.model import NONE_OF_THESE, Question, Rulebook
from app.rulebook.text import Language
from app.web.forms import ANSWER, Form, Posted, given, unfit
from app.web.hr.access import hr_routes
from app.web.hr.page import CurrentHr, HrRequest
from app.writing import misfit

Context = dict[str, Any]
PageParts = tuple[str, Context, int]
"""A template, what it is made of, and the status of the page."""
Wrong = Mapping[str, str]


def answer_told(rulebook: Rulebook, question: Question, answer: Any, language: Language) -> str:
    """In the third person."""
    texts = [] if answer is None else rulebook.answer_texts(question.id, answer)
    return ", ".join(text.other[language] for text in texts)


def answers_told(rulebook: Rulebook, answers: Mapping[str, Any], language: Language) -> list[Context]:
    """In the order of the rulebook, as HR will see them."""
    questions = (rulebook.questions[q] for q in rulebook.questions if q in answers)
    return [
        {
            "id": q.id,
            "ask": q.ask.other[language],
            "answer": answer_told(rulebook, q, answers[q.id], language),
            "value": answers[q.id],
        }
        for q in questions
    ]


def questions_told(rulebook: Rulebook, party: Party, language: Language) -> list[Context]:
    """Return each question with its answers in the third person, numbered, and when it is to be answered."""
    questions = asked_of(rulebook, party)
    numbers = {q.id: number for number, q in enumerate(questions, 1)}
    return [
        {
            "id": q.id,
            "name": ANSWER + q.id,
            "number": numbers[q.id],
            "ask": q.ask.other[language],
            "items": [(id, answer_told(rulebook, q, id, language)) for id in q.answers],
            "amount": q.amount,
            "many": q.many,
            "how_many": q.how_many,
            "none_of_these": rulebook.common[NONE_OF_THESE].other[language],
            "unknown": q.unknown.other[language] if q.can_be_unknown else None,
            "gate": _gate_told(rulebook, q, numbers, language),
        }
        for q in questions
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
    gate_question = rulebook.questions[gate.question]
    answers = [answer_told(rulebook, gate_question, a, language) for a in gate.answers]
    return {"number": numbers[gate.question], "answers": answers}


@dataclass(frozen=True)
class StatementForm:
    """Hold what one party fills in about one check, whether they come in with an account or through a link."""

    form: Form
    rulebook: Rulebook
    party: Party
    name: str
    language: Language

    @cached_property
    def answers(self) -> Answers:
        """One for each question that applies, unknown counted; what does not apply is gone."""
        questions = asked_of(self.rulebook, self.party)
        return about_the_work(self.rulebook, {q.id: given(q, self.form.all(ANSWER + q.id)) for q in questions})

    @property
    def wrong(self) -> Wrong:
        at, questions = compiled(read_by_hr(self.rulebook)), asked_of(self.rulebook, self.party)
        answers = coded(at.codings, self.answers)
        missing = (q for q in questions if q.id not in answers and may_be_asked(at, q.id, answers))
        name = misfit(self.name, LONGEST_NAME)
        return ({"name": name} if name else {}) | {
            ANSWER + q.id: unfit(q, self.form.all(ANSWER + q.id)) for q in missing
        }

    @property
    def rows(self) -> list[Context]:
        return answers_told(self.rulebook, self.answers, self.language)

    def questions(self, wrong: Wrong) -> PageParts:
        values = {"wrong": wrong, "questions": questions_told(self.rulebook, self.party, self.language)}
        around = {"form": self.form, "rulebook": self.rulebook, "for_hr": self.party == "hr"}
        return "statement.html", around | values, 422 if wrong else 200

    def before_sending(self) -> PageParts | None:
        """None once the answers were confirmed."""
        step, wrong = self.form.text("step"), self.wrong
        if wrong or step == "change":
            return self.questions(wrong)
        values = {"rows": self.rows, "name": self.name, "for_hr": self.party == "hr"}
        return None if step == "send" else ("statement_check.html", values, 200)

    def state(self, case: Case, actor: Actor) -> Case:
        """Raises AppError as `state` of a case does."""
        statement = Statement(party=self.party, by=self.name, at=actor.at, answers=self.answers)
        return state(case, self.rulebook, statement, actor)


routes = hr_routes("state")


@routes.get("/cases/{id}/statement")
def empty(desk: CurrentHr, id: str) -> Response:
    seat = desk.seat("state")
    case = seat.case(id)
    if case.status == "decided":
        raise AppError("not_found", "expected an undecided check")
    return _page(seat, case, _form(seat, case).questions({}))


@routes.post("/cases/{id}/statement")
def said(desk: CurrentHr, id: str, form: Posted) -> Response:
    seat = desk.seat("state", form=form)
    case = seat.case(id)
    statement = _form(seat, case)
    if shown := statement.before_sending():
        return _page(seat, case, shown)
    page = "/parties" if statement.party == "hr" else ""
    return seat.take(case, lambda now, acting: statement.state(now, acting.step), "stated", page, rows=statement.rows)


def _form(seat: HrRequest, case: Case) -> StatementForm:
    party: Party = "hr" if seat.person.may("work_on_cases") else "manager"
    return StatementForm(seat.form, seat.desk.rulebook(case), party, seat.person.name, seat.desk.language)


def _page(seat: HrRequest, case: Case, parts: PageParts) -> Response:
    name, values, status = parts
    return seat.page(name, {"case": case, "wide": False} | values, status=status)
