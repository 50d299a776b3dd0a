"""What dates cost: proof and evaluation of six linked dates and 24 questions, beside a function of the same duty.

Run as `python -m benchmarks.dates`; part of `python -m benchmarks`.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from time import process_time
from typing import Any

from app.engine.compile import compiled
from app.engine.evaluate import evaluate
from app.rulebook.banding import banded
from app.rulebook.calendar import Span, Unit
from app.rulebook.conditions import TODAY, All, Lapse, QuestionIs
from app.rulebook.dates import DateRange, Difference
from app.rulebook.model import Rulebook
from app.verify.verification import verify
from tests.engine.invented import WORD, criterion, question, rulebook

DATES = ("employed", "last", "request", "start", "reply", "end")
COMPARED: dict[str, tuple[str, str, str, int, Unit]] = {
    "service": ("employed", "start", "under", 26, "weeks"),
    "notice": ("request", "start", "under", 2, "months"),
    "again": ("last", "request", "under", 12, "months"),
    "late": ("start", "reply", "over", -1, "months"),
    "silence": ("start", TODAY, "over", -1, "months"),
    "short": ("start", "end", "under", 3, "months"),
}
OTHERS = 24 - len(DATES)
ROWS, ROUNDS = 300, 9


def linked_dates() -> Rulebook:
    """Make a rulebook with six criteria, each of a comparison of two dates and three other questions."""
    asked = [question(name, ("yes",)) for name in DATES]
    asked = [replace(q, answers={}, date=DateRange()) for q in asked]
    others = [question(f"q{n}", ("yes", "no")) for n in range(OTHERS)]
    grounds = []
    for place, (name, (since, until, word, amount, unit)) in enumerate(COMPARED.items()):
        named = tuple(QuestionIs(q.id, ("yes",)) for q in others[3 * place : 3 * place + 3])
        lapse = Lapse(name, since, until, word, Span(amount, unit))
        grounds.append(criterion(name, {("all", "part", "talk")[place % 3]: All((lapse, *named))}))
    book = rulebook([others[0], *asked, *others[1:]], grounds, seen=frozenset((*DATES, *(q.id for q in others))))
    between = {name: Difference(name, WORD, since, until) for name, (since, until, *_) in COMPARED.items()}
    return banded(replace(book, differences=between))


def by_hand(answers: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Tell the verdict and how far each criterion reaches, as somebody would write it out."""
    day = {name: date.fromisoformat(answers[name]) for name in (*DATES, TODAY)}
    held = {
        "service": day["start"] < day["employed"] + timedelta(weeks=26),
        "notice": day["start"] < months(day["request"], 2),
        "again": day["request"] < months(day["last"], 12),
        "late": day["reply"] > months(day["start"], -1),
        "silence": day[TODAY] > months(day["start"], -1),
        "short": day["end"] < months(day["start"], 3),
    }
    reach = dict.fromkeys(held, "none")
    for place, name in enumerate(held):
        if held[name] and all(answers[f"q{3 * place + n}"] == "yes" for n in range(3)):
            reach[name] = ("all", "part", "talk")[place % 3]
    extents = set(reach.values())
    verdict = "far" if "all" in extents else "near" if "part" in extents else "talk" if "talk" in extents else "stay"
    return verdict, reach


def months(day: date, amount: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def some_answers(random: Random) -> dict[str, str]:
    first = date(2026, 1, 1).toordinal()
    days = {name: date.fromordinal(first + random.randrange(900)).isoformat() for name in (*DATES, TODAY)}
    return {**days, **{f"q{n}": random.choice(("yes", "yes", "no")) for n in range(OTHERS)}, "safe": "yes"}


def seconds(of: Callable[[dict[str, str]], object], rows: list[dict[str, str]]) -> float:
    start = process_time()
    for row in rows:
        of(row)
    return (process_time() - start) / len(rows)


def main() -> None:
    """Print seconds of a proof, and how many times as long an evaluation takes as the function."""
    book = linked_dates()
    start = process_time()
    compiled(book)
    report = verify(book)
    print(f"six linked dates, 24 questions: proof of {report.answer_sets:,} answer sets {process_time() - start:.2f} s")
    random, least = Random(1), dict[str, float]()
    rows = [some_answers(random) for _ in range(ROWS)]
    for row in rows:
        told, (verdict, reach) = evaluate(book, row), by_hand(row)
        assert (told.verdict, {c: state.reach for c, state in told.criteria.items()}) == (verdict, reach), row
    for _ in range(ROUNDS):
        # New rows each time: which ways are left is kept by the days that were given.
        fresh = [some_answers(random) for _ in range(ROWS)]
        for name, of in (("hand", by_hand), ("engine", lambda row: evaluate(book, row))):
            least[name] = min(least.get(name, 1.0), seconds(of, fresh))
    ratio = least["engine"] / least["hand"]
    print(f"one evaluation {least['engine'] * 1e6:.1f} us, by hand {least['hand'] * 1e6:.1f} us: {ratio:.2f} times")


if __name__ == "__main__":
    main()
