"""Dates as answers: to the engine all dates that are compared are one question, with what can be so together."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from babel.dates import format_date

from app.problems import SourceLocation
from app.rulebook.calendar import FIRST, LAST, Span, day_of, iso
from app.rulebook.conditions import TODAY, Condition, Lapse
from app.rulebook.date_tests import Bounds, DateTest, Placed, TooFar, narrowed, sooner
from app.rulebook.text import Text

MOST_JOINT, MOST_TESTS = 4_096, 40
"""In how many ways the dates that are linked can stand to each other, and how many tests may tell these apart."""
MOST_KEPT = 4_096
LATELY = date(2026, 1, 1).toordinal()
"""From when on examples of dates are, where these can stand so then."""
Known = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DateRange:
    """Hold the first and the last day that can answer a question, in days."""

    first: int = FIRST
    last: int = LAST

    @property
    def limits(self) -> Text:
        """Return in words which dates these are."""
        first, last = date_text(iso(self.first)), date_text(iso(self.last))
        return Text(f"{first.nl} tot en met {last.nl}", f"{first.en} to {last.en}")

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold the time from one date to another."""

    id: str
    title: Text
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class NamedDay:
    """Hold a day that matters: what a span leads to from a date, or the first or last day for a date `where` it holds.

    `which` is `earliest` or `latest` there, and empty where there is a `span`. `then` says what follows when the day
    has passed; `due` is the day on which a case is due.
    """

    id: str
    title: Text
    date: str
    span: Span | None
    which: str
    where: Condition | None
    place: SourceLocation
    then: Text | None = None
    due: bool = False


def tested(lapse: Lapse) -> tuple[DateTest, bool]:
    """Return the test that a condition makes, and whether it holds where the condition does."""
    strict = lapse.word in ("over", "at_most")
    return DateTest(lapse.since, lapse.until, lapse.span, strict), lapse.word in ("at_least", "over")


