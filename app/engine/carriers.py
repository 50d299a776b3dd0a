"""Which criteria can carry each verdict, as diagrams over how far criteria reach."""

from collections.abc import Iterator
from functools import cache

from app.engine.build import HELD, NOT_HELD, joined
from app.engine.mdd import LEAF, Forest
from app.rulebook.conditions import Any, AnyCriterion, Condition, CriterionReaches, QuestionIs, VerdictIs, inside
from app.rulebook.model import NONE_REACHED, Rulebook

Known = dict[int, dict[str, int]]
"""By the opened diagram of what is enough: a diagram for each criterion that can carry it."""


class Carriers:
    """Build, for a verdict and a criterion, the diagram of the criterion states under which it carries the verdict.

    A level is a criterion; a node has one child for each extent of the rulebook, and a last one for a state that is
    not certain. A set of certain states is *enough* where the verdict's condition holds whatever all others are. A
    criterion carries the verdict where it is in a smallest set that is enough: where some set is enough with its state
    and not without. (If a set is enough only with it, so is a smallest one inside: enough never ends by adding.)
    `known` has what was found for other rulebooks with these criteria and extents, in this forest.
    """

    def __init__(self, rulebook: Rulebook, forest: Forest, known: Known | None = None) -> None:
        self._book = rulebook
        self._forest = forest
        self._extents = list(rulebook.extents)
        self._criteria = list(rulebook.criteria)
        self._condition = cache(self._condition_of)
        self._known: Known = {} if known is None else known

    def of_verdict(self, verdict: str) -> dict[str, int]:
        """Return a Boolean diagram for each criterion that can carry the verdict."""
        forest, flags = self._forest, (NOT_HELD, HELD)
        enough = forest.opened(forest.map_leaves(self._holds(verdict), flags.__getitem__))
        if enough not in self._known:
            carried = {criterion: self._carries(enough, level) for level, criterion in enumerate(self._criteria)}
            self._known[enough] = {c: diagram for c, diagram in carried.items() if diagram != forest.false}
        return self._known[enough]

    def _holds(self, verdict: str) -> int:
        when = self._book.verdicts[verdict].when
        others = [each.when for each in self._book.verdicts.values() if each.when is not None]
        # The last verdict has no condition: it holds where no other one does.
        return self._condition(when) if when is not None else self._forest.opposite(self._condition(Any(tuple(others))))

    def _condition_of(self, condition: Condition) -> int:
        match condition:
            case CriterionReaches(criterion, extents):
                return self._reaches(criterion, extents)
            case AnyCriterion(extents):
                return self._forest.any_of(self._reaches(criterion, extents) for criterion in self._criteria)
            case QuestionIs() | VerdictIs():
                raise TypeError("a verdict rests on criteria only")
            case _:
                return joined(self._forest, condition, tuple(map(self._condition, inside(condition))))

    def _reaches(self, criterion: str, extents: tuple[str, ...]) -> int:
        reachable = {line.extent for line in self._book.criteria[criterion].reaches}
        # Without a line an extent is never reached; as a state of its own it would widen what is not certain.
        own = (extent if extent in reachable else NONE_REACHED for extent in self._extents)
        kids = [self._forest.true if extent in extents else self._forest.false for extent in own]
        return self._forest.node(self._criteria.index(criterion), kids)

    def _carries(self, enough: int, level: int) -> int:
        """Return where some set of states is enough with the state of this criterion, and not without."""
        forest = self._forest
        held = forest.leaf(HELD)

        @cache
        def visit(with_it: int, without: int) -> int:
            if without == held or (forest.level[with_it] == LEAF and with_it != held):
                return forest.false
            at = min(forest.level[with_it], forest.level[without])
            if at == LEAF:
                return forest.true
            if at >= level and with_it == without:
                return split(with_it) if at == level else forest.false
            *fixed, left = zip(kids(with_it, at), kids(without, at), strict=True)
            rest = visit(*left)
            return forest.node(at, [*(forest.union(visit(*pair), rest) for pair in fixed), rest])

        def split(n: int) -> int:
            *certain, without = forest.kids[n]
            return forest.node(level, [*(visit(kid, without) for kid in certain), forest.false])

        def kids(n: int, at: int) -> tuple[int, ...]:
            return forest.kids[n] if forest.level[n] == at else (n,) * (len(self._extents) + 1)

        return visit(enough, enough)


def carriers(rulebook: Rulebook, forest: Forest) -> Iterator[dict[str, int]]:
    """Yield for each verdict, in order, the diagrams by criterion."""
    build = Carriers(rulebook, forest)
    return map(build.of_verdict, rulebook.verdicts)
