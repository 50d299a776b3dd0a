"""What HR's own evaluation asks and nobody has asked the employee yet: one question a page, before sharing."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import Request
from starlette.responses import Response

from app.cases.submit import as_hr, asked_by_hr, reader
from app.rulebook.dependencies import bears_on
from app.web.forms import given
from app.web.questionnaire.pages import onwards
from app.web.sharing.submission import Submission
from app.web.visits.visit import Page, Progress, Visit


def is_about_work(visit: Visit) -> bool:
    """Say whether a visit is at its end or at a question that HR sees."""
    return visit.at is Page.ANSWERS or visit.at in visit.rulebook.audiences[reader(visit.rulebook)]


def question_of(visit: Visit) -> str | None:
    """Return the question to ask: the one that the visit is at, else the next; None where HR would ask nothing more."""
    if isinstance(visit.at, str):
        return visit.at
    return asked_by_hr(visit.rulebook, visit.answers)[1]


@dataclass(frozen=True, slots=True)
class MissingQuestions:
    """Ask the employee; `address` returns where the asking goes on, `back` is the page before."""

    submitting: Submission
    address: Callable[[Visit], str]
    back: str

    def ask(self, request: Request, visit: Visit, question: str, error: str | None = None) -> Response:
        """Return the page of a question."""
        book = visit.rulebook
        values = {
            "rulebook": book,
            "question": book.questions[question],
            "given": visit.answers.get(question),
            "criteria": [book.criteria[criterion] for criterion in bears_on(book, question)],
            "progress": _progress(visit, question),
            "back": self.back,
            "error": error,
        }
        return self.submitting.page(request, "question.html", values, status=422 if error else 200)

    def take(self, request: Request, visit: Visit, question: str, values: list[str]) -> Response:
        """Go on with a submitted answer, or show the question again with what is wrong."""
        answer = given(visit.rulebook.questions[question], values)
        if answer is None:
            return self.ask(request, visit, question, "several" if len(values) > 1 else "missing")
        answered = replace(visit, at=question, answers={**visit.answers, question: answer})
        return onwards(request, self.address(answered), self.address(replace(answered, at=Page.ANSWERS)))


def _progress(visit: Visit, question: str) -> Progress:
    """Count among the questions that HR's own evaluation asks."""
    others = {q: answer for q, answer in visit.answers.items() if q != question}
    before, _ = asked_by_hr(visit.rulebook, others)
    usually, at_most = as_hr(visit.rulebook, before).questions_left
    return Progress(len(before) + 1, max(usually - 1, 0), max(at_most - 1, 0))
