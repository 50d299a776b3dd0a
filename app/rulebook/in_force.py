"""Whether an edition is in force on a day; where it is not, since when, and when it will be (again)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.rulebook.model import Rulebook

HERE = ZoneInfo("Europe/Amsterdam")
"""Where rulebooks are in force: its days count."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold how an edition stands on a day.

    Where it is not in force, `last_day` is the last day on which it was, `since` the first after it, and `again` the
    first on which it will be (again); None where there is no such day.
    """

    on: date
    in_force: bool
    last_day: date | None
    since: date | None
    again: date | None


def day_of(timestamp: datetime) -> date:
    """Return the day that it is at this (aware) moment where rulebooks are in force."""
    return timestamp.astimezone(HERE).date()


def standing(rulebook: Rulebook, on: date) -> Standing:
    if rulebook.in_force_on(on):
        return Standing(on, in_force=True, last_day=None, since=None, again=None)
    last = last_day(rulebook, on)
    again = min((period.since for period in rulebook.in_force if period.since > on), default=None)
    return Standing(on, in_force=False, last_day=last, since=last and last + timedelta(days=1), again=again)


def last_day(rulebook: Rulebook, on: date) -> date | None:
    """Return the last day up to this one on which an edition was in force."""
    begun = [period for period in rulebook.in_force if period.since <= on]
    return max((min(period.until or on, on) for period in begun), default=None)
