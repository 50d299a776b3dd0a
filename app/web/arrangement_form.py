"""A form that asks for the terms of an arrangement: days on site, and three dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from app.cases.case import Day, Terms
from app.web.forms import typed, typed_as
from app.web.typed_dates import Parts, read_parts

DAYS: tuple[Day, ...] = get_args(Day)
NO_DAY = "none"
Dated = Literal["since", "until", "review"]
DATED: tuple[Dated, ...] = get_args(Dated)
Wrong = Mapping[str, str]
"""What is wrong with each field that cannot be used, as a word."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold what was filled in, whatever it is."""

    days: tuple[str, ...]
    since: Parts
    until: Parts
    review: Parts

    def terms(self, today: date) -> Terms | Wrong:
        """Read terms that begin today or later, or else say what is wrong."""
        read: dict[str, date | str] = {name: read_parts(getattr(self, name)) for name in DATED}
        dates = {name: value for name, value in read.items() if isinstance(value, date)}
        unread = {name: value for name, value in read.items() if isinstance(value, str)}
        wrong = _wrong_days(self.days) | unread | _wrong_order(dates, today)
        if wrong:
            return wrong
        days: tuple[Day, ...] = tuple(day for day in DAYS if day in self.days)
        return Terms(days=days, **dates)


EMPTY = Draft((), ("", "", ""), ("", "", ""), ("", "", ""))


def draft(fields: Mapping[str, list[str]]) -> Draft:
    return Draft(tuple(fields.get("days", ())), **{name: typed(fields, name) for name in DATED})


def drafted(terms: Terms) -> Draft:
    return Draft(terms.days or (NO_DAY,), **{name: typed_as(getattr(terms, name)) for name in DATED})


def _wrong_days(chosen: tuple[str, ...]) -> dict[str, str]:
    if not chosen:
        return {"days": "missing"}
    fits = set(chosen) <= set(DAYS) or chosen == (NO_DAY,)
    return {} if fits else {"days": "several"}


def _wrong_order(dates: Mapping[str, date], today: date) -> dict[str, str]:
    """Return which dates do not follow one another: today, the first day, the talk about it, the last day."""
    since, until, review = (dates.get(name) for name in DATED)
    wrong = {}
    if since and since < today:
        wrong["since"] = "past"
    if since and until and until < since:
        wrong["until"] = "before"
    if since and review and review < since:
        wrong["review"] = "before"
    # Nothing is measured by a last day that is itself wrong.
    elif until and review and review > until and "until" not in wrong:
        wrong["review"] = "after"
    return wrong
