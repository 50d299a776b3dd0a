"""Readers of dates that are asked, of the time between them, of spans and of holidays."""

import re
from datetime import date

from app.rulebook.calendar import FIRST, LAST, MOST, UNITS, Holiday, Span, Unit
from app.rulebook.conditions import LAPSES, TODAY, Condition, Lapse
from app.rulebook.dates import DateRange, Difference
from app.rulebook.parsing.description import Description, whole
from app.rulebook.parsing.diagnostics import Mention, Reading, listed
from app.rulebook.parsing.readers import Reader, Record, day, flag, items, matching, text, whole_number, words
from app.rulebook.parsing.strict_yaml import Node, Scalar

_AMOUNT = re.compile(r"0|-?[1-9]\d{0,4}", re.ASCII)
_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
SPANS = {
    "days": "So many days.",
    "weeks": "So many weeks.",
    "months": "So many months; one without such a day ends on its last day.",
    "years": "So many years.",
    "working_days": "So many days from Monday to Friday that are no `holidays`; 0 for the first one from that day on.",
}
COMPARED = {
    "at_least": "So much later, or later than that; below 0 for so much earlier, or later than that.",
    "at_most": "So much later, or earlier than that.",
    "over": "Later than so much later.",
    "under": "Earlier than so much later.",
}
FIRST_DAY = "Whether the first day is one of the days that are counted; only forwards."
EVERY = "Only in years that can be divided by this."
ON_SUNDAY = "On which day it falls instead where it would be on a Sunday, in the same month."


def date_range(node: Node, reading: Reading) -> DateRange:
    with Record(node, reading, "a date that is asked") as of:
        given = of.may("from", day, "The first day that can be an answer."), of.may("to", day, "The last one.")
    days = DateRange(
        *(end if each is None else each.toordinal() for each, end in zip(given, (FIRST, LAST), strict=True))
    )
    if of.sound and not FIRST <= days.first < days.last <= LAST:
        limits = f"{date.fromordinal(FIRST)} to {date.fromordinal(LAST)}"
        reading.report("bad_bounds", of.place, f"expected `from` before `to`, both from {limits}")
        return DateRange()
    return days


def difference(key: Scalar, node: Node, reading: Reading) -> Difference:
    with Record(node, reading, "the time between two dates") as of:
        read = Difference(
            id=key.value,
            title=of.need("title", text, "What this time is called."),
            since=of.need("from", date_name, "The question for the first date, or `today`."),
            until=of.need("to", date_name, "The question for the date to which the time goes, or `today`."),
        )
    if not isinstance(node, Description):
        if of.sound and read.since == read.until:
            reading.report("bad_difference", of.place, f"expected two dates, found `{read.since}` twice")
        reading.differences[key.value] = read
    return read


def date_name(node: Node, reading: Reading) -> str:
    value = words(node, reading)
    if value and value != TODAY and not isinstance(node, Description):
        reading.mentions += (Mention("question", value, node.place), Mention("date", value, node.place))
    return value


def lapse(of: Difference, node: Node, reading: Reading) -> Condition | None:
    """None where it could not be read, which a Problem says."""
    with Record(node, reading, "a comparison of dates") as record:
        expected = f"exactly one of {listed(LAPSES)}"
        record.form("comparison_form", expected, tuple((word,) for word in LAPSES), record.place)
        spans = {word: record.may(word, span, COMPARED[word]) for word in LAPSES}
    word, given = next(((word, span) for word, span in spans.items() if span), ("", None))
    return Lapse(of.id, of.since, of.until, word, given) if given else None


def span(node: Node, reading: Reading) -> Span | None:
    with Record(node, reading, "a span of time") as of:
        of.form("span_form", f"exactly one of {listed(UNITS)}", tuple((unit,) for unit in UNITS), of.place)
        amounts: dict[Unit, int | None] = {unit: of.may(unit, _amount(unit), SPANS[unit]) for unit in UNITS}
        counts_first = of.may("first_day_counts", flag("true"), FIRST_DAY) or False
    chosen = next(((unit, amount) for unit, amount in amounts.items() if amount is not None), None)
    if chosen is None:
        return None
    unit, amount = chosen
    if counts_first and amount < 1:
        reading.report("bad_span", of.place, "expected a period of 1 or more where `first_day_counts`")
    return Span(amount, unit, counts_first, reading.holidays if unit == "working_days" else ())


def _amount(unit: Unit) -> Reader[int]:
    def read(node: Node, reading: Reading) -> int:
        if isinstance(node, Description):
            node.says(type="integer", minimum=-MOST[unit], maximum=MOST[unit])
            return 0
        if not isinstance(node, Scalar) or not _AMOUNT.fullmatch(node.value):
            reading.expected("a whole number", node)
            return 0
        amount = int(node.value)
        if abs(amount) > MOST[unit]:
            reading.report("bad_span", node.place, f"expected at most {MOST[unit]} {unit}, found {amount}")
            return 0
        return amount

    return read


def holidays(node: Node, reading: Reading) -> tuple[Holiday, ...]:
    read = tuple(_holiday(item, reading) for item in items(node, reading))
    reading.holidays = tuple(sorted(read, key=repr))
    return reading.holidays


def _holiday(node: Node, reading: Reading) -> Holiday:
    with Record(node, reading, "a holiday") as of:
        of.form("holiday_form", "either `day` or `easter`", (("day",), ("easter",)), of.place)
        month, of_month = of.may("day", _day_of_year, "The month and the day, such as 12-25.") or (1, 1)
        instead = of.may("on_sunday", _day_of_year, ON_SUNDAY) or (month, 0)
        every = of.may("every", whole_number, EVERY) or 1
        easter = of.may("easter", _amount("days"), "So many days after Easter Sunday, before it below 0.")
    if instead[0] != month:
        reading.report("bad_holiday", of.place_of("on_sunday"), "expected another day of the same month")
    if easter is not None and not -60 <= easter <= 120:
        reading.report("bad_holiday", of.place_of("easter"), "expected at most 60 days before Easter or 120 after it")
    return Holiday(month, of_month, easter, instead[1], every)


def _day_of_year(node: Node, reading: Reading) -> tuple[int, int]:
    value = matching(_DAY_OF_YEAR)(node, reading)
    if isinstance(node, Description):
        node.pattern(whole(_DAY_OF_YEAR))
    month, _, of_month = value.partition("-") if _DAY_OF_YEAR.fullmatch(value) else ("1", "", "1")
    return int(month), int(of_month)
