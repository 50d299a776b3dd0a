"""Dates as people type them: in three boxes, or as a whole in the first of them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from babel.dates import get_month_names

from app.rulebook.calendar import iso
from app.rulebook.dates import DateRange
from app.rulebook.model import UNKNOWN
from app.rulebook.text import LANGUAGES

Parts = tuple[str, str, str]
"""A date as somebody typed it: day, month and year."""
LONGEST = 20
_WHOLE = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\.? (?P<month>[a-z]{3,9})\.? (?P<year>\d{4})", re.ASCII),
)


@cache
def _months() -> Mapping[str, int]:
    names: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                names[name.casefold().rstrip(".")] = number
                names[name.casefold()[:3]] = number
    # In two languages the third month has other three letters, and no other month has those.
    return names


def read_parts(parts: Parts, earliest: int = 2000, latest: int = 2200) -> date | str:
    """Return `missing`, `incomplete` or `unreal` where there is no date between these years."""
    if not any(parts):
        return "missing"
    day, month, year = _of_whole(parts[0]) if parts[0] and not any(parts[1:]) else parts
    if not (day and month and year):
        return "incomplete"
    month = str(_months().get(month.casefold().rstrip("."), month))
    try:
        read = date(_number(year, 4), _number(month, 2), _number(day, 2))
    except ValueError:
        return "unreal"
    return read if earliest <= read.year <= latest else "unreal"


def _number(text: str, most: int) -> int:
    # `isdecimal` lets digits of other scripts in, and `int` reads them; 0 is no part of a date.
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= most else 0


def _of_whole(text: str) -> Parts:
    """Return the parts of a date that was pasted as a whole; the text alone where it is none."""
    plain = " ".join(text.casefold().split())
    match = next((match for pattern in _WHOLE if (match := pattern.fullmatch(plain))), None)
    return (match["day"], match["month"], match["year"]) if match else (text, "", "")


def read_day(days: DateRange, values: Sequence[str]) -> str:
    """Return a date as it is kept, `unknown`, or why the values of one field stand for neither."""
    parts = boxes(values)
    if UNKNOWN in values:
        return "several" if any(parts) else UNKNOWN
    read = read_parts(parts, 1, 9999)
    if isinstance(read, str):
        return read
    return iso(read.toordinal()) if read.toordinal() in days else "out_of_range"


def boxes(values: Sequence[str]) -> Parts:
    """Return what stands in the three boxes of one name, whose values come in order."""
    typed = [value.strip()[:LONGEST] for value in values if value != UNKNOWN]
    day, month, year = (*typed, "", "", "")[:3]
    return day, month, year


def typed_date(given: object) -> Parts:
    """Return what stands in the boxes for an answer that was given, or for what was typed."""
    if isinstance(given, str):
        parts = given.split("-")
        return (str(int(parts[2])), str(int(parts[1])), parts[0]) if len(parts) == 3 else ("", "", "")
    return boxes(given) if isinstance(given, list | tuple) else ("", "", "")
