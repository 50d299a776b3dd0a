"""The trace of a check as HR may read it: how far every criterion reaches, with which answers, and on what it rests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.cases.case import Case
from app.cases.reevaluate import Rechecked, reach
from app.cases.submit import as_hr, reader, rulebook_of
from app.claims.wording import sentence
from app.engine.evaluate import Evaluation
from app.rulebook.dependencies import basis, visible
from app.rulebook.library import Library
from app.rulebook.model import NONE_REACHED, UNKNOWN, Question, Rulebook
from app.rulebook.text import Language


@dataclass(frozen=True, slots=True)
class Editions:
    """Hold the library; an edition is found only where it says exactly what it said then."""

    library: Library

    def titles(self, kind: Literal["verdicts", "criteria"], language: Language) -> dict[str, str]:
        """Return titles by id, those of every edition; of equal ids the last that is no draft has the word."""
        others_first = sorted(self.library, key=lambda book: not book.draft)
        parts = (part for book in others_first for part in getattr(book, kind).values())
        return {part.id: part.title.other[language] for part in parts}

    def outcome(self, case: Case, language: Language) -> str | None:
        """None for an arrangement, and where the edition is not here."""
        book = rulebook_of(case, self.library)
        if book is None:
            return None
        verdict = as_hr(book, case.standing_answers).verdict if case.reply else case.verdict
        return book.verdict_title(verdict).other[language]


Context = dict[str, Any]
State = Literal["reached", "not_reached", "open", "no_difference"]


def state_of(evaluation: Evaluation, criterion: str) -> State:
    """Where it is not certain: say whether what is not known of it makes a difference."""
    reach = evaluation.criteria[criterion].reach
    if reach is not None:
        return "not_reached" if reach == NONE_REACHED else "reached"
    left = evaluation.open_in_criteria[criterion]
    unknown = any(evaluation.answers.get(question) == UNKNOWN for question in left)
    matters = {each.question for each in evaluation.open_questions}
    return "open" if unknown or matters & set(left) else "no_difference"


def answer_told(book: Rulebook, question: Question, answer: Any, language: Language) -> Context:
    """In the third person; no texts where the answer is not known."""
    texts = [] if answer in (None, UNKNOWN) else book.answer_texts(question.id, answer)
    return {"id": question.id, "ask": question.ask.other[language], "texts": [text.other[language] for text in texts]}


class Trace:
    """Tell an evaluation for HR in one language; nothing of what HR may not see is in it, not even its name."""

    def __init__(self, evaluation: Evaluation, language: Language) -> None:
        self._evaluation = evaluation
        self._book = evaluation.rulebook
        self._language: Language = language
        self._answers: Mapping[str, Any] = evaluation.applicable

    def criteria(self) -> list[Context]:
        """Only those that exist for HR, in the order of the rulebook."""
        return [self._criterion(id) for id in visible(self._book, reader(self._book))]

    def _criterion(self, id: str) -> Context:
        criterion, state = self._book.criteria[id], state_of(self._evaluation, id)
        reach = self._evaluation.criteria[id].reach
        answers = self.answers(basis(self._book, id))
        line = next((line for line in criterion.reaches if line.extent == reach), None)
        return {
            "id": id,
            "title": criterion.title.other[self._language],
            "state": state,
            "reach": reach,
            "extent": self._book.extents[line.extent].other[self._language] if line else "",
            "answers": answers,
            "claim": sentence("in_part" if answers else "not_needed", self._language)
            if state == "no_difference"
            else "",
            "clauses": [self._book.clauses[clause] for clause in criterion.source],
            "readings": [self._book.readings[each][self._language] for each in line.readings] if line else [],
        }

    def answers(self, questions: Iterable[str]) -> list[Context]:
        """Leave out those that take no part in the evaluation."""
        return [self._answer(q) for q in questions if q in self._answers]

    def _answer(self, question: str) -> Context:
        return answer_told(self._book, self._book.questions[question], self._answers[question], self._language)

    def others(self) -> list[Context]:
        """Return the answers on which no criterion rests."""
        used = {q for id in visible(self._book, reader(self._book)) for q in basis(self._book, id)}
        return self.answers(q for q in self._book.questions if q not in used)


def difference(comparison: Rechecked, language: Language) -> dict[str, Any]:
    """Return both outcomes by title, the criteria that differ, and what was never asked; the extents are in words."""
    before, after = comparison.before, comparison.after
    question = comparison.not_stored
    return {
        "before": before.title.other[language],
        "after": after.title.other[language],
        "differs": comparison.differs,
        "by_day": comparison.is_by_day,
        "criteria": [_criterion(comparison, id, language) for id in comparison.criteria],
        "needs_a_talk": comparison.needs_a_talk,
        "not_stored": after.rulebook.questions[question].ask.other[language] if question else None,
    }


def _criterion(comparison: Rechecked, id: str, language: Language) -> dict[str, Any]:
    book = (comparison.after if id in comparison.after.criteria else comparison.before).rulebook
    states = {"before": _state(comparison.before, id, language), "after": _state(comparison.after, id, language)}
    return {"id": id, "title": book.criteria[id].title.other[language], **states}


def _state(evaluation: Evaluation, id: str, language: Language) -> dict[str, str]:
    """A criterion that is not there reaches nothing."""
    if id not in evaluation.criteria:
        return {"state": "not_reached", "extent": ""}
    extent = evaluation.rulebook.extents.get(reach(evaluation, id) or NONE_REACHED)
    return {"state": state_of(evaluation, id), "extent": extent.other[language] if extent else ""}
