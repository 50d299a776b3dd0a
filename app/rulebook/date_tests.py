"""Tests of two dates, and whether some days pass several of them."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from app.rulebook.calendar import FIRST, LAST, Span

MOST_RAISED = 30_000
"""How often bounds are drawn together in search of dates that do not exist: a rulebook that needs more is refused."""
MOST_ROUNDS = 8
"""How often all tests draw bounds together before it is asked whether such dates can exist at all."""


MOST_KEPT = 10_000
"""How many days are kept with the day to which a span leads from each."""


class TooFar(Exception):
    """Stop drawing bounds together that come nearer by days only."""


Days = tuple[int, int]
"""The first and the last day that a date can be."""
Bounds = dict[str, Days]


@dataclass(frozen=True)  # no slots: `cached_property` keeps what it works out in `__dict__`
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

    @cached_property
    def spanned(self) -> tuple[int, int]:
        """Return the fewest and the most days that its span can take."""
        return self.span.lengths()

    @property
    def lengths(self) -> tuple[int, int]:
        """Return the fewest and the most days until the first day for which it holds."""
        shortest, longest = self.spanned
        return shortest + self.strict, longest + self.strict

    @cached_property
    def span_name(self) -> str:
        """Return a name for where its span leads."""
        return repr(self.span)

    @cached_property
    def _first_days(self) -> dict[int, int]:
        return {}

    def from_day(self, since: int) -> int:
        """Return the first day for which it holds."""
        day = self._first_days.get(since)
        if day is None:
            if len(self._first_days) > MOST_KEPT:  # submitted answers decide which are kept
                self._first_days.clear()
            day = self._first_days[since] = self.span.after(since) + self.strict
        return day

    def last_since(self, until: int, first: int, last: int) -> int:
        """Return the last day between two from which it holds; the day before the first where there is none."""
        # A span never leads from a later day to an earlier one, and on from no day by more or less than its lengths.
        shortest, longest = self.lengths
        low = min(max(first, until - longest + 1), last + 1)
        high = max(min(last, until - shortest) + 1, low)
        return low + bisect_right(range(low, high), until, key=self.from_day) - 1


@lru_cache(10_000)
def sooner(one: DateTest, other: DateTest) -> bool:
    """Say of two tests of the same dates whether the one holds wherever the other does, in all years."""
    if (one.since, one.until) != (other.since, other.until):
        return False
    return one.lengths[1] <= other.lengths[0] or _never_leads_further(one.span, other.span, other.strict - one.strict)


@lru_cache(10_000)
def _never_leads_further(one: Span, other: Span, than: int) -> bool:
    """Say whether the one leads, from every day, at most so many days further than the other."""
    return all(one.after(day) <= other.after(day) + than for day in range(FIRST, LAST + 1))


Placed = tuple[str, str, DateTest, bool]
"""A test of two dates, and whether it is to hold."""


def narrowed(bounds: Bounds, tests: list[Placed], passed: int = 0) -> Bounds | None:
    """Draw bounds together until all tests can come out so on the bounds themselves; None where no dates exist.

    So many of the tests, the last ones, the bounds pass already.
    """
    drawn, rounds, raised = dict(bounds), 0, 0
    while passed < len(tests):
        for since, until, test, holds in tests:
            before = drawn[since], drawn[until]
            after = _drawn(*before, test, holds=holds)
            if after is None:
                return None
            if after != before:
                drawn[since], drawn[until] = after
                passed, raised = 0, raised + 1
            # Drawn together by one test, bounds pass that as well.
            passed += 1
            if passed == len(tests):
                return drawn
        if raised > MOST_RAISED:
            raise TooFar
        rounds += 1
        # By then most have come to an end: what has not may be a contradiction, to which bounds come by days only.
        if rounds == MOST_ROUNDS and not _is_possible_in_days(bounds, tests):
            return None
    return drawn


def _drawn(since: Days, until: Days, test: DateTest, *, holds: bool) -> tuple[Days, Days] | None:
    """Return the bounds of two dates, drawn together by one test; None where nothing is left between them."""
    (since_low, since_high), (low, high) = since, until
    soonest, latest = test.from_day(since_low), test.from_day(since_high)
    # Looking for a day takes longest, so that is done where the bounds do not fit already.
    if holds:
        low = max(low, soonest)
        if latest > high:
            since_high = test.last_since(high, since_low, since_high)
    else:
        high = min(high, latest - 1)
        if soonest <= low:
            since_low = test.last_since(low, since_low, since_high) + 1
    return ((since_low, since_high), (low, high)) if since_low <= since_high and low <= high else None


def _is_possible_in_days(bounds: Bounds, tests: list[Placed]) -> bool:
    """Say whether numbers exist that lie as far apart as the spans can be long: most contradictions end here.

    Bellman and Ford's way to find a negative circle. Without it bounds would come together day by day. Where a span
    leads from a date is a number of its own, so that two dates on either side of it are known to be apart.
    """
    # To be at most so many days more than another; the empty name stands for the first of all days.
    apart = [(since, "", -first) for since, (first, _) in bounds.items()]
    apart += [("", since, last) for since, (_, last) in bounds.items()]
    for since, until, test, holds in tests:
        (shortest, longest), led, strict = test.spanned, f"{since} {test.span_name}", test.strict
        apart += [(since, led, longest), (led, since, -shortest)]
        apart.append((until, led, -strict) if holds else (led, until, strict - 1))
    most = dict.fromkeys((node for nodes in apart for node in nodes[:2]), 0)
    for _ in range(len(most) + 1):
        changed = False
        for one, other, days in apart:
            if most[one] + days < most[other]:
                most[other], changed = most[one] + days, True
        if not changed:
            return True
    return False
