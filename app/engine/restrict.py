"""What is left of a diagram once some answers are given, whatever the order in which they came."""

from typing import Any

from app.engine.build import HELD, NOT_HELD
from app.engine.compile import Compiled
from app.engine.unions import UnionNode, Unions, Unopened, make_node
from app.engine.walk import DEEP, GivenAnswers, Leaf, Node, NodeOrLeaf, Shape, deepest_first, follow, shape
from app.rulebook.coded import coded


def may_be_asked(at: Compiled, question: str, answers: GivenAnswers) -> bool:
    """Only where the question's gate certainly holds."""
    gate = at.gates.get(question)
    return gate is None or follow(gate, answers).mask == HELD


def split(at: Compiled, answers: GivenAnswers) -> tuple[GivenAnswers, tuple[str, ...]]:
    """Return the answers that apply, and the questions answered although their gate certainly does not hold.

    The answers are the same object where all apply.
    """
    gated = ((question, gate) for question, gate in at.gates.items() if answers.get(question) is not None)
    stale = tuple(question for question, gate in gated if follow(gate, answers).mask == NOT_HELD)
    if not stale:
        return answers, stale
    left = {question: answers[question] for question in answers if question not in stale}
    return (_without_dates(at, left) if at.linked else left), stale


def _without_dates(at: Compiled, answers: GivenAnswers) -> GivenAnswers:
    """Return answers in which no date counts that is not among them."""
    return coded(at.linked, {question: answer for question, answer in answers.items() if question not in at.linked})


class Residual:
    """Follow given answers wherever they stand in diagrams, and merge what becomes equal.

    Invariant: what is left is reduced, so each question in it can still make a difference. Where answers came in the
    order of asking it is a part of the diagram itself and nothing is made.
    """

    def __init__(self, at: Compiled, answers: GivenAnswers, *, settled: bool = False) -> None:
        """Of dates that are linked only some ways may be left; with `settled` these are put together."""
        bits, given, narrowed = at.bits, 0, 0
        for question, answer in answers.items():
            if answer.__class__ is frozenset and not settled:
                narrowed |= bits.get(question, 0)
            elif answer is not None:
                given |= bits.get(question, 0)
        self.at = at
        self.answers = answers
        self.given = given
        self._touched = given | narrowed
        self.made: set[int] = set()
        """The ids of the nodes that were made: the others are parts of the rulebook's own diagrams."""
        self._done: dict[int, NodeOrLeaf] = {}
        self._shapes: dict[Shape, Node] = {}
        self._unions = Unions(at.leaves)
        self._from_below = False

    def of(self, step: Any) -> NodeOrLeaf:
        given = self.given
        while step.__class__ is not Leaf and given >> step.level & 1:
            step = step[self.answers[step.question]]
        if not step.support & self._touched:
            return step  # type: ignore[no-any-return]
        residual = self._done.get(id(step))
        if residual is None:
            if step.support.bit_count() > DEEP:
                self._begin_below(step)
            residual = self._merged(step)
            if not isinstance(step, UnionNode):  # that may be gone, and its id be used again, before this is
                self._done[id(step)] = residual
        return residual

    def _begin_below(self, root: Node) -> None:
        if not self._from_below:
            self._from_below = True
            for node in deepest_first(root, lambda node: [kid for kid in node.behind if kid.support & self._touched]):
                self.of(node)
            self._from_below = False

    def _merged(self, node: Node) -> NodeOrLeaf:
        if isinstance(node, UnionNode):
            return self._unions.of([self.of(part) for part in node.parts.values()], node.mask)
        touched, answers, kids = self._touched, node.answers, node.kids
        if touched >> node.level & 1:
            left = self.answers[node.question]
            kids = tuple([kid for answer, kid in zip(answers, kids, strict=True) if answer in left])
            answers = tuple([answer for answer in answers if answer in left])
        kids = tuple([self.of(kid) if kid.support & touched else kid for kid in kids])
        if len(set(map(id, kids))) == 1:
            return kids[0]
        opened = None if isinstance(node, Unopened) else node.open
        if opened is not None and opened.support & touched:
            opened = self.of(opened)
        key = shape(node.question, kids, opened)
        # The rulebook's own node where there is one: what is kept by a node's id is then found again.
        merged = self.at.shapes.get(key) or self._shapes.get(key)
        if merged is None:
            merged = self._shapes[key] = make_node(
                node.question, node.level, answers, kids=kids, opened=opened, unions=self._unions
            )
            self.made.add(id(merged))
        return merged
