"""How long a proof over all answers takes, beside compiling the same rulebook and beside its limit."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from statistics import median
from time import perf_counter

from app.resources import RULES
from app.rulebook.examples import Example, examples_path, read_examples
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.verify.report import verify
from benchmarks.engine import compile_seconds
from tests.engine.invented import large_rulebook, private_rulebook

LIMIT, LARGE_LIMIT = 1.0, 30.0
"""Seconds that a proof may take: of the shipped rulebook with its examples, and of one of 60 questions."""
ROUNDS = 5


def main() -> None:
    """Print times, ratios and limits."""
    path = RULES / "thuiswerken-2021" / "1.0.0.yaml"
    book = load_rulebook(path)
    examples, _ = read_examples(examples_path(path), book)
    print("verifying (medians of rounds in which compiling and proving take turns)")
    tell(f"the 2021 rulebook with its {len(examples)} examples", book, LIMIT, examples)
    tell("60 questions, 40 criteria near each other", large_rulebook(Random(1), 60, 40, local=True), LARGE_LIMIT)
    tell("60 questions with gates, 40 % private, 30 criteria", private_rulebook(Random(2), 60, 30), LARGE_LIMIT)


def tell(name: str, book: Rulebook, limit: float, examples: Sequence[Example] = ()) -> None:
    """Print how long one rulebook takes; every round proves a copy of which nothing is compiled yet."""
    taken = [(compile_seconds(book), verify_seconds(replace(book), examples)) for _ in range(ROUNDS)]
    proven = median(each for _, each in taken)
    ratio = median(each / compiled for compiled, each in taken)
    word = "within" if proven <= limit else "BEYOND"
    print(f"  {name:52} {proven:6.2f} s, {word} {limit:4.0f} s   verify / compile {ratio:5.1f}")


def verify_seconds(book: Rulebook, examples: Sequence[Example]) -> float:
    """Return the seconds one proof takes, compiling included."""
    start = perf_counter()
    verify(book, examples)
    return perf_counter() - start
