"""Diagrams of a forest made walkable."""

from collections.abc import Callable
from typing import Any

from app.engine.mdd import LEAF, Forest
from app.engine.unions import Leaves, Unions, make_node
from app.engine.walk import Node, NodeOrLeaf, Shape, shape


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
        opened = kids.pop() if len(kids) > len(answers) else None
        node = make_node(question, level, answers, kids=tuple(kids), opened=opened, unions=self.unions)
        self.shapes[shape(question, kids, opened)] = node
        return node
