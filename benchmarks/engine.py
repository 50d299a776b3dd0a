"""How fast one evaluation is beside peers, on rows that never repeat, in interleaved rounds of one run."""

from collections.abc import Callable, Iterable, Mapping
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from app.disclosure import disclose
from app.engine.compile import compile_rulebook
from app.engine.evaluate import evaluate
from app.problems import RulebookInvalid
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import UNKNOWN, Rulebook
from benchmarks.plain import evaluate as plain
from benchmarks.zen_graph import zen_evaluator
from tests.engine.invented import large_rulebook

Row = Mapping[str, Any]
ROUNDS, ROWS = 15, 1_000


def rows(book: Rulebook, random: Random, known: float) -> list[Row]:
    """Draw rows of answers of which about this share is known; the rest is unknown or absent."""
    questions = [q for q in book.questions.values() if not q.many]
    drawn: list[dict[str, str]] = [{} for _ in range(ROWS)]
    for row in drawn:
        for question in questions:
            if random.random() < known:
                row[question.id] = random.choice(list(question.answers))
            elif random.random() < 0.5:
                row[question.id] = UNKNOWN
    return list(drawn)


def seconds(run: Callable[[Row], object], todo: Iterable[Row]) -> float:
    """Return the seconds it takes to run every row once."""
    todo = list(todo)
    start = perf_counter()
    for row in todo:
        run(row)
    return perf_counter() - start


def main() -> None:
    """Print times and ratios."""
    book = load_rulebook(RULES / "thuiswerken-2021" / "1.0.0.yaml")
    zen = zen_evaluator()

    def ours(row: Row) -> object:
        told = evaluate(book, row)
        return told.verdict, told.criteria, told.requirements, told.may_start, told.actions

    def full(row: Row) -> object:
        return disclose(book, row, "nl")

    for row in rows(book, Random(0), 1.0):
        assert evaluate(book, row).verdict == plain(row)[0] == zen(row), "the peers must agree"
    print("one evaluation: verdict, criteria, requirement and actions read (microseconds, medians of rounds)")
    for name, known in (("complete", 1.0), ("partial", 0.6)):
        random = Random(name)
        taken: list[tuple[float, ...]] = []
        for _ in range(ROUNDS):
            drawn = rows(book, random, known)
            few = drawn[: ROWS // 10]
            taken.append(
                (seconds(plain, drawn), seconds(ours, drawn), seconds(full, few) * 10, seconds(zen, few) * 10)
            )  # fmt: skip
        by_hand, own, whole, peer = (median(column) / ROWS * 1e6 for column in zip(*taken, strict=True))
        ratio, slower = (median(t[i] / t[j] for t in taken) for i, j in ((1, 0), (3, 1)))
        print(f"  {name:9} by hand {by_hand:6.2f}   ours {own:6.2f}   zen-engine with trace {peer:7.1f}")
        print(f"  {'':9} ours / by hand {ratio:5.2f}   zen-engine / ours {slower:6.0f}")
        print(f"  {'':9} full evaluation with reasons, changes and questions, told in Dutch {whole:6.1f}")
    print("compiling")
    print(f"  the 2021 rulebook {median(compile_seconds(book) for _ in range(9)) * 1e3:6.1f} ms")
    for local, word in ((True, "near each other"), (False, "anywhere")):
        large = large_rulebook(Random(1), 60, 40, local=local)
        start = perf_counter()
        try:
            compile_rulebook(large)
            end = "compiled with open edges"
        except RulebookInvalid:
            end = "refused as too entangled"
        print(f"  60 questions, 40 criteria over questions {word}: {end} in {perf_counter() - start:5.2f} s")


def compile_seconds(book: Rulebook) -> float:
    """Return the seconds one compilation takes."""
    start = perf_counter()
    compile_rulebook(book)
    return perf_counter() - start
