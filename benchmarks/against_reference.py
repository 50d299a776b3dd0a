"""Compare evaluations of random rulebooks with the reference model: `python -m benchmarks.against_reference 1000 20`.

A quarter of the rulebooks ask for numbers, a quarter let any number of answers be chosen, a quarter ask for dates; all
of them count conditions, add up points and name terms. Each is evaluated with so many sets of answers, of which most
leave something open. Prints how many differ (none should), and stops at the first of them.
"""

import sys
from random import Random

from app.engine.evaluate import evaluate
from tests.engine.answers import assert_as_expected, partial
from tests.engine.invented import choices_rulebook, dates_rulebook, numbers_rulebook, random_rulebook
from tests.reference import expected

DRAWN = (random_rulebook, numbers_rulebook, choices_rulebook, dates_rulebook)
MOST_COMPLETIONS = 200


def main(books: int = 1000, sets: int = 20) -> None:
    for seed in range(books):
        random = Random(f"against the reference {seed}")
        book = DRAWN[seed % len(DRAWN)](random)
        for _ in range(sets):
            given = partial(book, random, MOST_COMPLETIONS)
            assert_as_expected(book, evaluate(book, given), expected(book, given), given)
    print(f"{books} rulebooks, {books * sets} sets of answers, 0 differ from the reference model")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
