"""What is left of a diagram once some answers are given, whatever the order in which they came."""

from app.engine.build import HELD, NOT_HELD
from app.engine.compile import Compiled
from app.engine.walk import (
    DEEP,
    GivenAnswers,
    Node,
    NodeOrLeaf,
    Shape,
    Unions,
    deepest_first,
    follow,
    make_node,
    shape,
)


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
    return {question: answers[question] for question in answers if question not in stale}, stale


class Residual:
    """Follow given answers wherever they stand in diagrams, and merge what becomes equal.

    Invariant: what is left is reduced, so each question in it can still make a difference. Where answers came in the
    order of asking it is a part of the diagram itself and nothing is made.
    """

    def __init__(self, at: Compiled, answers: GivenAnswers) -> None:
        bits, given = at.bits, 0
        for question, answer in answers.items():
            if answer is not None:
                given |= bits.get(question, 0)
        self.at = at
        self.answers = answers
        self.given = given
        self.made: set[int] = set()
        """The ids of the nodes that were made: the others are parts of the rulebook's own diagrams."""
        self._done: dict[int, NodeOrLeaf] = {}
        self._shapes: dict[Shape, Node] = {}
        self._unions = Unions(at.leaves)

    def of(self, step: NodeOrLeaf) -> NodeOrLeaf:
        step = self._passed(step)
        if not step.support & self.given:
            return step
        residual = self._done.get(id(step))
        if step.is_union:  # type: ignore[union-attr]
            return self._union(step)  # type: ignore[arg-type]
        if residual is None:
            if step.support.bit_count() > DEEP:
                for node in deepest_first(step, self._onward):
                    self._done[id(node)] = self._merged(node)
            residual = self._done[id(step)] = self._merged(step)  # type: ignore[arg-type]
        return residual

    def _union(self, union: Node) -> NodeOrLeaf:
        return self._unions.of([self.of(part) for part in union.parts.values()], union.mask)

    def _passed(self, step: NodeOrLeaf) -> NodeOrLeaf:
        given = self.given
        while step.__class__ is Node and given >> step.level & 1:
            step = step[self.answers[step.question]]
        return step

    def _onward(self, node: Node) -> list[NodeOrLeaf]:
        kids = map(self._passed, node.behind)
        return [kid for kid in kids if kid.support & self.given and id(kid) not in self._done]

    def _merged(self, node: Node) -> NodeOrLeaf:
        given = self.given
        kids = tuple([self.of(kid) if kid.support & given else kid for kid in node.kids])
        if len(set(map(id, kids))) == 1:
            return kids[0]
        opened = None
        if not node.unions:
            opened = self.of(node.open) if node.open.support & given else node.open
        key = shape(node.question, kids, opened)
        # The rulebook's own node where there is one: what is kept by a node's id is then found again.
        merged = self.at.shapes.get(key) or self._shapes.get(key)
        if merged is None:
            merged = self._shapes[key] = make_node(
                node.question,
                node.level,
                answers=node.answers,
                kids=kids,
                opened=opened,
                unions=self._unions if node.unions else None,
            )
            self.made.add(id(merged))
        return merged