@dataclass(frozen=True)  # no slots: `cached_property` keeps the ways in `__dict__`
class Linked:
    """Hold dates that are compared, each directly or through others, with the tests that are made of them.

    A *way* is the tests that hold and those that do not. Only ways in which some dates stand have a code.
    """

    id: str
    ranges: Mapping[str, DateRange]
    tests: tuple[DateTest, ...]

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """Return the dates that are asked for."""
        return tuple(date for date in self.ranges if date != TODAY)

    @property
    def ways(self) -> Mapping[str, tuple[bool, ...]]:
        """Return every possible way by its code; only some of them where there are too many."""
        return self._ways[0]

    @property
    def is_too_much(self) -> bool:
        return self._ways[1]

    @cached_property
    def _ways(self) -> tuple[Mapping[str, tuple[bool, ...]], bool]:
        ways: dict[str, tuple[bool, ...]] = {}
        if len(self.tests) > MOST_TESTS:
            return ways, True
        try:
            for way in self._search(self._bounds({}), ()):
                ways[_code(way)] = way
                if len(ways) > MOST_JOINT:
                    return ways, True
        except TooFar:
            return ways, True
        return MappingProxyType(ways), False

    @cached_property
    def _codes(self) -> dict[tuple[int | None, ...], str | frozenset[str]]:
        """Keep which ways are left of some given days."""
        return {}

    def known(self, answers: Mapping[str, Any]) -> dict[str, int]:
        days = ((date, day_of(answers.get(date))) for date in self.ranges)
        return {date: day for date, day in days if day is not None}

    def code_in(self, answers: Mapping[str, Any]) -> str | frozenset[str] | None:
        """Return the way in which the given dates stand, all that are possible with them, or None without a date."""
        known = self.known(answers)
        return self.code_of(known) if known else None

    def code_of(self, known: Known) -> str | frozenset[str]:
        if len(known) == len(self.ranges):
            return _code([test.holds(known[test.since], known[test.until]) for test in self.tests])
        key = tuple(map(known.get, self.ranges))
        code = self._codes.get(key)
        if code is None:
            if len(self._codes) > MOST_KEPT:  # submitted answers decide which are kept
                self._codes.clear()
            ways = self._within(self._bounds(known))
            code = self._codes[key] = next(iter(ways)) if len(ways) == 1 else ways
        return code

    def between(self, known: Known, date: str, first: int, last: int) -> frozenset[str]:
        """Return the ways that are possible on some day of these for one date, whatever was given for that."""
        others = {each: day for each, day in known.items() if each != date}
        key = (*map(others.get, self.ranges), date, first, last)
        ways = self._between.get(key)
        if ways is None:
            if len(self._between) > MOST_KEPT:
                self._between.clear()
            ways = self._between[key] = self._within({**self._bounds(others), date: (first, last)})
        return ways

    @cached_property
    def _between(self) -> dict[tuple[int | str | None, ...], frozenset[str]]:
        """Keep which ways are possible between two days: pages, paper and the API ask alike."""
        return {}

    def _within(self, bounds: Bounds) -> frozenset[str]:
        """Return the ways that are possible within bounds."""
        fixed: list[tuple[int, bool]] = []
        for place, test in enumerate(self.tests):
            (first, last), (low, high) = bounds[test.since], bounds[test.until]
            if test.holds(last, low):
                fixed.append((place, True))
            elif not test.holds(first, high):
                fixed.append((place, False))
        left = [code for code, way in self.ways.items() if all(way[place] == holds for place, holds in fixed)]
        fixed_places = {place for place, _ in fixed}
        for places in self._apart(bounds, [place for place in range(len(self.tests)) if place not in fixed_places]):
            possible = self._possible(bounds, places, {self._at(places, code) for code in left})
            left = [code for code in left if self._at(places, code) in possible]
        return frozenset(left)

    def _possible(self, bounds: Bounds, places: list[int], ways: set[tuple[bool, ...]]) -> set[tuple[bool, ...]]:
        """Return those of the ways in which these tests can come out that are possible within bounds.

        Ways that begin alike draw the bounds together alike, and none is possible that begins as nothing can.
        """
        tests = [self.tests[place] for place in places]
        begun: dict[tuple[bool, ...], Bounds | None] = {
            (): {end: bounds[end] for test in tests for end in (test.since, test.until)}
        }
        for way in ways:
            for depth in range(len(way)):
                before, so_far = begun[way[:depth]], way[: depth + 1]
                if so_far not in begun:
                    begun[so_far] = None if before is None else _with_one_more(before, tests, so_far)
        return {way for way in ways if begun[way] is not None}

    def _at(self, places: Iterable[int], code: str) -> tuple[bool, ...]:
        way = self.ways[code]
        return tuple(way[place] for place in places)

    def _apart(self, bounds: Bounds, places: Iterable[int]) -> list[list[int]]:
        """Return tests in groups that share no date which is still open: how one comes out says nothing of another."""
        groups: list[tuple[set[str], list[int]]] = []
        for place in places:
            ends = (self.tests[place].since, self.tests[place].until)
            dates = {end for end in ends if bounds[end][0] < bounds[end][1]}
            joined = [group for group in groups if group[0] & dates]
            groups = [group for group in groups if not group[0] & dates]
            groups.append((dates.union(*(of for of, _ in joined)), [*(p for _, some in joined for p in some), place]))
        return [some for _, some in groups]

    def within(self, lapse: Lapse) -> tuple[str, ...]:
        test, holding = tested(lapse)
        place = self.tests.index(test)
        return tuple(code for code, way in self.ways.items() if way[place] == holding)

    def first_of(self, code: str) -> dict[str, str]:
        """Return dates that stand in this way, each unknown where that is."""
        if code not in self.ways:
            return dict.fromkeys(self.dates, code)
        bounds = self._bounds({})
        of_late = {date: (max(first, min(LATELY, last)), last) for date, (first, last) in bounds.items()}
        # Drawn together as far as they go, the first days of all are dates themselves: tests are closed under minima.
        narrowed = self._narrow(of_late, self.ways[code]) or self._narrow(bounds, self.ways[code]) or {}
        return {date: iso(first) for date, (first, _) in narrowed.items()}

    def reads(self, date: str) -> tuple[int, ...]:
        """Return the places of the tests that are made of a date."""
        return tuple(place for place, test in enumerate(self.tests) if date in (test.since, test.until))

    def apart_from(self, date: str) -> Mapping[str, tuple[bool, ...]]:
        """Return of every way what is left of it without the tests that are made of a date."""
        if date not in self._apart_from:
            others = [place for place in range(len(self.tests)) if place not in self.reads(date)]
            self._apart_from[date] = {code: self._at(others, code) for code in self.ways}
        return self._apart_from[date]

    @cached_property
    def _apart_from(self) -> dict[str, Mapping[str, tuple[bool, ...]]]:
        return {}

    def turns(self, date: str, known: Known) -> list[int]:
        """Return the days, in order, from which on a test of a date and a given one comes out otherwise."""
        first, last = self.ranges[date].first, self.ranges[date].last
        days: set[int] = set()
        for test in self.tests:
            if test.until == date and test.since in known:
                days.add(test.from_day(known[test.since]))
            if test.since == date and test.until in known:
                days.add(test.last_since(known[test.until], first, last) + 1)
        return sorted(day for day in days if first < day <= last)

    def is_known_beside(self, date: str, known: Known) -> bool:
        """Say whether every date that is compared with this one is known: then all turns on the days of `turns`."""
        ends = (end for place in self.reads(date) for end in (self.tests[place].since, self.tests[place].until))
        return all(end in known for end in ends if end != date)

    def can_part(self, date: str, known: Known, one: str, other: str) -> bool:
        """Say whether dates stand in one way and with another day for this date, all else alike, in the other way."""
        ways, twin = (self.ways[one], self.ways[other]), f"{date} otherwise"
        reads = set(self.reads(date))
        if any(a != b and place not in reads for place, (a, b) in enumerate(zip(*ways, strict=True))):
            return False
        bounds = self._bounds({each: day for each, day in known.items() if each != date})
        tests = self._placed(ways[0])
        for place in reads:
            test = self.tests[place]
            since, until = (twin if end == date else end for end in (test.since, test.until))
            tests.append((since, until, test, ways[1][place]))
        return _is_possible({**bounds, twin: bounds[date]}, tests)

    def described(self, ways: Collection[str]) -> list[dict[DateTest, bool]]:
        """Return few sets of tests, each with how it comes out: of all ways exactly these agree with one of them."""
        left, cubes = list(ways), list[dict[DateTest, bool]]()
        while left:
            cube = dict(zip(self.tests, self.ways[left[0]], strict=True))
            for test in self.tests:
                wider = {each: holds for each, holds in cube.items() if each != test}
                cube = wider if set(self._agreeing(wider)) <= {*ways} else cube
            cubes.append(cube)
            left = [way for way in left if way not in self._agreeing(cube)]
        return cubes

    def _agreeing(self, cube: Mapping[DateTest, bool]) -> list[str]:
        places = [(self.tests.index(test), holds) for test, holds in cube.items()]
        return [code for code, way in self.ways.items() if all(way[place] == holds for place, holds in places)]

    def _bounds(self, known: Known) -> Bounds:
        return {
            date: (known[date], known[date]) if date in known else (days.first, days.last)
            for date, days in self.ranges.items()
        }

    def _search(self, bounds: Bounds, way: tuple[bool, ...]) -> Iterator[tuple[bool, ...]]:
        """Yield the ways that begin so and are possible within bounds, which are as near as those tests allow."""
        if len(way) == len(self.tests):
            yield way
            return
        for holds in (False, True):
            if self._is_ruled_out(way, holds):
                continue
            nearer = self._narrow(bounds, (*way, holds))
            if nearer is not None:
                yield from self._search(nearer, (*way, holds))

    def _is_ruled_out(self, way: tuple[bool, ...], holds: bool) -> bool:
        """Say whether the next test cannot come out so: a test holds wherever one does that holds for fewer days."""
        with_it, without = self._bound_to[len(way)]
        return any(way[place] != holds for place in (with_it if holds else without))

    @cached_property
    def _bound_to(self) -> list[tuple[list[int], list[int]]]:
        """Return of each test which of those before it hold wherever it does, and which hold nowhere else."""
        before = [list(enumerate(self.tests[:place])) for place in range(len(self.tests))]
        return [
            ([i for i, other in others if sooner(other, test)], [i for i, other in others if sooner(test, other)])
            for test, others in zip(self.tests, before, strict=True)
        ]

    def _narrow(self, bounds: Bounds, way: tuple[bool, ...]) -> Bounds | None:
        return narrowed(bounds, self._placed(way))

    def _placed(self, way: tuple[bool, ...]) -> list[Placed]:
        return [(test.since, test.until, test, holds) for test, holds in zip(self.tests, way, strict=False)]


