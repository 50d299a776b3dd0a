"""What HR sees of a case, in words: the same on the page before sharing and on the employee's page of the case."""

from collections.abc import Iterable
from typing import Any

from app.cases.case import Case
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.web.questionnaire.outcome import answers_told

Context = dict[str, Any]


def seen(case: Case, book: Rulebook | None, language: Language) -> Context:
    """`answers` is None where the rulebook that could tell them is not there."""
    context: Context = {"case": case, "answers": None, "verdict": None}
    if book is None or case.said is None:
        return context
    return context | {
        "answers": answers_told(book, case.answers, language),
        "verdict": book.verdict_title(case.verdict)[language],
    }


def questions_told(book: Rulebook, questions: Iterable[str], language: Language) -> list[str]:
    return [book.questions[question].ask[language] for question in questions if question in book.questions]
