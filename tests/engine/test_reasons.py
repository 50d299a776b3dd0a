"""Reasons are exactly the criteria of the smallest sets that make a verdict hold, and those that make it come first."""

from itertools import product
from random import Random

from app.engine.evaluate import evaluate
from app.rulebook.model import NONE_REACHED, Rulebook
from tests.depth import seeds
from tests.engine.answers import Given, complete, partial
from tests.engine.invented import intricate_rulebook
from tests.reference import States, completions, expected, pivotal, smallest_sets


def carrying(book: Rulebook, given: Given) -> set[str]:
    """Return by trying everything which criteria carry the verdict; none where it is not certain."""
    wanted = expected(book, given)
    if len(wanted.possible) > 1:
        return set()
    reaches = {c: next(iter(found)) if len(found) == 1 else None for c, found in wanted.criteria.items()}
    verdict = next(iter(wanted.possible))
    return pivotal(book, verdict, reaches).union(*smallest_sets(book, verdict, reaches))


def test_no_reason_is_spare_or_missing_in_random_rulebooks() -> None:
    absent = 0
    for seed in seeds(500):
        random = Random(seed)
        book = intricate_rulebook(random)
        for given in (complete(book, random), complete(book, random), partial(book, random, 30)):
            evaluation, wanted = evaluate(book, given), carrying(book, given)
            named = [reason.criterion for reason in evaluation.all_reasons]
            assert named == [c for c in book.criteria if c in wanted], (seed, given)
            assert [*evaluation.reasons, *evaluation.not_reached] == sorted(
                evaluation.all_reasons, key=lambda reason: not reason.is_reached
            )
            absent += len(evaluation.not_reached)
    assert absent > 10  # the drawn rulebooks do try what counts by not holding


def spare(book: Rulebook, given: Given) -> dict[str, list[str]]:
    """Return the criteria that hold and are no reason, each with how far it reaches, and the extents that are less."""
    told = evaluate(book, given)
    reasons = {reason.criterion for reason in told.all_reasons}
    reaches = {c: state.reach for c, state in told.criteria.items() if c not in reasons}
    found = {}
    for criterion, reach in reaches.items():
        extents = [*(line.extent for line in book.criteria[criterion].reaches), NONE_REACHED]
        if reach not in (None, NONE_REACHED):
            found[criterion] = extents[extents.index(reach) :]
    return found if told.certain else {}


def test_without_all_that_is_no_reason_the_verdict_stays() -> None:
    tried = 0
    for seed in seeds(1_000):
        random = Random(f"spare {seed}")
        book = intricate_rulebook(random)
        for given in (complete(book, random), partial(book, random, 30)):
            ways = spare(book, given)
            less = [dict(zip(ways, row, strict=True)) for row in product(*ways.values())]
            worlds = completions(book, given)
            assert all(States(book, world.reach | row).first() == world.verdict for world in worlds for row in less)
            tried += bool(ways)
    assert tried > 10
