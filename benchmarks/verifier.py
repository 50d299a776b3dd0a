"""How long a proof over all answers takes, beside compiling the same rulebook and beside its limit."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from statistics import median
from time import perf_counter

from app.resources import RULES
from app.rulebook.examples import Example, examples_path, read_examples
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from app.verify.diff.diff import compare
from app.verify.mutation.run import tried
from app.verify.verification import verify
from app.web.render_check import untold
from benchmarks.engine import compile_seconds
from tests.engine.invented import large_rulebook, private_rulebook

LIMIT, MUTANTS_LIMIT, LARGE_LIMIT = 1.0, 20.0, 30.0
"""Seconds that a proof may take, that trying all mutants may take, and a proof of a rulebook of 60 questions."""
ROUNDS = 5
ID, WHOSE = "thuiswerken-2021", "gemeente-oeverwoude"


def main() -> None:
    """Print times, ratios and limits."""
    library = Library.load(RULES)
    book, own = library.edition(ID, "1.0.0"), library.edition(ID, "1.0.0", WHOSE)
    examples, _ = read_examples(examples_path(book.place.file), book)
    print("verifying (medians of rounds in which compiling and proving take turns)")
    tell(f"the 2021 rulebook with its {len(examples)} examples", book, LIMIT, lambda copy: verify(copy, examples))
    tell("the same, and then telling all that it can tell", book, LIMIT, lambda copy: told(copy, examples))
    tell("every mutant of the 2021 rulebook", book, MUTANTS_LIMIT, tried)
    tell("the 2021 rulebook compared with an organisation's", book, LIMIT, lambda copy: compare(copy, own))
    tell("60 questions, 40 criteria near each other", large_rulebook(Random(1), 60, 40, local=True), LARGE_LIMIT)
    tell("60 questions with gates, 40 % private, 30 criteria", private_rulebook(Random(2), 60, 30), LARGE_LIMIT)


def told(book: Rulebook, examples: tuple[Example, ...]) -> None:
    """Verify a rulebook, and render every page that can follow."""
    assert not verify(book, examples).problems
    assert not untold(book)


def tell(name: str, book: Rulebook, limit: float, work: Callable[[Rulebook], object] = verify) -> None:
    """Print how long one piece of work takes; every round does it on a copy of which nothing is compiled yet."""
    taken = [(compile_seconds(book), seconds(work, replace(book))) for _ in range(ROUNDS)]
    proven = median(each for _, each in taken)
    ratio = median(each / compiled for compiled, each in taken)
    word = "within" if proven <= limit else "BEYOND"
    print(f"  {name:52} {proven:6.2f} s, {word} {limit:4.0f} s   this / compile {ratio:6.1f}")


def seconds(work: Callable[[Rulebook], object], book: Rulebook) -> float:
    """Return the seconds that one piece of work takes, compiling included."""
    start = perf_counter()
    work(book)
    return perf_counter() - start
