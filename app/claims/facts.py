"""What is known of one case, as far as sentences about it rest on that."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from app.disclosure import Disclosure
from app.engine.evaluate import Evaluation, evaluate
from app.rulebook.dependencies import basis
from app.rulebook.model import NONE_REACHED, NOT_RELIED_ON, UNKNOWN, Rulebook
from app.rulebook.roles import person


@dataclass(frozen=True)
class Facts:
    """Hold what is known of one case: the answers under a rulebook, and what of it the reader is told.

    `more` is how many questions at most can still be answered although nothing depends on them.
    """

    book: Rulebook
    answers: Mapping[str, Any]
    told: Disclosure
    more: int = 0

    @property
    def certain(self) -> bool:
        return self.told["certain"]

    @cached_property
    def given(self) -> dict[str, Any]:
        """Return the answers without those that leave a question out."""
        return {question: answer for question, answer in self.answers.items() if answer != NOT_RELIED_ON}

    @cached_property
    def answered(self) -> Evaluation:
        """Return what would follow if what was left out were not answered yet."""
        return evaluate(self.book, self.given)

    @cached_property
    def is_final(self) -> bool:
        """Say whether no answer to any question without one, or left out, could change the verdict."""
        if not self.book.lists:
            return self.certain and self.whole.verdict == self.told["verdict"]
        return self.whole.is_settled and not any(map(self.why_unsettled, self.told["criteria"]))

    @cached_property
    def whole(self) -> Evaluation:
        """Return what would follow if nothing were left out, by whoever answers or by the server."""
        return evaluate(self.book.whole, self.given)

    def why_unsettled(self, criterion: str) -> str:
        """Return the id of the claim that says why a criterion of a list can still be otherwise; empty where not."""
        possible = tuple(self.told["criteria"][criterion]["possible"])
        if len(possible) > 1:
            return "list_open"
        if self.answered.criteria[criterion].possible != possible:
            return "list_left_out"
        return "list_not_asked" if self.whole.criteria[criterion].possible != possible else ""

    @property
    def leaves_out_what_matters(self) -> bool:
        """Say whether an answer to what was left out could alter the verdict, or anything on a list."""
        if self.book.lists:
            return any(self.why_unsettled(criterion) == "list_left_out" for criterion in self.told["criteria"])
        return self.certain and self.answered.possible != (self.told["verdict"],)

    @cached_property
    def is_arranged(self) -> bool:
        """Say whether the verdict stands whatever becomes of what is so of the person.

        Of most of that nobody says that it can be changed, and yet an agreement or another situation can change it.
        """
        personal = (q for q in self.book.questions.values() if q.is_private and not q.can_be_changed)
        fixed = self.given.keys() - {question.id for question in personal}
        kept = {question: self.given[question] for question in self.given if question in fixed}
        return self.certain and evaluate(self.book.whole, kept).verdict == self.told["verdict"]

    @cached_property
    def open_for_verdict(self) -> tuple[str, ...]:
        """Return the questions without a known answer that can still alter the verdict, in the order of asking."""
        return evaluate(self.book, self.answers).open_for_verdict

    def why_aside(self, criterion: str) -> str:
        """Return the id of the claim that says why a criterion does not carry the verdict; `no` where it is not met."""
        state, questions = self.told["criteria"][criterion], basis(self.book, criterion)
        if set(questions) <= self.book.left_out:
            return "not_asked_here"
        if state["reach"] == NONE_REACHED:
            return "no" if self.answered.criteria[criterion].reach == NONE_REACHED else "left_out"
        if state["reach"] is not None:
            return "less" if self.told["reasons"] else "less_alone"
        unknown = [question for question in state["open_questions"] if self.answers.get(question) == UNKNOWN]
        if unknown:
            return "open_alone" if all(map(self.only_you, unknown)) else "open"
        return "in_part" if any(question in self.answers for question in questions) else "not_needed"

    @property
    def is_without_person(self) -> bool:
        """Say whether the reader is told nothing of some question about the person."""
        seen = self.book.audiences[self.told["audience"]]
        return any(q.is_private and q.id not in seen for q in self.book.questions.values())

    def only_you(self, question: str) -> bool:
        return {*self.book.questions[question].answered_by} <= {person(self.book)}

    def can_be_left_out(self, question: str) -> bool:
        return NOT_RELIED_ON in self.book.questions[question].answers


@dataclass(frozen=True)
class OpenQuestion(Facts):
    """Hold no case but a question whose answer can make a difference, for the claims that rest on it alone."""

    question: str = ""

    @cached_property
    def open_for_verdict(self) -> tuple[str, ...]:
        return (self.question,)


def of_question(book: Rulebook, question: str) -> Facts:
    """Return what is known where nothing is but that the answer to this question can make a difference."""
    return OpenQuestion(book, {}, cast(Disclosure, {}), question=question)
