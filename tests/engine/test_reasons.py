"""Reasons are exactly the criteria of the smallest sets of states that make the verdict's condition hold."""

from random import Random

from app.engine.evaluate import evaluate
from app.rulebook.model import Rulebook
from tests.depth import seeds
from tests.engine.answers import Given, complete, partial
from tests.engine.invented import intricate_rulebook
from tests.reference import expected, smallest_sets


def carrying(book: Rulebook, given: Given) -> set[str]:
    """Return by trying everything which criteria carry the verdict; none where it is not certain."""
    wanted = expected(book, given)
    if len(wanted.possible) > 1:
        return set()
    reaches = {c: next(iter(found)) if len(found) == 1 else None for c, found in wanted.criteria.items()}
    return set().union(*smallest_sets(book, next(iter(wanted.possible)), reaches))


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
