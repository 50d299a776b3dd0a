"""Days and spans of time: a span leads from every day to one day, and never from a later day to an earlier one."""

from bisect import bisect_left
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from app.rulebook.text import Text

Unit = Literal["days", "weeks", "months", "years", "working_days"]
UNITS: dict[Unit, tuple[Text, Text]] = {
    "days": (Text("dag", "day"), Text("dagen", "days")),
    "weeks": (Text("week", "week"), Text("weken", "weeks")),
    "months": (Text("maand", "month"), Text("maanden", "months")),
    "years": (Text("jaar", "year"), Text("jaar", "years")),
    "working_days": (Text("werkdag", "working day"), Text("werkdagen", "working days")),
}
"""Each unit in words, for one and for more."""
FIRST, LAST = date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()
"""Between which days every date of a rulebook lies, in days since the first of January of the year 1."""
MOST = {"days": 9_999, "weeks": 1_500, "months": 360, "years": 30, "working_days": 999}
"""How long a span can be."""
SATURDAY = 5


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    """Hold a day of every year on which nobody works: a day of a month, or so many days after Easter.

    One that falls on a Sunday is kept on another day of that month where `on_sunday` names one; with `every`, it is
    one only in years that can be divided by this.
    """

    month: int = 0
    day: int = 0
    easter: int | None = None
    on_sunday: int = 0
    every: int = 1

    def of(self, year: int) -> date | None:
        """None in a year that has no such day."""
        if year % self.every:
            return None
        if self.easter is not None:
            return easter(year) + timedelta(self.easter)
        if self.day > monthrange(year, self.month)[1]:
            return None
        day = date(year, self.month, self.day)
        return day.replace(day=self.on_sunday) if self.on_sunday and day.isoweekday() == 7 else day


def easter(year: int) -> date:
    """Return Easter Sunday by the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    golden, leaps = year % 19, century - century // 4
    moon = (19 * golden + leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@dataclass(frozen=True, slots=True)
class Span:
    """Hold a span of time, backwards where `amount` is negative.

    Months that have no such day end on their last one. With `first_day_counts` it is a period that begins with a day,
    and leads to its last day. `holidays` are no working days.
    """

    amount: int
    unit: Unit
    first_day_counts: bool = False
    holidays: tuple[Holiday, ...] = ()

    @property
    def order(self) -> tuple[str, int, bool, tuple[Holiday, ...]]:
        return self.unit, self.amount, self.first_day_counts, self.holidays

    def after(self, day: int) -> int:
        """Return the day to which the span leads from a day."""
        first = int(self.first_day_counts)
        match self.unit:
            case "days":
                return day + self.amount - first
            case "weeks":
                return day + 7 * self.amount - first
            case "working_days":
                return _working(day - first, self.amount, self.holidays)
            case _:
                return _in_months(day, self.amount * (12 if self.unit == "years" else 1), first)

    def lengths(self) -> tuple[int, int]:
        """Return the fewest and the most days that it can take."""
        return _lengths(self)

    def longer(self, by: int) -> "Span":
        return replace(self, amount=self.amount + by)

    @property
    def text(self) -> Text:
        one, more = UNITS[self.unit]
        count, unit = abs(self.amount), one if abs(self.amount) == 1 else more
        from_it = (", met de eerste dag erbij", ", the first day included") if self.first_day_counts else ("", "")
        return Text(f"{count} {unit.nl}{from_it[0]}", f"{count} {unit.en}{from_it[1]}")

    def __str__(self) -> str:
        counting = ", first_day_counts: true" if self.first_day_counts else ""
        return f"{{{self.unit}: {self.amount}{counting}}}"


def _in_months(day: int, months: int, first: int) -> int:
    of = date.fromordinal(day)
    year, month = divmod(of.year * 12 + of.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    # The last day of a period that would end in the middle of such a month is the last of the month itself.
    return date(year, month + 1, min(of.day, last)).toordinal() - (first if of.day <= last else 0)


@lru_cache(1_000)
def _days_off(year: int, holidays: tuple[Holiday, ...]) -> frozenset[int]:
    # A day after Easter can be in the next year no more than one moved from a Sunday can: both stay in their own.
    return frozenset(day.toordinal() for holiday in holidays if (day := holiday.of(year)))


@lru_cache(1_000)
def _working_days(year: int, holidays: tuple[Holiday, ...]) -> tuple[int, ...]:
    first, last, off = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal(), _days_off(year, holidays)
    return tuple(day for day in range(first, last + 1) if (day - 1) % 7 < SATURDAY and day not in off)


def _working(day: int, amount: int, holidays: tuple[Holiday, ...]) -> int:
    """Return the working day so many after a day, or before it; with 0 the first one from it on."""
    year = date.fromordinal(day).year
    days = _working_days(year, holidays)
    # Counted from what comes before the day where it is none itself, and from behind it on the way back.
    place = bisect_left(days, day + (amount > 0)) + amount - (amount > 0)
    while place >= len(days):
        place, year = place - len(days), year + 1
        days = _working_days(year, holidays)
    while place < 0:
        year -= 1
        days = _working_days(year, holidays)
        place += len(days)
    return days[place]


@lru_cache(1_000)
def _lengths(span: Span) -> tuple[int, int]:
    match span.unit:
        case "days" | "weeks":
            length = span.after(FIRST) - FIRST
            return length, length
        case "working_days":
            # Holidays fall otherwise each year, so that only all days show it.
            return _working_lengths(span.amount, int(span.first_day_counts), span.holidays)
        case _:
            # Of four years the last has the day that leaps, and before 1900 came eight that have none.
            years = (*range(1896, 1905), *range(2000, 2005))
            every = (span.after(day) - day for year in years for day in _each(year))
            lengths = set(every)
            return min(lengths), max(lengths)


def _working_lengths(amount: int, first: int, holidays: tuple[Holiday, ...]) -> tuple[int, int]:
    """Return the fewest and the most days from a day to the working day so many after it, with `first` less."""
    since, until, up = FIRST - first, LAST - first, int(amount > 0)
    years = range(date.fromordinal(FIRST).year, date.fromordinal(LAST).year + 1)
    more = 2 + abs(amount) // max(1, min(len(_working_days(year, holidays)) for year in years))
    days = [day for year in range(years.start - more, years.stop + more) for day in _working_days(year, holidays)]
    places = range(bisect_left(days, since + up), bisect_left(days, until + up) + 1)
    # From every day after the working day before one, and from no other, it leads to the same day.
    shortest = min(days[place + amount - up] - min(days[place] - up, until) for place in places)
    longest = max(days[place + amount - up] - max(days[place - 1] + 1 - up, since) for place in places)
    return shortest - first, longest - first


def _each(year: int) -> range:
    return range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())


def day_of(text: object) -> int | None:
    """Return the day that stands in an answer, such as `2027-03-01`; None for anything else."""
    return _day_of(text) if isinstance(text, str) and len(text) == 10 else None


@lru_cache(4_096)
def _day_of(text: str) -> int | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.toordinal() if day.isoformat() == text and FIRST <= day.toordinal() <= LAST else None


def iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
