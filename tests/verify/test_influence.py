"""Shares are what trying every set of answers finds."""

from dataclasses import replace
from random import Random

import pytest

from app.rulebook.model import Rulebook
from app.verify.answer_sets import count_answer_sets
from app.verify.influence import shares
from app.verify.symbolic import Proof
from tests.depth import seeds
from tests.engine.invented import random_rulebook
from tests.reference import World, completions

Meaning = dict[str, str]


def meaningful(book: Rulebook) -> list[tuple[Meaning, World]]:
    """Return every set of answers that apply, each once, with a world in which they are given."""
    found = {}
    for world in completions(book, {}):
        given = {q: a for q, a in world.given.items() if applies(book, world, q)}
        found[tuple(given.items())] = (given, world)
    return list(found.values())


def applies(book: Rulebook, world: World, question: str) -> bool:
    gate = book.questions[question].asked_when
    return question not in book.left_out and (gate is None or world.holds(gate))


def decides(question: str, given: Meaning, world: World, every: list[tuple[Meaning, World]]) -> bool:
    return question in given and any(
        other.verdict != world.verdict and differ_in(question, given, each) for each, other in every
    )


def differ_in(question: str, one: Meaning, other: Meaning) -> bool:
    """Say whether of the questions that apply in both exactly this one is answered otherwise."""
    return {q for q in one.keys() & other.keys() if one[q] != other[q]} == {question}


def without(book: Rulebook, criterion: str) -> Rulebook:
    return replace(book, criteria={**book.criteria, criterion: replace(book.criteria[criterion], reaches=())})


@pytest.mark.parametrize("left_out", [False, True])
@pytest.mark.parametrize("seed", seeds(60))
def test_shares_are_counted_as_by_hand(seed: int, left_out: bool) -> None:
    whole = random_rulebook(Random(seed), size=4)
    book = whole.for_audience("hr") if left_out else whole
    every = meaningful(book)
    found = shares(book)
    assert found is not None
    assert found.answer_sets == len(every) == count_answer_sets(Proof(book))
    for criterion, number in found.criteria.items():
        other = without(book, criterion)
        decided = [world.verdict for _, world in every if World(other, world.given).verdict != world.verdict]
        assert number == len(decided)
        assert set(found.verdicts[criterion]) == set(decided)
    for question, number in found.questions.items():
        assert number == sum(decides(question, given, world, every) for given, world in every)


def test_shares_of_the_shipped_rulebook_are_counted_once(book: Rulebook) -> None:
    found = shares(book)
    assert found is not None
    assert found.answer_sets == count_answer_sets(Proof(book))
    assert found.questions["site_safe"] == 0
    assert all(0 < number < found.answer_sets for number in found.criteria.values())
    assert shares(book) is found
