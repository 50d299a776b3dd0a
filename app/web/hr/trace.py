"""The trace of a check as HR may read it: how far every criterion reaches, with which answers, and on what it rests."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from app.cases.submit import reader
from app.claims.wording import sentence
from app.engine.evaluate import Evaluation
from app.rulebook.basis import basis, visible
from app.rulebook.model import NONE_REACHED, UNKNOWN, Question, Rulebook
from app.rulebook.texts import Language

Told = dict[str, Any]
State = Literal["reached", "not_reached", "open", "no_difference"]


def state_of(evaluation: Evaluation, criterion: str) -> State:
    """Return how a criterion stands; where it is not certain, whether what is not known of it makes a difference."""
    reach = evaluation.criteria[criterion].reach
    if reach is not None:
        return "not_reached" if reach == NONE_REACHED else "reached"
    left = evaluation.open_in_criteria[criterion]
    unknown = any(evaluation.answers.get(question) == UNKNOWN for question in left)
    matters = {each.question for each in evaluation.open_questions}
    return "open" if unknown or matters & set(left) else "no_difference"


def answer_told(book: Rulebook, question: Question, answer: Any, language: Language) -> Told:
    """Return an answer about somebody else in words; no texts where it is not known."""
    texts: list[str] = []
    if question.many and answer != UNKNOWN:
        none = book.common["none_of_these"].other[language]
        texts = [question.answers[each].other[language] for each in answer] or [none]
    elif answer is not None and answer != UNKNOWN:
        texts = [question.answers[answer].other[language]]
    return {"id": question.id, "ask": question.ask.other[language], "texts": texts}


class Trace:
    """Tell an evaluation for HR in one language; nothing of what HR may not see is in it, not even its name."""

    def __init__(self, evaluation: Evaluation, language: Language) -> None:
        self._evaluation = evaluation
        self._book = evaluation.rulebook
        self._language: Language = language
        self._answers: Mapping[str, Any] = evaluation.applicable

    def criteria(self) -> list[Told]:
        """Return every criterion that exists for HR, in the order of the rulebook."""
        return [self._criterion(id) for id in visible(self._book, reader(self._book))]

    def _criterion(self, id: str) -> Told:
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

    def answers(self, questions: Iterable[str]) -> list[Told]:
        """Return the answers to some questions that take part."""
        return [self._answer(q) for q in questions if q in self._answers]

    def _answer(self, question: str) -> Told:
        return answer_told(self._book, self._book.questions[question], self._answers[question], self._language)

    def others(self) -> list[Told]:
        """Return the answers on which no criterion rests."""
        used = {q for id in visible(self._book, reader(self._book)) for q in basis(self._book, id)}
        return self.answers(q for q in self._book.questions if q not in used)

    def open_questions(self) -> list[Told]:
        """Return what is still open, with who can tell (ids)."""
        every = ((self._book.questions[each.question], each.who_can_tell) for each in self._evaluation.open_questions)
        return [{"id": q.id, "ask": q.ask.other[self._language], "people": people} for q, people in every]
