"""What many cases show together: counts of groups that are large enough to point at nobody."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import quantiles
from typing import get_args

from app.cases.case import Case, Status
from app.cases.submit import reader
from app.engine.evaluate import Evaluation
from app.rulebook.dependencies import visible
from app.rulebook.in_force import day_of
from app.rulebook.model import NONE_REACHED, Rulebook

SMALLEST = 10
"""The smallest group that is ever counted, and what counts are rounded down to."""
OPEN = frozenset({"received", "in_hand", "waiting", "disagreed"})

Look = Callable[[Case], Evaluation | None]
"""Evaluate a case looking only at the work; None where its edition is not here, or it holds no answers."""
Table = dict[str, int | None]
"""Counts by name, rounded down to tens; None for a group smaller than ten, which also hides that it is empty."""


@dataclass(frozen=True, slots=True)
class Days:
    """Hold within how many days a quarter of the decisions came, half, and three quarters."""

    quarter: int
    half: int
    three_quarters: int


@dataclass(frozen=True, slots=True)
class Insight:
    """Hold what is counted of checks; of tailored arrangements only how many there are.

    Invariant: each table counts one thing by itself, none crosses two. `verdicts`, `statuses` and `months` each count
    every check once; since counts are rounded, no hidden one follows from their sums, and where one would, none of
    the three is told (None).
    """

    verdicts: Table | None
    statuses: Table | None
    months: Table | None
    criteria: Table
    owners: Table
    arrangements: int | None
    days: Days | None


@dataclass(slots=True)
class _Counts:
    verdicts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    criteria: Counter[str] = field(default_factory=Counter)
    owners: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)
    arrangements: int = 0
    named: set[str] = field(default_factory=set)

    def add(self, case: Case, evaluation: Evaluation | None) -> None:
        if case.kind == "arrangement":
            self.arrangements += 1
            return
        self.verdicts[case.verdict or ""] += 1
        self.statuses.update(dict.fromkeys(get_args(Status), 0) | {case.status: 1})
        self.months[f"{day_of(case.received):%Y-%m}"] += 1
        if case.settled:
            self.days.append((day_of(case.settled[0].at) - day_of(case.received)).days)
        if evaluation is not None:
            self._add_work(case, evaluation)

    def _add_work(self, case: Case, evaluation: Evaluation) -> None:
        """Count what a case comes out at, and name what it could have: an empty group looks like a small one."""
        if evaluation.rulebook.digest not in self.named:
            self._name(evaluation.rulebook)
        self.criteria.update(c for c, s in evaluation.criteria.items() if s.reach not in (None, NONE_REACHED))
        if case.status in OPEN:
            self.owners.update(owner for action in evaluation.actions for owner in action.owner)

    def _name(self, rulebook: Rulebook) -> None:
        self.named.add(rulebook.digest)
        self.verdicts.update(dict.fromkeys(("", *rulebook.verdicts), 0))
        self.criteria.update(dict.fromkeys(visible(rulebook, reader(rulebook)), 0))
        owners = (owner for action in rulebook.actions.values() for owner in action.owner)
        self.owners.update(dict.fromkeys(owners, 0))


def insight(cases: Iterable[Case], look: Look) -> Insight:
    """Count cases; the name of a verdict that is not certain is the empty text."""
    counts = _Counts()
    for case in cases:
        counts.add(case, look(case))
    each_once = [rounded(table) for table in (counts.verdicts, counts.statuses, _every_month(counts.months))]
    verdicts, statuses, months = each_once if nothing_follows(each_once) else (None, None, None)
    return Insight(
        verdicts=verdicts,
        statuses=statuses,
        months=months,
        criteria=rounded(counts.criteria),
        owners=rounded(counts.owners),
        arrangements=_rounded(counts.arrangements),
        days=_days(counts.days),
    )


def rounded(counts: Mapping[str, int]) -> Table:
    return {name: _rounded(count) for name, count in counts.items()}


def _rounded(count: int) -> int | None:
    return count // SMALLEST * SMALLEST or None


def nothing_follows(tables: Iterable[Table]) -> bool:
    """Say whether each hidden count can still be two things or more, for who knows that all tables have one total.

    A count that is told stands for ten numbers, and so does a hidden one: all sums between the smallest and the
    largest are possible, so comparing those bounds is exact.
    """
    bounds = [(_least(table), _least(table) + (SMALLEST - 1) * len(table)) for table in tables]
    total_from, total_to = max(low for low, _ in bounds), min(high for _, high in bounds)
    for table, (low, high) in zip(tables, bounds, strict=True):
        if None in table.values():
            least = max(0, total_from - (high - (SMALLEST - 1)))
            most = min(SMALLEST - 1, total_to - low)
            if least >= most:
                return False
    return True


def _least(table: Table) -> int:
    return sum(count or 0 for count in table.values())


def _days(days: list[int]) -> Days | None:
    return Days(*(round(cut) for cut in quantiles(days, n=4))) if len(days) >= SMALLEST else None


def _every_month(counts: Mapping[str, int]) -> dict[str, int]:
    # Every month in between is there: left out, an empty one would not look like a small one.
    return {month: counts.get(month, 0) for month in _months(min(counts), max(counts))} if counts else {}


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:])
    while (label := f"{year:04}-{month:02}") <= last:
        yield label
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
