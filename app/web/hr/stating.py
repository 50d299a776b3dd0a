"""The questions about somebody's work to somebody else, all on one page, and what HR will see of the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.cases.case import Party
from app.cases.state import about_the_work, asked_of
from app.cases.submit import read_by_hr
from app.engine.compile import compiled
from app.engine.gates import may_be_asked
from app.rulebook.answers import Answers
from app.rulebook.conditions import QuestionIs
from app.rulebook.model import UNKNOWN, Question, Rulebook
from app.rulebook.texts import Language
from app.web.hr.forms import Form
from app.web.questionnaire import given

ANSWER = "q."
"""What the name of a field starts with that answers a question."""
Told = dict[str, Any]


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


def answers_told(rulebook: Rulebook, answers: Mapping[str, Any], language: Language) -> list[Told]:
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


def questions_told(rulebook: Rulebook, party: Party, language: Language) -> list[Told]:
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


def _gate_told(rulebook: Rulebook, question: Question, numbers: Mapping[str, int], language: Language) -> Told | None:
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
