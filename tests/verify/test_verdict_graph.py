"""Following the steps leads to the verdict, whatever the answers are."""

from random import Random

import pytest

from app.rulebook.model import Rulebook
from app.verify.verdict_graph import steps
from tests.depth import seeds
from tests.engine.answers import complete
from tests.engine.invented import random_rulebook
from tests.reference import World, completions


def followed(book: Rulebook, world: World) -> str:
    """Return the verdict that the steps lead to."""
    found = steps(book)
    assert found is not None
    named = {step.name: step for step in found}
    at = found[0].name if found else world.verdict
    while at in named:
        step = named[at]
        (at,) = (to for to, answers in step.ways.items() if world.given[step.question] in answers)
    return at


@pytest.mark.parametrize("seed", seeds(20))
def test_the_steps_of_random_rulebooks_lead_to_the_verdict(seed: int) -> None:
    book = random_rulebook(Random(seed), size=4)
    assert [world.given for world in completions(book, {}) if followed(book, world) != world.verdict] == []


def test_the_steps_of_the_shipped_rulebook_lead_to_the_verdict(book: Rulebook) -> None:
    random = Random(1)
    for _ in range(200):
        world = World(book, {q: str(a) for q, a in complete(book, random).items()})
        assert followed(book, world) == world.verdict


def test_each_step_is_named_once_and_leads_on(book: Rulebook) -> None:
    found = steps(book)
    assert found is not None
    names = [step.name for step in found]
    assert names[0] == "1.1"
    assert len(names) == len(set(names)) == 43
    order = {name: place for place, name in enumerate(names)}
    assert all(order[to] > order[step.name] for step in found for to in step.ways if to in order)
    assert all(
        sorted(a for way in s.ways.values() for a in way) == sorted(book.questions[s.question].answers) for s in found
    )


def test_what_is_too_large_to_draw_has_no_steps(book: Rulebook) -> None:
    assert steps(book, at_most=42) is None
