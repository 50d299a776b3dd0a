"""What is left of a diagram once some answers are given, whatever the order in which they came."""

from collections.abc import Mapping

from app.engine.build import HELD, NOT_HELD
from app.engine.compile import Compiled
from app.engine.walk import GivenAnswers, Node, NodeOrLeaf, Shape, follow, made, shape


def may_be_asked(at: Compiled, question: str, answers: GivenAnswers) -> bool:
    """Say whether the question's gate certainly holds."""
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


NOTHING: frozenset[int] = frozenset()


def residual(at: Compiled, step: NodeOrLeaf, answers: GivenAnswers) -> tuple[NodeOrLeaf, frozenset[int]]:
    """Return the diagram that is left, and the ids of the nodes that were made for it.

    Invariant: it is reduced, so each question in it can still make a difference. Where answers came in the order of
    asking it is a part of the diagram itself and nothing is made.
    """
    while isinstance(step, Node) and answers.get(step.question) is not None:
        step = step[answers[step.question]]
    if not isinstance(step, Node):
        return step, NOTHING
    level = at.level
    given = sum(1 << level[question] for question in answers if question in level and answers[question] is not None)
    left = Residual(answers, given, at.shapes)
    return left.of(step), frozenset(map(id, left.made.values()))


class Residual:
    """Follow given answers wherever they stand in a diagram, and merge what becomes equal."""

    def __init__(self, answers: GivenAnswers, given: int, shapes: Mapping[Shape, Node]) -> None:
        self._answers = answers
        self._given = given
        self._done: dict[int, NodeOrLeaf] = {}
        self._shapes = shapes
        self.made: dict[Shape, Node] = {}

    def of(self, step: NodeOrLeaf) -> NodeOrLeaf:
        """Return what is left of a diagram."""
        while isinstance(step, Node) and self._answers.get(step.question) is not None:
            step = step[self._answers[step.question]]
        if not isinstance(step, Node) or not step.support & self._given:
            return step
        found = self._done.get(id(step))
        if found is None:
            found = self._done[id(step)] = self._merged(step)
        return found

    def _merged(self, node: Node) -> NodeOrLeaf:
        kids = {answer: self.of(kid) for answer, kid in node.items()}
        first = next(iter(kids.values()))
        if all(kid is first for kid in kids.values()):
            return first
        opened = self.of(node.open)
        key = shape(node.question, kids.values(), opened)
        found = self._shapes.get(key) or self.made.get(key)
        if found is None:
            found = self.made[key] = made(node.question, node.level, kids, opened)
        return found
