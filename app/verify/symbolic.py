"""The plain diagrams of a rulebook, and the smallest answers that show what is found in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from app.engine.build import HELD, Builder, Decision
from app.engine.mdd import LEAF, Forest
from app.rulebook.model import Question, Rulebook

Given = dict[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold two sets of answers that differ in one question, and should not lead to different outcomes.

    `other` is None where the question has no answer in the second set.
    """

    answers: Given
    question: str
    one: str
    other: str | None

    @property
    def sets(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        given = tuple(self.answers.items())
        return tuple((*given, (self.question, answer)) if answer else given for answer in (self.one, self.other))

    def __str__(self) -> str:
        context = f" given {format_answers(self.answers)}" if self.answers else ""
        other = f"`{self.question}: {self.other}`" if self.other else f"no answer to `{self.question}`"
        return f"`{self.question}: {self.one}` and {other}{context}"


def format_answers(answers: Given) -> str:
    return ", ".join(f"`{question}: {answer}`" for question, answer in answers.items()) or "any answers"


class Proof:
    """Hold every decision of a rulebook as a plain diagram, in a forest and an order that other rulebooks may share."""

    def __init__(self, rulebook: Rulebook, forest: Forest | None = None, order: list[Question] | None = None) -> None:
        self.rulebook = rulebook
        self.forest = forest or Forest(max_nodes=2_000_000, max_seconds=120.0)
        self.builder = Builder(rulebook, self.forest, order)
        self.order = self.builder.order
        self.level = {question.id: level for level, question in enumerate(self.order)}
        self._where: dict[tuple[int, int], int] = {}
        self._witnesses: dict[int, Given | None] = {}

    @cached_property
    def decisions(self) -> list[Decision]:
        """The verdict comes first."""
        return self.builder.decisions()

    @cached_property
    def nodes(self) -> dict[int, list[int]]:
        """Return by level the nodes of all decisions."""
        found: dict[int, list[int]] = {}
        for n in set().union(*(self.forest.reachable(each.diagram) for each in self.decisions)):
            found.setdefault(self.forest.level[n], []).append(n)
        return found

    def outcomes(self, diagram: int) -> int:
        return self.forest.outcomes(diagram)

    def where(self, diagram: int, outcomes: int) -> int:
        """Return the Boolean diagram of a diagram having one of these outcomes."""
        asked = diagram, outcomes
        if asked not in self._where:
            self._where[asked] = self.forest.map_leaves(diagram, lambda mask: int(mask & outcomes != 0))
        return self._where[asked]

    def except_where(self, holds: int, excused: int) -> int:
        """Return the Boolean diagram of `holds` and not `excused`."""
        return self.forest.both(holds, self.negated(excused))

    def negated(self, holds: int) -> int:
        return self.forest.map_leaves(holds, lambda mask: 1 - mask)

    def given(self, diagram: int, question: str, answer: str) -> int:
        level = self.level[question]
        place = list(self.order[level].answers).index(answer)
        return self.forest.cofactor(diagram, level, place)

    def given_only(self, question: str, answers: tuple[str, ...]) -> int:
        """Return the Boolean diagram of the question having one of these answers, whether or not it applies."""
        level = self.level[question]
        kids = [self.forest.true if answer in answers else self.forest.false for answer in self.order[level].answers]
        return self.forest.node(level, kids)

    def pairs(self, diagram: int, question: str) -> Iterator[tuple[str, str, int]]:
        """Yield every two answers of a question, and where they lead to different outcomes."""
        for one, other in combinations(self.order[self.level[question]].answers, 2):
            where = self.forest.differ(self.given(diagram, question, one), self.given(diagram, question, other))
            if where != self.forest.false:
                yield one, other, where

    def witness(self, holds: int) -> Given | None:
        """Return the fewest answers that force a Boolean diagram to hold; None where it never does."""
        if holds not in self._witnesses:
            self._witnesses[holds] = self._witness(holds)
        given = self._witnesses[holds]
        return None if given is None else dict(given)

    def forces(self, holds: int, given: Given) -> bool:
        """Say whether a Boolean diagram holds whatever else is answered."""
        n = self.forest.opened(self.builder.flag(holds))
        while self.forest.level[n] != LEAF:
            question = self.order[self.forest.level[n]]
            answers = list(question.answers)
            n = self.forest.kids[n][answers.index(given[question.id]) if question.id in given else -1]
        return self.forest.kids[n][0] == HELD

    def _witness(self, holds: int) -> Given | None:
        root = self.forest.opened(self.builder.flag(holds))
        done: dict[int, Given | None] = {}
        for n in self.forest.upwards(root):
            leaf = self.forest.level[n] == LEAF
            done[n] = ({} if self.forest.kids[n][0] == HELD else None) if leaf else self._fewest(n, done)
        given = done[root]
        return None if given is None else self.rulebook.with_days(given)

    def _fewest(self, n: int, done: Mapping[int, Given | None]) -> Given | None:
        *kids, opened = self.forest.kids[n]
        best = done[opened]
        question = self.order[self.forest.level[n]]
        for answer, kid in zip(question.answers, kids, strict=True):
            rest = done[kid]
            if rest is not None and (best is None or len(rest) + 1 < len(best)):
                best = {question.id: answer, **rest}
        return best
