"""The day that is told is the one that trying each day through the engine finds, for every day of two years."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from app.engine.evaluate import evaluate
from app.resources import RULES
from app.rulebook.conditions import TODAY
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from tests.depth import seeds

LIBRARY = Library.load(RULES)
FIRST_MONTH, MONTHS = date(2027, 3, 1), 24
"""From when on every day is tried: a leap day is one of them."""
Given = Mapping[str, str]


@dataclass(frozen=True)
class LastDay:
    """Hold a last day, the date from which it is counted, and how many days from there it can be.

    `agreed` are dates that lie so many days from there; `tried` has, for each date that is tried day by day, the
    answers beside it and the verdict that follows up to the last day and not after it.
    """

    rulebook: str
    day: str
    counted_from: str
    days_on: range
    answers: Given
    agreed: Mapping[str, int]
    tried: Mapping[str, tuple[Given, str]]

    def editions(self) -> tuple[Rulebook, ...]:
        return LIBRARY.editions(self.rulebook)

    def given(self, book: Rulebook, day: date, more: Given) -> dict[str, str]:
        """Return the answers where it is counted from this day; what an edition does not ask is left out."""
        dates = {self.counted_from: 0, **self.agreed}
        counted = {id: (day + timedelta(on)).isoformat() for id, on in dates.items()}
        return {id: answer for id, answer in {**self.answers, **more, **counted}.items() if id in book.questions}


REQUEST = {
    "status": "employee",
    "subject": "hours_times_or_place",
    "made_before": "none",
    "other_proceeding": "no",
    **dict.fromkeys(("written_dated", "says_statutory", "names_change_and_start", "names_earlier"), "yes"),
}
REFUSED = {"reply": "refused"} | dict.fromkeys(
    ("consulted", "costs", "facts_right", "reasonable_to_refuse", "reasonable_explained"), "yes"
)
DECIDED = {TODAY: ({"reply": "nothing"}, "pending"), "reply_date": (REFUSED, "refused_in_order")}
LAST_DAYS = {
    "two months": LastDay(
        "gb-flexible-working", "last_day_to_decide", "request_date", range(57, 63),
        {**REQUEST, "longer_agreed": "no"}, {}, DECIDED,
    ),
    "a longer time": LastDay(
        "gb-flexible-working", "last_day_to_decide", "request_date", range(98, 103),
        {**REQUEST, "longer_agreed": "yes"}, {"agreed_until": 100}, DECIDED,
    ),
    "no longer time": LastDay(
        "gb-flexible-working", "last_day_to_decide", "request_date", range(57, 63),
        {**REQUEST, "longer_agreed": "yes"}, {"agreed_until": 30}, DECIDED,
    ),
}  # fmt: skip
"""Every last day of a shipped rulebook that rests on answers, each by what it is counted as."""
ON_A_CALENDAR = {
    "2026-11-30": "2027-01-29",
    "2026-12-01": "2027-01-31",
    "2026-12-29": "2027-02-28",
    "2026-12-31": "2027-02-28",
    "2027-01-01": "2027-02-28",
    "2027-12-30": "2028-02-29",
    "2027-12-31": "2028-02-29",
    "2028-01-01": "2028-02-29",
    "2028-02-29": "2028-04-28",
    "2028-06-30": "2028-08-29",
}
"""Two months that begin with a day, as somebody with a calendar counts them."""


def days_of_month(month: int) -> Iterator[date]:
    years, place = divmod(FIRST_MONTH.month - 1 + month, 12)
    day = date(FIRST_MONTH.year + years, place + 1, 1)
    while day.month == place + 1:
        yield day
        day += timedelta(1)


def found(of: LastDay, book: Rulebook, day: date, tried: str) -> str:
    """Return the last day on which the verdict follows, trying one after the other."""
    more, verdict = of.tried[tried]
    given = of.given(book, day, more)
    each = [(day + timedelta(on)).isoformat() for on in of.days_on]
    holding = [other for other in each if evaluate(book, {TODAY: each[-1], **given, tried: other}).verdict == verdict]
    assert holding and holding == each[: len(holding)] != each, (given, holding)
    return holding[-1]


@pytest.mark.parametrize("month", seeds(MONTHS))
@pytest.mark.parametrize("name", LAST_DAYS)
def test_the_last_day_that_is_told_is_found_by_trying_each(name: str, month: int) -> None:
    of = LAST_DAYS[name]
    for book in of.editions():
        for day in days_of_month(month):
            told = {evaluate(book, of.given(book, day, more)).days.get(of.day) for more, _ in of.tried.values()}
            assert told == {found(of, book, day, tried) for tried in of.tried}, (book.version, day)


@pytest.mark.parametrize("request_date", ON_A_CALENDAR)
def test_two_months_end_as_on_a_calendar(request_date: str) -> None:
    of = LAST_DAYS["two months"]
    for book in of.editions():
        day, told = date.fromisoformat(request_date), ON_A_CALENDAR[request_date]
        assert evaluate(book, of.given(book, day, {})).days[of.day] == told
        assert {found(of, book, day, tried) for tried in of.tried} == {told}
