"""A change by an organisation does what its word says, over all answers, or it is refused with answers that show it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from app.problems import Problem
from app.rulebook.amendment import EFFECTS, Amendment, Effect, Organisation
from app.rulebook.conditions import All, Condition
from app.rulebook.conditions import Any as AnyOf
from app.rulebook.model import NONE_REACHED, Criterion, Origin, Rulebook
from app.verify.checks.overlay_effects import wrong_effect
from app.verify.symbolic import Proof
from tests.engine.invented import HERE, WORD, criterion, question, random_rulebook
from tests.reference import World, completions


def by(book: Rulebook, after: Rulebook, effect: Effect) -> Rulebook:
    """Return the changed rulebook as an organisation's, with a word for the change."""
    change = Amendment("a-change", WORD, effect, WORD, date(2021, 3, 23), (), HERE)
    return replace(after, organisation=Organisation("somebody", WORD, (change,)), origin=Origin(book, lambda: book))


def directions(before: World, after: World) -> set[str]:
    """Return in which directions a verdict or criterion moves, by plain comparison of two worlds."""
    extents, verdicts = list(after.book.extents), list(after.book.verdicts)
    moves = [verdicts.index(before.verdict) - verdicts.index(after.verdict)]
    moves += [extents.index(before.reach.get(c, NONE_REACHED)) - extents.index(e) for c, e in after.reach.items()]
    return {"widens" if move > 0 else "narrows" for move in moves if move}


def effect_of(before: Rulebook, after: Rulebook) -> Effect:
    """Return what a change does, found by trying every set of answers."""
    found = {each for world in completions(after, {}) for each in directions(World(before, world.given), world)}
    return next((effect for effect in EFFECTS if found == {effect}), "other")


def changed(book: Rulebook, random: Random) -> Rulebook:
    """Draw a change as an organisation may make it: a new criterion, or one line held to more or given another way."""
    some = random.choice([c for c in book.criteria.values() if c.reaches])
    new = replace(book, questions={**book.questions, "own": question("own", ("a0", "a1"))})
    parts: list[Condition] = [line.when for each in book.criteria.values() for line in each.reaches]
    other = random.choice(parts)
    if random.random() < 0.3:
        return replace(new, criteria={**book.criteria, "own_ground": criterion("own_ground", {"part": other})})
    place = random.randrange(len(some.reaches))
    line = some.reaches[place]
    joined = random.choice((All, AnyOf))((line.when, other))
    lines = (*some.reaches[:place], replace(line, when=joined), *some.reaches[place + 1 :])
    held: Criterion = replace(some, reaches=lines)
    return replace(new, criteria={**book.criteria, some.id: held})


def drawn() -> Iterator[tuple[Rulebook, Rulebook]]:
    for seed in range(40):
        random = Random(seed)
        book = random_rulebook(random, size=4)
        if any(c.reaches for c in book.criteria.values()):
            yield book, changed(book, random)


PAIRS = list(drawn())


def test_the_drawn_changes_have_every_effect() -> None:
    assert {effect_of(*pair) for pair in PAIRS} == set(EFFECTS)
    assert len(PAIRS) * 2 > 60


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_the_right_word_passes_and_both_wrong_ones_are_refused_by_true_answers(number: int) -> None:
    before, after = PAIRS[number]
    right = effect_of(before, after)
    for word in EFFECTS:
        found = list(wrong_effect(Proof(by(before, after, word))))
        assert (found == []) == (word == right), (word, right)
        for problem in found:
            assert f"expected `effect: {right}` at the change `a-change`, found `{word}`" in problem.message
            assert shows(problem, before, after, word), problem


def shows(problem: Problem, before: Rulebook, after: Rulebook, word: str) -> bool:
    """Say whether the answers of a problem show another direction than the word, where there is any movement."""
    if not problem.shown_by:
        return all(not directions(World(before, world.given), world) for world in completions(after, {}))
    given = dict(problem.shown_by[0])
    worlds = list(completions(after, given))
    return all(directions(World(before, world.given), world) - {word} for world in worlds)
