"""In how many sets of answers a criterion, or the answer to a question, decides the verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate
from operator import mul

from app.engine.build import Builder
from app.engine.mdd import LEAF, Forest, TooEntangled
from app.rulebook.model import Question, Rulebook
from app.rulebook.once import once_per_rulebook


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
    """Count answer sets in diagrams: behind a closed gate only the first answer counts, so that each is there once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self.forest = Forest()
        self._builder = Builder(rulebook, self.forest)
        self._level = {question.id: level for level, question in enumerate(self._builder.order)}
        self.asked = [question for question in self._builder.order if question.id not in rulebook.left_out]
        sizes = [1 if q.id in rulebook.left_out else len(q.answers) for q in self._builder.order]
        self._ways = [*accumulate(reversed(sizes), mul, initial=1)][::-1]
        self._once = reduce(self.forest.both, map(self._told_once, self.asked), self.forest.true)
        self._verdict = self._builder.verdict()

    def _told_once(self, question: Question) -> int:
        return self.forest.union(self._builder.gate(question), self._answered(question, 0))

    def _answered(self, question: Question, answer: int) -> int:
        """Return the Boolean diagram of this question having this answer, counted from 0."""
        kids = [self.forest.true if each == answer else self.forest.false for each in range(len(question.answers))]
        return self.forest.node(self._level[question.id], kids)

    def number(self, holds: int) -> int:
        """Return the number of answer sets in which a Boolean diagram holds."""
        return self._number(self.forest.both(holds, self._once), 0, {})

    def _number(self, n: int, level: int, done: dict[int, int]) -> int:
        """Return the number of answers to the questions from a level on; `done` has them from a node's own level on."""
        own = min(self.forest.level[n], len(self._ways) - 1)
        if n not in done:
            kids = self.forest.kids[n]
            leaf = self.forest.level[n] == LEAF
            done[n] = kids[0] if leaf else sum(self._number(kid, own + 1, done) for kid in kids)
        return done[n] * self._ways[level] // self._ways[own]

    def criterion_decides(self, criterion: str) -> int:
        """Return the Boolean diagram of the verdict being another without this criterion."""
        book = self._rulebook
        without = replace(book, criteria={**book.criteria, criterion: replace(book.criteria[criterion], reaches=())})
        return self.forest.differ(self._verdict, Builder(without, self.forest).verdict())

    def verdicts_by(self, criterion: str) -> Iterator[str]:
        """Yield the verdicts that come out where this criterion decides."""
        where = self.forest.both(self.criterion_decides(criterion), self._verdict)
        leaves = [self.forest.kids[n][0] for n in self.forest.reachable(where) if self.forest.level[n] == LEAF]
        return (v for place, v in enumerate(self._rulebook.verdicts) if any(mask >> place & 1 for mask in leaves))

    def question_decides(self, question: Question) -> int:
        """Return the Boolean diagram of the question applying, with an answer instead of which another would matter."""
        decided = (
            self.forest.both(self._answered(question, own), self.forest.differ(self._given(question, own), others))
            for own in range(len(question.answers))
            for others in self._otherwise(question, own)
        )
        return self.forest.both(self._builder.gate(question), self.forest.any_of(decided))

    def _given(self, question: Question, answer: int) -> int:
        return self.forest.cofactor(self._verdict, self._level[question.id], answer)

    def _otherwise(self, question: Question, own: int) -> Iterator[int]:
        """Yield the verdicts that each other answer can lead to, whatever is answered to what only then is asked."""
        level = self._level[question.id]
        gates = [(asked, self._builder.gate(asked)) for asked in self.asked]
        behind = [
            (asked, self.forest.cofactor(gate, level, own))
            for asked, gate in gates
            if level in self.forest.support(gate)
        ]
        for other in range(len(question.answers)):
            if other != own:
                yield reduce(self._opened, behind, self._given(question, other))

    def _opened(self, verdicts: int, behind: tuple[Question, int]) -> int:
        """Return the verdicts with, where a question was behind its closed gate, those of all its answers."""
        question, gate = behind
        level = self._level[question.id]
        each = [self.forest.cofactor(verdicts, level, answer) for answer in range(len(question.answers))]
        closed = self.forest.relabel(gate, lambda holds: 1 - holds)
        return self.forest.union(verdicts, self.forest.both(closed, self.forest.any_of(each)))