def _with_one_more(bounds: Bounds, tests: list[DateTest], way: tuple[bool, ...]) -> Bounds | None:
    """Return bounds, which are drawn together by all but the last test of a way, drawn together by that as well."""
    *others, last = ((test.since, test.until, test, holds) for test, holds in zip(tests, way, strict=False))
    try:
        return narrowed(bounds, [last, *others], len(others))
    except TooFar:  # it is possible for other days: more is told to be possible than may be, never less
        return bounds


def _is_possible(bounds: Bounds, tests: list[Placed]) -> bool:
    try:
        return narrowed(bounds, tests) is not None
    except TooFar:  # as above
        return True


def _code(way: Iterable[bool]) -> str:
    return "so_" + "".join("01"[holds] for holds in way)


def lapse_word(strict: bool, holds: bool) -> str:
    """Return the word of a condition that makes a test, and holds where that comes out so."""
    return ("over" if strict else "at_least") if holds else ("at_most" if strict else "under")


AFTER = {
    "at_least": ("{0} of meer", "{0} or more"),
    "over": ("meer dan {0}", "more than {0}"),
    "under": ("minder dan {0}", "less than {0}"),
    "at_most": ("{0} of minder", "{0} or less"),
}
BEFORE = {
    "at_least": ("{0} ervoor, of later", "{0} before, or later"),
    "over": ("later dan {0} ervoor", "later than {0} before"),
    "under": ("eerder dan {0} ervoor", "earlier than {0} before"),
    "at_most": ("{0} ervoor, of eerder", "{0} before, or earlier"),
}
SAME = {
    "at_least": ("op dezelfde dag of later", "on the same day or later"),
    "over": ("later", "later"),
    "under": ("eerder", "earlier"),
    "at_most": ("op dezelfde dag of eerder", "on the same day or earlier"),
}


