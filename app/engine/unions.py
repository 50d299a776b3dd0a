"""Diagrams whose open edges would be too many to be made beforehand: a walk puts together what stands open."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.engine.walk import Leaf, Node, NodeOrLeaf, is_single
from app.rulebook.model import UNKNOWN


class Leaves(dict[int, Leaf]):
    """Map each mask to its one leaf."""

    def __init__(self, tell: Callable[[int], Any]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, mask: int) -> Leaf:
        leaf = self[mask] = Leaf(mask, self._tell(mask))
        return leaf


MOST_UNIONS = 20_000
"""How many unions are kept: submitted answers decide which are made."""
MOST_COMPARED = 2_000
"""How many steps are compared in search of a difference."""


class Unopened(Node):
    """Be a node without an open edge: that is put together whenever a walk comes there."""

    __slots__ = ("unions",)
    unions: "Unions"
    mask = 0

    @property
    def parts(self) -> Mapping[int, Node]:
        return {id(self): self}

    @property
    def open(self) -> NodeOrLeaf:  # type: ignore[override]
        return self.unions.opened(self)

    @property
    def behind(self) -> tuple[NodeOrLeaf, ...]:
        return self.kids

    def __missing__(self, answer: object) -> NodeOrLeaf:
        if isinstance(answer, frozenset):
            return self.unions.among(self, answer)
        return self.open if answer is None or answer == UNKNOWN else super().__missing__(answer)


class UnionNode(Unopened):
    """Hold the nodes of which it has every outcome, its `parts`, and those of the leaves among them, its `mask`."""

    __slots__ = ("mask", "parts")
    parts: Mapping[int, Node]
    mask: int

    @property
    def kids(self) -> tuple[NodeOrLeaf, ...]:  # type: ignore[override]
        return tuple([self.unions.answered(self, place) for place in range(len(self.answers))])

    @property
    def behind(self) -> tuple[NodeOrLeaf, ...]:
        return tuple(self.parts.values())

    def __missing__(self, answer: object) -> NodeOrLeaf:
        known = not isinstance(answer, frozenset) and answer in self.answers
        return self.unions.answered(self, self.answers.index(str(answer))) if known else super().__missing__(answer)


class Unions:
    """Put together what stands open, for diagrams whose open edges would be too many to be made beforehand.

    The steps of a union are unions again; whatever adds no outcome to its leaves is left out. So a walk visits each
    node of the diagram once at most, and is exact. But equal unions can be two, and a union can ask what makes no
    difference: see `matters`.
    """

    def __init__(self, leaves: Leaves) -> None:
        self.leaves = leaves
        self._made: dict[tuple[int, frozenset[int]], UnionNode] = {}
        self._steps: dict[tuple[int, object], tuple[Unopened, NodeOrLeaf]] = {}

    def opened(self, node: Unopened) -> NodeOrLeaf:
        return self._once(node, None, self._opened)

    def _opened(self, node: Unopened, _: object) -> NodeOrLeaf:
        level = node.level
        ways = (part.kids if part.level == level else (part,) for part in node.parts.values())
        return self.of([kid for way in ways for kid in way], node.mask)

    def among(self, node: Unopened, answers: frozenset[object]) -> NodeOrLeaf:
        """Return what is open while only these answers are possible."""
        return self._once(node, answers, self._among)

    def _once(self, node: Unopened, answer: Any, step: Callable[[Unopened, Any], NodeOrLeaf]) -> NodeOrLeaf:
        key = id(node), answer
        kept = self._steps.get(key)
        if kept is None:
            if len(self._steps) > MOST_UNIONS:
                self._steps.clear()
            # With the node itself, so that no other gets its number meanwhile.
            kept = self._steps[key] = node, step(node, answer)
        return kept[1]

    def _among(self, node: Unopened, answers: frozenset[object]) -> NodeOrLeaf:
        level, places = node.level, [place for place, answer in enumerate(node.answers) if answer in answers]
        parts = node.parts.values()
        ways = ([part.kids[place] for place in places] if part.level == level else (part,) for part in parts)
        return self.of([kid for way in ways for kid in way], node.mask)

    def answered(self, node: Unopened, place: int) -> NodeOrLeaf:
        return self._once(node, place, self._answered)

    def _answered(self, node: Unopened, place: int) -> NodeOrLeaf:
        level = node.level
        return self.of([part.kids[place] if part.level == level else part for part in node.parts.values()], node.mask)

    def of(self, steps: Iterable[NodeOrLeaf], mask: int = 0) -> NodeOrLeaf:
        every: dict[int, Node] = {}
        for step in steps:
            if isinstance(step, Unopened):
                every.update(step.parts)
            mask |= step.mask  # type: ignore[union-attr]
        parts = {key: part for key, part in every.items() if part.outcomes & ~mask}
        if not parts:
            return self.leaves[mask]
        if len(parts) == 1 and not mask:
            return next(iter(parts.values()))
        key = mask, frozenset(parts)
        union = self._made.get(key)
        if union is None:
            if len(self._made) > MOST_UNIONS:
                self._made.clear()
            # In one step, for several threads may walk here.
            union = self._made.setdefault(key, self._union(parts, mask))
        return union

    def _union(self, parts: Mapping[int, Node], mask: int) -> UnionNode:
        union, first = UnionNode(), min(parts.values(), key=lambda part: part.level)
        union.question, union.level, union.answers = first.question, first.level, first.answers
        union.parts, union.mask, union.unions = parts, mask, self
        union.support, union.outcomes = 0, mask
        # What cannot become the only outcome of each part cannot become that of all.
        union.settles = (mask if is_single(mask) else 0) if mask else ~0
        for part in parts.values():
            union.support |= part.support
            union.outcomes |= part.outcomes
            union.settles &= part.settles
        return union


def matters(node: Node) -> bool:
    """Say whether the answer makes a difference; where there are unions, also if that takes too long to find out."""
    if not isinstance(node, Unopened):  # what is opened beforehand is reduced
        return True
    first, *others = node.kids
    return any(differ(first, other) for other in others)


def differ(one: NodeOrLeaf, other: NodeOrLeaf) -> bool:
    """Say whether two steps lead apart for some answers; also if that takes too long to find out."""
    kept: list[tuple[NodeOrLeaf, NodeOrLeaf]] = [(one, other)]
    seen = {(id(one), id(other))}
    for a, b in kept:  # it grows meanwhile, and keeps what it holds from being made again
        if a.outcomes != b.outcomes or len(kept) > MOST_COMPARED:
            return True
        if a is not b and not (isinstance(a, Leaf) and isinstance(b, Leaf)):
            pairs = [pair for pair in _onward(a, b) if (id(pair[0]), id(pair[1])) not in seen]
            seen.update((id(x), id(y)) for x, y in pairs)
            kept += pairs
    return False


def _onward(a: NodeOrLeaf, b: NodeOrLeaf) -> Iterable[tuple[NodeOrLeaf, NodeOrLeaf]]:
    level = min(step.level for step in (a, b) if isinstance(step, Node))
    ways = [step.kids if isinstance(step, Node) and step.level == level else None for step in (a, b)]
    count = len(next(way for way in ways if way))
    ones, others = (way or (step,) * count for way, step in zip(ways, (a, b), strict=True))
    return zip(ones, others, strict=True)


def make_node(
    question: str,
    level: int,
    answers: tuple[str, ...],
    *,
    kids: tuple[NodeOrLeaf, ...],
    opened: NodeOrLeaf | None,
    unions: Unions,
) -> Node:
    """Make a node; without an open edge, `unions` puts that together."""
    node: Node
    if opened is None:
        node = unopened = Unopened(zip(answers, kids, strict=True))
        unopened.unions = unions
    else:
        node = Node(zip(answers, kids, strict=True))
        node[None] = node[UNKNOWN] = node.open = opened
    node.question, node.level, node.answers, node.kids = question, level, answers, kids
    # What stands open can lead to nothing that no answer leads to.
    reads, possible, single = 1 << level, 0, 0
    for kid in kids:
        reads |= kid.support
        possible |= kid.outcomes
        single |= kid.settles
    node.support, node.outcomes, node.settles = reads, possible, single
    return node
