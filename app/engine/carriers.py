"""Which criteria can carry each verdict, as diagrams over how far criteria reach."""

from collections.abc import Mapping
from functools import cache
from itertools import accumulate, takewhile

from app.engine.build import HELD, NOT_HELD, joined
from app.engine.freeze import Freezer
from app.engine.mdd import LEAF, Forest
from app.engine.walk import Node, NodeOrLeaf, deepest_first, follow
from app.rulebook.conditions import Any, AnyCriterion, Condition, CriterionReaches, Lapse, QuestionIs, VerdictIs, inside
from app.rulebook.model import NONE_REACHED, Rulebook
from app.rulebook.once import once_per_rulebook

MOST_DRAWN = 64
"""For how many criteria each has a diagram of its carrying a verdict; of more these take too long to draw."""
Known = dict[tuple[int, int], dict[str, int]]
"""By the diagrams of what is enough and of what comes first: a diagram for each criterion that can carry it."""


class Carriers:
    """Build, for a verdict and a criterion, the diagram of the criterion states under which it carries the verdict.

    A level is a criterion; a node has one child for each extent of the rulebook, and a last one for a state that is
    not certain. A set of certain states is *enough* where the verdict's condition holds whatever all others are. A
    criterion carries the verdict where it is in a smallest set that is enough: where some set is enough with its state
    and not without. (If a set is enough only with it, so is a smallest one inside: enough never ends by adding.)
    It carries the verdict as well where it is *pivotal*: where it keeps a verdict before this one from holding.
    Invariant: the verdict stays where those that do not carry it reach less far, one or more, whatever is open.
    `known` has what was found for other rulebooks with these criteria and extents, in this forest.
    """

    def __init__(self, rulebook: Rulebook, forest: Forest, known: Known | None = None) -> None:
        self._book = rulebook
        self._forest = forest
        self._extents = list(rulebook.extents)
        self._criteria = list(rulebook.criteria)
        self._own = [self._places(criterion) for criterion in self._criteria]
        self._condition = cache(self._condition_of)
        self._lost = cache(self._lost_between)
        self._known: Known = {} if known is None else known

    def _places(self, criterion: str) -> list[int]:
        """Return the place of what each extent comes to for a criterion."""
        reachable = {line.extent for line in self._book.criteria[criterion].reaches}
        # Without a line an extent is never reached; as a state of its own it would widen what is not certain.
        own = (extent if extent in reachable else NONE_REACHED for extent in self._extents)
        return [*map(self._extents.index, own)]

    def of_verdict(self, verdict: str) -> dict[str, int]:
        """Return a Boolean diagram for each criterion that can carry the verdict."""
        forest, enough, first = self._forest, self.enough(verdict), self.first(verdict)
        if (enough, first) not in self._known:
            levels = enumerate(self._criteria)
            carried = {c: forest.union(self._carries(enough, at), self._pivotal(first, at)) for at, c in levels}
            self._known[enough, first] = {c: diagram for c, diagram in carried.items() if diagram != forest.false}
        return self._known[enough, first]

    def enough(self, verdict: str) -> int:
        """Return the opened diagram of the states under which the verdict's condition holds."""
        flags = (NOT_HELD, HELD)
        return self._forest.opened(self._forest.map_leaves(self._holds(verdict), flags.__getitem__))

    def first(self, verdict: str) -> int:
        """Return the plain Boolean diagram of the states under which the verdict is the first that holds."""
        before = takewhile(lambda each: each.id != verdict, self._book.verdicts.values())
        sooner = self._condition(Any(tuple(each.when for each in before if each.when is not None)))
        return self._forest.both(self._holds(verdict), self._forest.opposite(sooner))

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
            case QuestionIs() | VerdictIs() | Lapse():
                raise TypeError("a verdict rests on criteria only")
            case _:
                return joined(self._forest, condition, tuple(map(self._condition, inside(condition))))

    def _reaches(self, criterion: str, extents: tuple[str, ...]) -> int:
        level = self._criteria.index(criterion)
        holds = [self._forest.true if extent in extents else self._forest.false for extent in self._extents]
        return self._forest.node(level, [holds[place] for place in self._own[level]])

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

    def _pivotal(self, first: int, level: int) -> int:
        """Return where the verdict comes first with the state of this criterion, and not if it reached less far."""
        forest = self._forest

        @cache
        def visit(n: int) -> int:
            at, kids = forest.level[n], forest.kids[n]
            if at > level:
                return forest.false
            if at < level:
                return self._or_less(at, [visit(kid) for kid in kids])
            lost = ([self._lost(kids[place], less) for less in kids[place + 1 :]] for place in self._own[level])
            return forest.node(at, [*map(forest.any_of, lost), forest.false])

        return visit(first)

    def _lost_between(self, here: int, less: int) -> int:
        """Return where the one diagram holds and the other does not, for some states as far or less far.

        Less far too, since of two that keep a verdict from holding neither is needed beside the other.
        """
        forest, count = self._forest, len(self._extents)
        if here in (less, forest.false) or less == forest.true:
            return forest.false
        at = min(forest.level[here], forest.level[less])
        if at == LEAF:
            return forest.true
        steps = (forest.kids[n] if forest.level[n] == at else (n,) * count for n in (here, less))
        return self._or_less(at, [self._lost(*pair) for pair in zip(*steps, strict=True)])

    def _or_less(self, level: int, kids: list[int]) -> int:
        """Return the node of a criterion that may reach less far than it does: any kid from its own on will do."""
        *others, every = accumulate(reversed(kids), self._forest.union)
        less = [every, *reversed(others)]
        return self._forest.node(level, [*(less[place] for place in self._own[level]), every])


