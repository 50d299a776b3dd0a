"""Where two parties answer differently: which of their differences can change the verdict, and which to settle first.

A *mix* takes, for each question that both answered differently, the answer of one of them. What only one of them
answered stands in every mix; "I don't know" is an answer like any other.
"""

from collections import Counter
from collections.abc import Iterator
from functools import reduce

from app.engine.compile import compiled
from app.engine.mdd import Forest
from app.engine.walk import GivenAnswers, Leaf, NodeOrLeaf
from app.rulebook.coded import coded
from app.rulebook.model import Rulebook


def differing(rulebook: Rulebook, one: GivenAnswers, other: GivenAnswers) -> tuple[str, ...]:
    """Return the questions that both answered, and not alike, in the order of asking."""
    both = (q for q in rulebook.questions if one.get(q) is not None and other.get(q) is not None)
    return tuple(q for q in both if one[q] != other[q])


def worth_talking_about(rulebook: Rulebook, one: GivenAnswers, other: GivenAnswers) -> tuple[str, ...]:
    """Return exactly the differences of which some mix shows that they matter, the one that settles most first.

    A difference matters where the possible results are not the same with either answer, in at least one mix of all
    other answers. First comes the one after which the fewest others still matter, over both ways in which it can be
    settled; next the one after which the fewest are left over all ways in which those before it can be, and so on.
    Among equals the order is that of asking.
    """
    mixes = Mixes(rulebook, one, other)
    named = (mixes.questions[level] for level in _most_settling_first(mixes.forest, mixes.root))
    return tuple(question for each in named for question in mixes.of[each])


class Mixes:
    """Hold the possible results of every mix as one reduced diagram, with the differing questions as its levels.

    Invariant: being reduced, it depends on a question exactly where some mix shows a difference.
    """

    def __init__(self, rulebook: Rulebook, one: GivenAnswers, other: GivenAnswers) -> None:
        at = compiled(rulebook)
        differ = differing(rulebook, one, other)
        # Dates that are linked are settled together.
        self.of = {q: [each for each in differ if at.part_of.get(each, each) == q] for q in at.level}
        self.questions = [q for q in at.level if self.of[q]]
        self.forest = Forest()
        self._level = {question: level for level, question in enumerate(self.questions)}
        self._answers = (coded(at.codings, one), coded(at.codings, other))
        self._done: dict[int, int] = {}
        # Of a list with bits of their own for each criterion.
        width = len(rulebook.extents)
        steps = enumerate(map(self._mixed, at.results))
        self.root = reduce(self.forest.union, [self._shifted(step, place * width) for place, step in steps])

    def _shifted(self, diagram: int, by: int) -> int:
        return self.forest.map_leaves(diagram, lambda mask: mask << by) if by else diagram

    def _mixed(self, step: NodeOrLeaf) -> int:
        mixed = self._done.get(id(step))
        if mixed is None:
            mixed = self._done[id(step)] = self._mix(step)
        return mixed

    def _mix(self, step: NodeOrLeaf) -> int:
        if isinstance(step, Leaf):
            return self.forest.leaf(step.mask)
        given = [answers.get(step.question) for answers in self._answers]
        if step.question in self._level:
            kids = [self._mixed(step[answer]) for answer in given]
            return self.forest.node(self._level[step.question], kids)
        return self._mixed(step[next((answer for answer in given if answer is not None), None)])


def _most_settling_first(forest: Forest, root: int) -> Iterator[int]:
    ways = Counter([root])
    while levels := sorted(set().union(*map(forest.support, ways))):
        chosen = min(levels, key=lambda level: _left(forest, _settled(forest, ways, level)))
        yield chosen
        ways = _settled(forest, ways, chosen)


def _settled(forest: Forest, ways: Counter[int], level: int) -> Counter[int]:
    """Return what is left of each of these ways for both answers to a question, and how often."""
    left: Counter[int] = Counter()
    for way, times in ways.items():
        for answer in (0, 1):
            left[forest.cofactor(way, level, answer)] += times
    return left


def _left(forest: Forest, ways: Counter[int]) -> int:
    return sum(len(forest.support(way)) * times for way, times in ways.items())
