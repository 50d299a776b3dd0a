"""Readers of days that matter."""

from app.rulebook.dates import NamedDay
from app.rulebook.parsing.audience_texts import optional_text
from app.rulebook.parsing.conditions import condition
from app.rulebook.parsing.dates import date_name, span
from app.rulebook.parsing.diagnostics import Reading
from app.rulebook.parsing.readers import Record, flag, text
from app.rulebook.parsing.strict_yaml import Node, Scalar

DAY_FORMS = (("from", "span"), ("earliest", "where"), ("latest", "where"))
DATE_OF_DAY = {
    "from": "The question for the date from which the span leads, or `today`.",
    "earliest": "The question for a date, or `today`: the first day for it.",
    "latest": "The question for a date, or `today`: the last day for it.",
}
DUE = "Whether a case is due on that day: the last one on which somebody can answer."


def named_day(key: Scalar, node: Node, reading: Reading) -> NamedDay:
    with Record(node, reading, "a day that matters") as of:
        of.form("day_form", "`from` with `span`, or `earliest` or `latest` with `where`", DAY_FORMS, of.place)
        dates = {word: of.may(word, date_name, about) for word, about in DATE_OF_DAY.items()}
        word = next((word for word, date in dates.items() if date), "from")
        return NamedDay(
            id=key.value,
            title=of.need("title", text, "What this day is called."),
            date=dates[word] or "",
            span=of.may("span", span, "How long after that date, or before it below 0."),
            which="" if word == "from" else word,
            where=of.may("where", condition("measure"), "What is to hold with that day for the date, all else alike."),
            then=optional_text(of, "then", "What follows when that day has passed."),
            due=of.may("due", flag("true"), DUE) or False,
            place=key.place,
        )
