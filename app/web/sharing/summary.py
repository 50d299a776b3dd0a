"""What HR sees of a case, in words: the same on the page before sharing and on the employee's page of the case."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.cases.case import Case
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.web.questionnaire.outcome import answer_texts

Context = dict[str, Any]


def seen(case: Case, book: Rulebook | None, language: Language) -> Context:
    """Return what HR sees of a case; `answers` is None where the rulebook that could tell them is not there."""
    found: Context = {"case": case, "answers": None, "verdict": None}
    if book is None or case.said is None:
        return found
    return found | {
        "answers": answers_told(book, case.answers, language),
        "verdict": title(book, case.verdict, language),
    }


def title(book: Rulebook, verdict: str | None, language: Language) -> str:
    """Return what a verdict is called, also where there is none yet."""
    return (book.verdicts[verdict].title if verdict else book.undetermined[0])[language]


def answers_told(book: Rulebook, answers: Mapping[str, Any], language: Language) -> list[Context]:
    """Return answers in words."""
    return [_told(book, question, answer, language) for question, answer in answers.items()]


def questions_told(book: Rulebook, questions: Iterable[str], language: Language) -> list[str]:
    """Return questions in words."""
    return [book.questions[question].ask[language] for question in questions if question in book.questions]


def _told(book: Rulebook, question: str, answer: Any, language: Language) -> Context:
    asked = book.questions[question]
    return {
        "id": question,
        "ask": asked.ask[language],
        "answer": ", ".join(text[language] for text in answer_texts(book, asked, answer)),
    }
