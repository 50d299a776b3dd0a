"""How many sets of answers a proof covers, and whether the promised number of questions left holds on all paths."""

from collections.abc import Callable, Iterator

from app.engine.compile import compiled
from app.engine.next_question import Mode, next_question
from app.engine.questions_left import questions_left
from app.engine.restrict import Residual
from app.engine.walk import Node, NodeOrLeaf
from app.problems import Problem
from app.rulebook.model import UNKNOWN, Rulebook
from app.verify.asking_states import states
from app.verify.symbolic import Proof, told

Promise = Callable[[Residual, Mode], tuple[int, int]]
"""What tells how many questions are usually and at most left."""


def answer_sets(rulebook: Rulebook) -> int:
    """Return the number of complete sets of answers that differ in something that applies."""
    at = compiled(rulebook)
    questions = [rulebook.questions[q] for q in at.level if q not in rulebook.left_out]
    done: dict[tuple[int, ...], int] = {}

    def count(place: int, gates: tuple[tuple[str, NodeOrLeaf], ...]) -> int:
        if place == len(questions):
            return 1
        question = questions[place]
        key = (place, *(id(step) for _, step in gates))
        if key not in done:
            closed = any(name == question.id and not _holds(step) for name, step in gates)
            rest = tuple((name, step) for name, step in gates if name != question.id)
            answers = [None] if closed else list(question.answers)
            done[key] = sum(count(place + 1, _answered(rest, question.id, answer)) for answer in answers)
        return done[key]

    return count(0, tuple(at.gates.items()))


def _holds(step: NodeOrLeaf) -> bool:
    return not isinstance(step, Node) and step.mask == 1


def _answered(
    gates: tuple[tuple[str, NodeOrLeaf], ...], question: str, answer: str | None
) -> tuple[tuple[str, NodeOrLeaf], ...]:
    return tuple(
        (name, step[answer] if isinstance(step, Node) and step.question == question else step) for name, step in gates
    )


def broken_promise(proof: Proof, promise: Promise = questions_left) -> Iterator[Problem]:
    """Find paths of asking on which more questions come than were promised."""
    at = compiled(proof.rulebook)
    for given in states(proof):
        before = Residual(at, given)
        question = next_question(before, "quick")
        left = promise(before, "quick")[1] if question else 0
        for answer in (*proof.rulebook.questions[question].answers, UNKNOWN) if question else ():
            after = {**given, str(question): answer}
            then = Residual(at, after)
            more = promise(then, "quick")[1] if next_question(then, "quick") else 0
            if more >= left:
                message = f"expected at most {left} questions to be left, found {more} more after {told(after)}"
                yield Problem(proof.rulebook.place, "broken_promise", message, (tuple(after.items()),))
                return