@once_per_rulebook
def carriers(rulebook: Rulebook) -> tuple[dict[str, NodeOrLeaf], ...]:
    """Return for each verdict, by criterion, the walkable diagram of the criterion carrying it: outcomes 1 and 0."""
    forest, freezer = _walkable(rulebook)
    build = Carriers(rulebook, forest)
    diagrams = map(build.of_verdict, rulebook.verdicts)
    return tuple({criterion: freezer.freeze(diagram) for criterion, diagram in each.items()} for each in diagrams)


@once_per_rulebook
def _enough_and_first(rulebook: Rulebook) -> tuple[tuple[NodeOrLeaf, NodeOrLeaf], ...]:
    forest, freezer = _walkable(rulebook)
    build = Carriers(rulebook, forest)
    return tuple((freezer.freeze(build.enough(v)), freezer.freeze(build.first(v))) for v in rulebook.verdicts)


def _walkable(rulebook: Rulebook) -> tuple[Forest, Freezer]:
    # A forest of its own: there a level is a criterion, not a question.
    forest, extents = Forest(max_seconds=16.0), tuple(rulebook.extents)
    return forest, Freezer(forest, [(criterion, extents) for criterion in rulebook.criteria], lambda mask: None)


def carrying(rulebook: Rulebook, verdict: int, reaches: Mapping[str, str | None]) -> list[str]:
    """Return the criteria that carry the verdict in this place, given how far each certainly reaches."""
    if len(rulebook.criteria) > MOST_DRAWN:
        enough, first = _enough_and_first(rulebook)[verdict]
        carried_by = _with_pivotal(first, reaches, _making_a_difference(enough, reaches))
        return [criterion for criterion in rulebook.criteria if criterion in carried_by]
    return [criterion for criterion, step in carriers(rulebook)[verdict].items() if follow(step, reaches).mask]


def _making_a_difference(root: NodeOrLeaf, reaches: Mapping[str, str | None]) -> set[str]:
    """Return the criteria with a state that, added to some others, is enough.

    That is: those that a diagram with two children reads, one for the state counting and one for it being left open,
    once what is equal in it is one. It takes one pass where a diagram for each criterion would take as many as these.
    """
    number: dict[int, int] = {}
    made: dict[tuple[str, int, int], int] = {}

    def numbered(step: NodeOrLeaf) -> int:
        return number[id(step)] if isinstance(step, Node) else -1 if step.mask == HELD else -2

    for node in deepest_first(root, lambda node: (node.open, node[reaches[node.question]])):
        key = node.question, numbered(node.open), numbered(node[reaches[node.question]])
        number[id(node)] = key[1] if key[1] == key[2] else made.setdefault(key, len(made))
    read, waiting, parts = set[int](), {numbered(root)}, list(made)
    while waiting:
        read |= waiting
        waiting = {kid for n in waiting if n >= 0 for kid in parts[n][1:]} - read
    return {parts[n][0] for n in read if n >= 0}


def _with_pivotal(root: NodeOrLeaf, reaches: Mapping[str, str | None], carried_by: set[str]) -> set[str]:
    """Add the criteria that are pivotal, by the diagram of where the verdict comes first."""
    forest = Forest(max_nodes=500_000)
    made: dict[int, tuple[int, int]] = {}

    def possible(node: Node) -> tuple[NodeOrLeaf, ...]:
        """Return where a criterion leads that reaches as far as it does, or less far; all there is where it is open."""
        reach = reaches[node.question]
        return node.kids if reach is None else node.kids[node.answers.index(reach) :]

    def so_and_not(step: NodeOrLeaf) -> tuple[int, int]:
        return made[id(step)] if isinstance(step, Node) else (forest.leaf(step.mask), forest.leaf(1 - step.mask))

    for node in deepest_first(root, possible):
        so, otherwise = zip(*map(so_and_not, possible(node)), strict=True)
        made[id(node)] = forest.node(node.level, so), forest.node(node.level, otherwise)
        if reaches[node.question] and any(forest.meets(so[0], less) for less in otherwise[1:]):
            carried_by.add(node.question)
    return carried_by