def compared_in_words(word: str, span: Span) -> Text:
    is_same = span.amount == 0 and span.unit != "working_days"
    nl, en = (SAME if is_same else BEFORE if span.amount < 0 else AFTER)[word]
    return Text(nl.format(span.text.nl), en.format(span.text.en))


def linked(ranges: Mapping[str, DateRange], tests: Iterable[DateTest]) -> Mapping[str, Linked]:
    """Return the dates that tests link, by the id of their part."""
    every = sorted(set(tests), key=lambda test: test.order)
    parts: list[set[str]] = []
    for test in every:
        joined = {test.since, test.until}.union(*(part for part in parts if part & {test.since, test.until}))
        parts = [*(part for part in parts if not part & joined), joined]
    by_id: dict[str, Linked] = {}
    for part in parts:
        # By one name in two rulebooks, whatever the order in which each asks.
        id = f"days of {min(part)}"
        of = {date: days for date, days in ranges.items() if date in part}
        by_id[id] = Linked(id, of, tuple(test for test in every if test.since in part))
    return MappingProxyType(by_id)


def date_text(answer: str) -> Text:
    """Return a date in words."""
    day = date.fromisoformat(answer)
    nl, en = (str(format_date(day, "d MMMM y", locale=language)) for language in ("nl", "en"))
    return Text(nl, en)


def kept_day(days: DateRange, answer: object) -> str | None:
    """Return a date as it is kept, where it can be an answer; None for anything else."""
    day = day_of(answer)
    return iso(day) if day is not None and day in days else None
