"""A date in three fields of a form: its day, its month and its year."""

from collections.abc import Mapping
from datetime import date

PARTS = ("day", "month", "year")
LONGEST = 10
Typed = tuple[str, str, str]
"""A date as somebody typed it: day, month and year."""


def typed(fields: Mapping[str, list[str]], name: str) -> Typed:
    """Return what stands in the three fields of a date, such as `since-day`; empty where there is none."""
    day, month, year = (fields.get(f"{name}-{part}", [""])[-1].strip()[:LONGEST] for part in PARTS)
    return day, month, year


def typed_as(day: date) -> Typed:
    """Return a date as somebody would type it."""
    return str(day.day), str(day.month), str(day.year)


def read_date(told: Typed) -> date | str:
    """Return the date that was typed, or else what is wrong: `missing`, `incomplete` or `unreal`."""
    if not any(told):
        return "missing"
    if not all(told):
        return "incomplete"
    day, month, year = (int(part) if part.isascii() and part.isdecimal() and len(part) <= 4 else 0 for part in told)
    try:
        return date(year, month, day) if 2000 <= year <= 2200 else "unreal"
    except ValueError:
        return "unreal"
