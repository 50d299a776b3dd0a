"""In how many sets of answers a criterion, or the answer to a question, decides the verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from app.engine.build import Builder
from app.engine.mdd import Forest, TooEntangled
from app.rulebook.model import Question, Rulebook
from app.rulebook.once import once_per_rulebook
from app.verify.answer_sets import answer_sets_of
from app.verify.symbolic import Proof


@dataclass(frozen=True, slots=True)
class Shares:
    """Hold how many answer sets there are, and in how many of them each criterion and each question decides.

    `verdicts` has, by criterion, those that come out where it decides.
    """

    answer_sets: int
    criteria: Mapping[str, int]
    questions: Mapping[str, int]
    verdicts: Mapping[str, tuple[str, ...]]


@once_per_rulebook
def shares(rulebook: Rulebook) -> Shares | None:
    """Return the shares of a rulebook, counted on first use; None where it is too entangled to count.

    Answer sets are those that differ in something that applies. A criterion decides in one when the verdict would be
    another if it reached `none`. A question decides in one when it applies, and another answer to it, with some answers
    to the questions that this opens, leads to another verdict.
    """
    try:
        counting = _Counting(rulebook)
        return Shares(
            counting.number(counting.forest.true),
            {c: counting.number(counting.criterion_decides(c)) for c in rulebook.criteria},
            {q.id: counting.number(counting.question_decides(q)) for q in counting.asked},
            {c: tuple(counting.verdicts_by(c)) for c in rulebook.criteria},
        )
    except (TooEntangled, RecursionError):
        return None


class _Counting:
    """Count answer sets in diagrams."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._proof = proof = Proof(rulebook, Forest())
        self.forest = proof.forest
        self.asked = [question for question in proof.order if question.id not in rulebook.left_out]
        self.number = answer_sets_of(proof).count
        self._verdict = proof.builder.verdict()

    def criterion_decides(self, criterion: str) -> int:
        """Return where the verdict would be another without this criterion."""
        book = self._proof.rulebook
        without = replace(book, criteria={**book.criteria, criterion: replace(book.criteria[criterion], reaches=())})
        return self.forest.differ(self._verdict, Builder(without, self.forest).verdict())

    def verdicts_by(self, criterion: str) -> Iterator[str]:
        outcomes = self._proof.outcomes(self.forest.both(self.criterion_decides(criterion), self._verdict))
        return (v for place, v in enumerate(self._proof.rulebook.verdicts) if outcomes >> place & 1)

    def question_decides(self, question: Question) -> int:
        """Return the Boolean diagram of the question applying, with an answer instead of which another would matter."""
        decided = (
            self.forest.both(
                self._proof.given_only(question.id, (own,)), self.forest.differ(self._given(question, own), others)
            )
            for own in question.answers
            for others in self._otherwise(question, own)
        )
        return self.forest.both(self._proof.builder.gate(question), self.forest.any_of(decided))

    def _given(self, question: Question, answer: str) -> int:
        return self._proof.given(self._verdict, question.id, answer)

    def _otherwise(self, question: Question, own: str) -> Iterator[int]:
        """Yield the verdicts that each other answer can lead to, whatever is answered to what only then is asked."""
        level = self._proof.level[question.id]
        gates = [(gated, self._proof.builder.gate(gated)) for gated in self.asked]
        behind = [
            (gated, self._proof.given(gate, question.id, own))
            for gated, gate in gates
            if level in self.forest.support(gate)
        ]
        for other in question.answers:
            if other != own:
                yield reduce(self._opened, behind, self._given(question, other))

    def _opened(self, verdicts: int, behind: tuple[Question, int]) -> int:
        """Return the verdicts with, where a question was behind its closed gate, those of all its answers."""
        question, gate = behind
        each = [self._proof.given(verdicts, question.id, answer) for answer in question.answers]
        return self.forest.union(verdicts, self.forest.both(self._proof.negated(gate), self.forest.any_of(each)))
