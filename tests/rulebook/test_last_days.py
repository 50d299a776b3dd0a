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
ASKED = {
    "employer_size": "ten_or_more",
    "other_rule": "none",
    "employed_since": "2010-01-01",
    "earlier_decision": "no",
    "written": "yes",
    "home_days": "1",
    "on_site_work": "none",
}
IN_ORDER = {"reply": "refused"} | dict.fromkeys(("talked", "reply_written", "reasons_given"), "yes")
ANSWERED = {TODAY: ({"reply": "nothing"}, "fits_policy"), "reply_date": (IN_ORDER, "decided_otherwise")}
LAST_DAYS = {
    "a month before the start": LastDay(
        "wfw-werkplek", "last_day_to_decide", "start_date", range(-33, -25),
        {**ASKED, "unforeseen": "no"}, {"request_date": -100}, ANSWERED,
    ),
    "five working days": LastDay(
        "wfw-werkplek", "last_day_to_decide", "request_date", range(5, 16),
        {**ASKED, "unforeseen": "yes"}, {"start_date": 40}, ANSWERED,
    ),
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


COUNTED_BACK = {
    "2027-01-31": "2026-12-31",
    "2027-03-28": "2027-02-28",
    "2027-03-30": "2027-02-28",
    "2027-03-31": "2027-02-28",
    "2028-03-31": "2028-02-29",
    "2027-05-31": "2027-04-30",
}
"""A month back from a day, as somebody with a calendar counts it."""
WORKED = {
    "2026-04-29": "2026-05-07",  # 5 May
    "2026-12-23": "2026-12-31",  # both Christmas days
    "2026-12-30": "2027-01-07",  # New Year's Day
    "2027-03-24": "2027-04-02",  # Good Friday and Easter Monday
    "2027-04-26": "2027-05-04",  # King's Day
    "2027-05-03": "2027-05-12",  # 5 May and Ascension Day
    "2027-05-12": "2027-05-20",  # Whit Monday
}
"""The fifth working day after a day, with what is none between them."""


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


@pytest.mark.parametrize("month", seeds(MONTHS))
def test_the_first_day_that_is_told_is_the_first_on_which_it_can_be(month: int) -> None:
    asked = {**ASKED, "unforeseen": "no", "reply": "nothing"}
    for book in LIBRARY.editions("wfw-werkplek"):
        for day in days_of_month(month):
            given = {**asked, TODAY: day.isoformat(), "request_date": day.isoformat()}
            starts = [(day + timedelta(on)).isoformat() for on in range(56, 66)]
            can_be = [
                start for start in starts if evaluate(book, {**given, "start_date": start}).verdict == "fits_policy"
            ]
            assert starts[-len(can_be) :] == can_be != starts
            assert evaluate(book, {**given, "start_date": starts[0]}).days["first_day"] == can_be[0], day


@pytest.mark.parametrize(
    ("name", "day", "told"),
    [
        *(("a month before the start", day, told) for day, told in COUNTED_BACK.items()),
        *(("five working days", day, told) for day, told in WORKED.items()),
    ],
)
def test_a_last_day_is_counted_as_on_a_calendar(name: str, day: str, told: str) -> None:
    of = LAST_DAYS[name]
    for book in of.editions():
        assert evaluate(book, of.given(book, date.fromisoformat(day), {})).days[of.day] == told


@pytest.mark.parametrize("request_date", ON_A_CALENDAR)
def test_two_months_end_as_on_a_calendar(request_date: str) -> None:
    of = LAST_DAYS["two months"]
    for book in of.editions():
        day, told = date.fromisoformat(request_date), ON_A_CALENDAR[request_date]
        assert evaluate(book, of.given(book, day, {})).days[of.day] == told
        assert {found(of, book, day, tried) for tried in of.tried} == {told}
