"""Diagrams frozen for walking: a step is one look-up, and an answer that is not known takes the open edge."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.engine.mdd import LEAF, Forest
from app.problems import AppError
from app.rulebook.model import UNKNOWN

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
    """

    __slots__ = ("answers", "kids", "level", "open", "outcomes", "question", "settles", "support")
    question: str
    answers: tuple[str, ...]
    kids: "tuple[NodeOrLeaf, ...]"
    level: int
    open: "NodeOrLeaf"
    support: int
    outcomes: int
    settles: int

    def __missing__(self, answer: object) -> "NodeOrLeaf":
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


def shape(question: str, kids: Iterable[NodeOrLeaf], opened: NodeOrLeaf) -> Shape:
    # By identity: equal steps are one object.
    return (question, id(opened), *map(id, kids))


def make_node(
    question: str, level: int, *, answers: tuple[str, ...], kids: tuple[NodeOrLeaf, ...], opened: NodeOrLeaf
) -> Node:
    node = Node(zip(answers, kids, strict=True))
    node[None] = node[UNKNOWN] = opened
    node.question, node.level, node.answers, node.kids, node.open = question, level, answers, kids, opened
    reads, possible, single = opened.support | 1 << level, opened.outcomes, opened.settles
    for kid in kids:
        reads |= kid.support
        possible |= kid.outcomes
        single |= kid.settles
    node.support, node.outcomes, node.settles = reads, possible, single
    return node


class Freezer:
    """Turn opened diagrams of one forest into walkable steps; equal diagrams become one object."""

    def __init__(self, forest: Forest, order: list[tuple[str, tuple[str, ...]]], tell: Callable[[int], Any]) -> None:
        self._forest = forest
        self._order = order
        self._tell = tell
        self._done: dict[int, NodeOrLeaf] = {}
        self.shapes: dict[Shape, Node] = {}

    def freeze(self, n: int) -> NodeOrLeaf:
        step = self._done.get(n)
        if step is None:
            step = self._leaf(n) if self._forest.level[n] == LEAF else self._node(n)
            self._done[n] = step
        return step

    def _leaf(self, n: int) -> Leaf:
        mask = self._forest.kids[n][0]
        return Leaf(mask, self._tell(mask))

    def _node(self, n: int) -> Node:
        *kids, opened = (self.freeze(kid) for kid in self._forest.kids[n])
        question, answers = self._order[self._forest.level[n]]
        node = make_node(question, self._forest.level[n], answers=answers, kids=tuple(kids), opened=opened)
        self.shapes[shape(question, kids, opened)] = node
        return node
