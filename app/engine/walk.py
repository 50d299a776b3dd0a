"""Diagrams frozen for walking: a step is one look-up, and an answer that is not known takes the open edge."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

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

    @property
    def behind(self) -> "tuple[NodeOrLeaf, ...]":
        return (*self.kids, self.open)

    def __missing__(self, answer: object) -> "NodeOrLeaf":
        # The other answer is not repeated: it may be about health.
        answers = ", ".join(f"`{each}`" for each in self.answers)
        raise AppError(
            "invalid", f"expected an answer to `{self.question}` to be {answers} or `{UNKNOWN}`, found another"
        )


NodeOrLeaf = Node | Leaf


def follow(root: NodeOrLeaf, answers: GivenAnswers) -> Leaf:
    get, step = answers.get, cast("Any", root)
    while step.__class__ is not Leaf:  # half the time of isinstance, on the most travelled way
        step = step[get(step.question)]
    leaf: Leaf = step
    return leaf


def is_single(mask: int) -> bool:
    return mask & (mask - 1) == 0


Shape = tuple[object, ...]
"""What makes two nodes equal: the same question with the same steps behind it."""


def shape(question: str, kids: Iterable[NodeOrLeaf], opened: NodeOrLeaf | None) -> Shape:
    # By identity: equal steps are one object.
    return (question, id(opened), *map(id, kids))


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
