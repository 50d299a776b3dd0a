"""Tests of two dates, and whether some days pass several of them."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.rulebook.calendar import FIRST, LAST, Span

MOST_RAISED = 30_000
"""How often bounds are drawn together in search of dates that do not exist: a rulebook that needs more is refused."""


class TooFar(Exception):
    """Stop drawing bounds together that come nearer by days only."""


Bounds = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class DateTest:
    """Hold that a date is not before what a span leads to from another one; behind it where that is `strict`."""

    since: str
    until: str
    span: Span
    strict: bool

    @property
    def order(self) -> tuple[Any, ...]:
        return self.since, self.until, self.span.order, self.strict

    def holds(self, since: int, until: int) -> bool:
        return until >= self.from_day(since)

    def from_day(self, since: int) -> int:
        """Return the first day for which it holds."""
        return self.span.after(since) + self.strict

    def last_since(self, until: int, first: int, last: int) -> int:
        """Return the last day between two from which it holds; the day before the first where there is none."""
        # A span never leads from a later day to an earlier one.
        return first + bisect_right(range(first, last + 1), until, key=self.from_day) - 1


@lru_cache(10_000)
def sooner(one: DateTest, other: DateTest) -> bool:
    """Say of two tests of the same dates whether the one holds wherever the other does, in all years."""
    if (one.since, one.until) != (other.since, other.until):
        return False
    (_, latest), (earliest, _) = one.span.lengths(), other.span.lengths()
    if latest + one.strict <= earliest + other.strict:
        return True
    return all(one.from_day(day) <= other.from_day(day) for day in range(FIRST, LAST + 1))


Placed = tuple[str, str, DateTest, bool]
"""A test of two dates, and whether it is to hold."""


def narrowed(bounds: Bounds, tests: list[Placed]) -> Bounds | None:
    """Draw bounds together until all tests can come out so on the bounds themselves; None where no dates exist."""
    if not _is_possible_in_days(bounds, tests):
        return None
    bounds, raised, changed = dict(bounds), 0, True
    while changed:
        changed = False
        for since, until, test, holds in tests:
            before = bounds[since], bounds[until]
            after = _drawn(*before, test, holds=holds)
            if after is None:
                return None
            if after != before:
                bounds[since], bounds[until] = after
                changed, raised = True, raised + 1
        if raised > MOST_RAISED:
            raise TooFar
    return bounds


def _drawn(
    since: tuple[int, int], until: tuple[int, int], test: DateTest, *, holds: bool
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the bounds of two dates, drawn together by one test; None where nothing is left between them."""
    (since_low, since_high), (low, high) = since, until
    if holds:
        low = max(low, test.from_day(since_low))
        since_high = test.last_since(high, since_low, since_high)
    else:
        high = min(high, test.from_day(since_high) - 1)
        since_low = test.last_since(low, since_low, since_high) + 1
    return ((since_low, since_high), (low, high)) if since_low <= since_high and low <= high else None


def _is_possible_in_days(bounds: Bounds, tests: list[Placed]) -> bool:
    """Say whether numbers exist that lie as far apart as the spans can be long: most contradictions end here.

    Bellman and Ford's way to find a negative circle. Without it bounds would come together day by day.
    """
    # To be at most so many days more than another; the empty name stands for the first of all days.
    apart = [(since, "", -first) for since, (first, _) in bounds.items()]
    apart += [("", since, last) for since, (_, last) in bounds.items()]
    for since, until, test, holds in tests:
        shortest, longest = test.span.lengths()
        apart.append((until, since, -shortest - test.strict) if holds else (since, until, longest + test.strict - 1))
    most = dict.fromkeys(("", *bounds), 0)
    for _ in range(len(most) + 1):
        changed = False
        for one, other, days in apart:
            if most[one] + days < most[other]:
                most[other], changed = most[one] + days, True
        if not changed:
            return True
    return False
