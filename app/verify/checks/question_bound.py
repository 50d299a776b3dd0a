"""Whether the promised number of questions left holds on all paths of asking."""

from collections.abc import Callable, Iterator

from app.engine.compile import compiled
from app.engine.next_question import Mode, next_question
from app.engine.questions_left import questions_left
from app.engine.restrict import Residual
from app.problems import Problem
from app.verify.asking_states import answered_so, states
from app.verify.symbolic import Given, Proof, format_answers

Promise = Callable[[Residual, Mode], tuple[int, int]]
"""What tells how many questions are usually and at most left."""
MOST_KEPT = 50_000
"""After how many sets of answers what is ahead is kept."""


def broken_promise(proof: Proof, promise: Promise = questions_left) -> Iterator[Problem]:
    at, course = compiled(proof.rulebook), _Course(proof, promise)
    for given in states(proof):
        question, left = course.ahead(given)
        step = at.part_of.get(question, question) if question else ""
        for answer in proof.order[proof.level[step]].possible if step else ():
            after = {**given, **answered_so(at, step, answer)}
            more = course.ahead(after)[1]
            # Answering takes one off: as many left as before breaks the promise.
            if more >= left:
                message = (
                    f"expected at most {left} questions to be left, found {more} more after {format_answers(after)}"
                )
                yield Problem(proof.rulebook.place, "broken_promise", message, (tuple(after.items()),))
                return


class _Course:
    """Say what is ahead after some answers; what a step led to is not worked out again where asking goes on from it."""

    def __init__(self, proof: Proof, promise: Promise) -> None:
        self._at = compiled(proof.rulebook)
        self._promise = promise
        self._kept: dict[tuple[tuple[str, str], ...], tuple[str | None, int]] = {}

    def ahead(self, given: Given) -> tuple[str | None, int]:
        """Return the next question, and how many are promised to be left at most."""
        key = tuple(given.items())
        if key in self._kept:
            return self._kept[key]
        left = Residual(self._at, given)
        question = next_question(left, "quick")
        found = question, self._promise(left, "quick")[1] if question else 0
        if len(self._kept) < MOST_KEPT:
            self._kept[key] = found
        return found
