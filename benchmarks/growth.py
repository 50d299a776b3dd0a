"""How compiling and evaluating grow with the number of criteria: of a question each, or of ten shared ones."""

from random import Random
from time import process_time

from app.engine.compile import compiled
from app.engine.evaluate import evaluate
from app.rulebook.model import Rulebook
from tests.engine.shapes import independent, shared

COUNTS, ROWS = (10, 100, 1_000, 5_000), 50


def main() -> None:
    """Print processor times, and how many times as long as one criterion an evaluation takes."""
    print("criteria of one question each (processor time; evaluations read every criterion)")
    for name, make in (("own questions", independent), ("ten shared questions", shared)):
        single = microseconds(independent(1))
        for count in COUNTS:
            book = make(count)
            start = process_time()
            compiled(book)
            taken, each = process_time() - start, microseconds(book)
            told = f"compile {taken:6.2f} s   evaluate {each:8.1f} us, {each / single:6.1f} times one criterion"
            print(f"  {name:20} {count:6,} criteria   {told}")


def microseconds(book: Rulebook) -> float:
    """Return the least that one evaluation takes, over rounds of answers in which little counts."""
    random = Random(1)
    every = [{q.id: random.choice(list(q.answers)[:2]) for q in book.questions.values()} for _ in range(ROWS)]
    rounds = []
    for _ in range(10):
        start = process_time()
        for answers in every:
            evaluate(book, answers)
        rounds.append((process_time() - start) / ROWS * 1e6)
    return min(rounds)
