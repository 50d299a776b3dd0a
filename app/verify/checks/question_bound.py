"""Whether the promised number of questions left holds on all paths of asking."""

from collections.abc import Callable, Iterator

from app.engine.compile import compiled
from app.engine.next_question import Mode, next_question
from app.engine.questions_left import questions_left
from app.engine.restrict import Residual
from app.problems import Problem
from app.verify.asking_states import answered_so, states
from app.verify.symbolic import Proof, format_answers

Promise = Callable[[Residual, Mode], tuple[int, int]]
"""What tells how many questions are usually and at most left."""


def broken_promise(proof: Proof, promise: Promise = questions_left) -> Iterator[Problem]:
    at = compiled(proof.rulebook)
    for given in states(proof):
        before = Residual(at, given)
        question = next_question(before, "quick")
        left = promise(before, "quick")[1] if question else 0
        step = at.part_of.get(question, question) if question else ""
        for answer in proof.order[proof.level[step]].possible if step else ():
            after = {**given, **answered_so(at, step, answer)}
            then = Residual(at, after)
            more = promise(then, "quick")[1] if next_question(then, "quick") else 0
            # Answering takes one off: as many left as before breaks the promise.
            if more >= left:
                message = (
                    f"expected at most {left} questions to be left, found {more} more after {format_answers(after)}"
                )
                yield Problem(proof.rulebook.place, "broken_promise", message, (tuple(after.items()),))
                return
