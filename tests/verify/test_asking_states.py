"""The walk over all states of asking meets everything that asking can come to."""

from collections.abc import Callable, Iterator
from random import Random

import pytest

from app.engine.compile import Compiled, compiled
from app.engine.next_question import next_question
from app.engine.questions_left import questions_left
from app.engine.restrict import Residual
from app.rulebook.model import Rulebook
from app.verify.asking_states import states
from app.verify.symbolic import Given, Proof
from tests.depth import seeds
from tests.engine.invented import private_rulebook, random_rulebook, sure_rulebook

Course = tuple[object, ...]
"""What is asked and promised from some answers on: the question, the promise, and the same after each answer."""


def course(at: Compiled, given: Given) -> Course:
    question = next_question(Residual(at, given), "quick")
    if question is None:
        return ()
    kids = (course(at, {**given, question: answer}) for answer in at.rulebook.questions[question].possible)
    return (question, questions_left(Residual(at, given), "quick"), *kids)


def paths(at: Compiled, given: Given) -> Iterator[Given]:
    """Yield every answers that asking can come to, one path at a time."""
    yield given
    question = next_question(Residual(at, given), "quick")
    for answer in at.rulebook.questions[question].possible if question else ():
        yield from paths(at, {**given, str(question): answer})


@pytest.mark.parametrize("draw", [random_rulebook, sure_rulebook])
@pytest.mark.parametrize("seed", seeds(40))
def test_the_states_go_on_in_every_way_that_some_path_goes_on(seed: int, draw: Callable[..., Rulebook]) -> None:
    book = draw(Random(seed), size=4)
    for variant in (book, book.for_audience("hr")):
        at = compiled(variant)
        found = [course(at, given) for given in states(Proof(variant))]
        assert set(found) == {course(at, given) for given in paths(at, {})}


def test_states_come_by_number_of_answers_and_stay_few(book: Rulebook) -> None:
    counts = [len(given) for given in states(Proof(book))]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert len(counts) < 3_000


def test_gates_that_stay_closed_do_not_multiply_the_states() -> None:
    assert 500 < sum(1 for _ in states(Proof(private_rulebook(Random(2), 60, 20)))) < 3_000
