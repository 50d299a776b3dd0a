"""Diagrams frozen for walking: a step is one look-up, and an answer that is not known takes the open edge."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.engine.mdd import LEAF, Forest
from app.problems import AppError
from app.rulebook.model import UNKNOWN

DEEP = 150
"""With how many questions a diagram is gone through from below: Python recurses a thousand deep at most."""
GivenAnswers = Mapping[str, Any]
"""Question to answer; an absent question, None and `unknown` are all open."""


class Leaf:
    """Hold the set of outcomes still possible as a bit mask, with the `payload` that a freezer made of it.

    It sums itself up as a node does, so that a walk need not look which of the two it has.
    """

    __slots__ = ("mask", "outcomes", "payload", "settles", "support")

    def __init__(self, mask: int, payload: Any) -> None:
        self.mask = mask
        self.payload = payload
        self.support = 0
        self.outcomes = mask
        self.settles = mask if is_single(mask) else 0


class Node(dict[object, "NodeOrLeaf"]):
    """Map each answer of one question to the next step; an answer that is not known leads to `open`.

    The map holds what is not known too, since a look-up is all that most walks consist of; `answers` and `kids` are
    the known answers alone, with the step that each leads to. `support` is a bit set of the levels of all questions at
    and below this node; `outcomes` a bit set of all that is possible, and `settles` of those that can still become the
    only one.

    Where `unions` is not None, what stands open is put together only when a walk comes there: see Unions.
    """

    __slots__ = (
        "answers", "is_union", "kids", "level", "mask", "open", "outcomes", "parts", "question", "settles", "support",
        "unions",
    )  # fmt: skip
    question: str
    answers: tuple[str, ...]
    kids: "tuple[NodeOrLeaf, ...]"
    level: int
    open: "NodeOrLeaf"
    support: int
    outcomes: int
    settles: int
    is_union: bool
    unions: "Unions | None"
    parts: "Mapping[int, Node]"
    mask: int

    @property
    def behind(self) -> "tuple[NodeOrLeaf, ...]":
        """Return what this node is made of."""
        if self.is_union:
            return tuple(self.parts.values())
        return self.kids if self.unions else (*self.kids, self.open)

    def __getattr__(self, name: str) -> Any:
        """Return what is not kept: the steps of a union, and of what is none that it is its only part."""
        if name == "parts":
            return {id(self): self}
        if name == "open" and self.unions is not None:
            return self.unions.opened(self)
        if name == "kids" and self.unions is not None:
            return tuple([self.unions.answered(self, place) for place in range(len(self.answers))])
        raise AttributeError(name)

    def __missing__(self, answer: object) -> "NodeOrLeaf":
        if self.unions is not None and (answer is None or answer == UNKNOWN):
            return self.unions.opened(self)
        if self.unions is not None and answer in self.answers:
            return self.unions.answered(self, self.answers.index(str(answer)))
        # The other answer is not repeated: it may be about health.
        answers = ", ".join(f"`{each}`" for each in self.answers)
        raise AppError(
            "invalid", f"expected an answer to `{self.question}` to be {answers} or `{UNKNOWN}`, found another"
        )


NodeOrLeaf = Node | Leaf


def follow(step: NodeOrLeaf, answers: GivenAnswers) -> Leaf:
    get = answers.get
    while step.__class__ is Node:  # half the time of isinstance, on the most travelled way
        step = step[get(step.question)]
    return step  # type: ignore[return-value]


def is_single(mask: int) -> bool:
    return mask & (mask - 1) == 0


Shape = tuple[object, ...]
"""What makes two nodes equal: the same question with the same steps behind it."""


def shape(question: str, kids: Iterable[NodeOrLeaf], opened: NodeOrLeaf | None) -> Shape:
    # By identity: equal steps are one object.
    return (question, id(opened), *map(id, kids))


def make_node(
    question: str,
    level: int,
    *,
    answers: tuple[str, ...],
    kids: tuple[NodeOrLeaf, ...],
    opened: NodeOrLeaf | None,
    unions: "Unions | None" = None,
) -> Node:
    """Make a node; without an open edge, `unions` puts that together."""
    node = Node(zip(answers, kids, strict=True))
    reads, possible, single = 1 << level, 0, 0
    node.is_union = False
    node.question, node.level, node.answers, node.kids, node.unions = question, level, answers, kids, unions
    if opened is not None:
        node[None] = node[UNKNOWN] = node.open = opened
        reads, possible, single = opened.support | 1 << level, opened.outcomes, opened.settles
    else:
        node.mask = 0
    for kid in kids:
        reads |= kid.support
        possible |= kid.outcomes
        single |= kid.settles
    node.support, node.outcomes, node.settles = reads, possible, single
    return node


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


class Unions:
    """Put together what stands open, for diagrams whose open edges would be too many to be made beforehand.

    A union is a node that holds the nodes of which it has every outcome, its `parts`, and those of the leaves among
    them, its `mask`; its steps are unions again. Whatever adds no outcome to the leaves is left out. So a walk visits
    each node of the diagram once at most, and is exact. But equal unions can be two, and a union can ask what makes no
    difference: see `matters`.
    """

    def __init__(self, leaves: Leaves) -> None:
        self.leaves = leaves
        self._made: dict[tuple[int, frozenset[int]], Node] = {}

    def opened(self, node: Node) -> NodeOrLeaf:
        level = node.level
        ways = (part.kids if part.level == level else (part,) for part in node.parts.values())
        return self.of([kid for way in ways for kid in way], node.mask)

    def answered(self, node: Node, place: int) -> NodeOrLeaf:
        level = node.level
        return self.of([part.kids[place] if part.level == level else part for part in node.parts.values()], node.mask)

    def of(self, steps: Iterable[NodeOrLeaf], mask: int = 0) -> NodeOrLeaf:
        every: dict[int, Node] = {}
        for step in steps:
            if isinstance(step, Node):
                every.update(step.parts)
            mask |= step.mask
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

    def _union(self, parts: Mapping[int, Node], mask: int) -> Node:
        union, first = Node(), min(parts.values(), key=lambda part: part.level)
        union.question, union.level, union.answers = first.question, first.level, first.answers
        union.is_union, union.parts, union.mask, union.unions = True, parts, mask, self
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
    if node.unions is None:  # what is opened beforehand is reduced
        return True
    first, *others = node.kids
    return any(_differ(first, other) for other in others)


def _differ(one: NodeOrLeaf, other: NodeOrLeaf) -> bool:
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


def deepest_first(root: NodeOrLeaf, onward: Callable[[Node], Iterable[NodeOrLeaf]]) -> list[Node]:
    """Return the nodes that a walk can come to, each after those behind it."""
    met: dict[int, Node] = {}
    waiting = [root]
    while waiting:
        step = waiting.pop()
        if isinstance(step, Node) and id(step) not in met:
            met[id(step)] = step
            waiting += onward(step)
    return sorted(met.values(), key=lambda node: node.level, reverse=True)


class Freezer:
    """Turn opened diagrams of one forest into walkable steps; equal diagrams become one object."""

    def __init__(self, forest: Forest, order: list[tuple[str, tuple[str, ...]]], tell: Callable[[int], Any]) -> None:
        self._forest = forest
        self._order = order
        self._done: dict[int, NodeOrLeaf] = {}
        self.unions = Unions(Leaves(tell))
        self.shapes: dict[Shape, Node] = {}

    def freeze(self, root: int) -> NodeOrLeaf:
        for n in self._forest.upwards(root, known=self._done):
            kids = self._forest.kids[n]
            leaf = self._forest.level[n] == LEAF
            self._done[n] = self.unions.leaves[kids[0]] if leaf else self._node(n)
        return self._done[root]

    def _node(self, n: int) -> Node:
        level = self._forest.level[n]
        question, answers = self._order[level]
        kids = [self._done[kid] for kid in self._forest.kids[n]]
        # A plain diagram has no child for what is not known.
        opened, unions = (None, self.unions) if len(kids) == len(answers) else (kids.pop(), None)
        node = make_node(question, level, answers=answers, kids=tuple(kids), opened=opened, unions=unions)
        self.shapes[shape(question, kids, opened)] = node
        return node
