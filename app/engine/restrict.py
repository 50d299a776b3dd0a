"""What is left of a diagram once some answers are given, whatever the order in which they came."""

from app.engine.build import HELD, NOT_HELD
from app.engine.compile import Compiled
from app.engine.walk import GivenAnswers, Node, NodeOrLeaf, Shape, follow, make_node, shape


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

    def of(self, step: NodeOrLeaf) -> NodeOrLeaf:
        given = self.given
        while step.__class__ is Node and given >> step.level & 1:
            step = step[self.answers[step.question]]
        if not step.support & given:
            return step
        residual = self._done.get(id(step))
        if residual is None:
            residual = self._done[id(step)] = self._merged(step)  # type: ignore[arg-type]
        return residual

    def _merged(self, node: Node) -> NodeOrLeaf:
        given = self.given
        kids = tuple([self.of(kid) if kid.support & given else kid for kid in node.kids])
        if len(set(map(id, kids))) == 1:
            return kids[0]
        opened = self.of(node.open) if node.open.support & given else node.open
        key = shape(node.question, kids, opened)
        # The rulebook's own node where there is one: what is kept by a node's id is then found again.
        merged = self.at.shapes.get(key) or self._shapes.get(key)
        if merged is None:
            merged = self._shapes[key] = make_node(
                node.question, node.level, answers=node.answers, kids=kids, opened=opened
            )
            self.made.add(id(merged))
        return merged
