"""The fields of a submitted form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from json import dumps
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qs

from fastapi import Depends, Request

from app.cases.save import Sent
from app.rulebook.model import NONE_OF_THESE, UNKNOWN, Question
from app.rulebook.numbers import in_digits, typed_number
from app.web.typed_dates import Parts, boxes, read_day, read_parts
from app.writing import lines

PARTS = ("day", "month", "year")
ANSWER = "q."
"""What the name of a field starts with that answers a question."""


def typed(fields: Mapping[str, list[str]], name: str) -> Parts:
    """Read the fields `since-day`, `since-month` and `since-year`; empty where there is none."""
    return boxes([fields.get(f"{name}-{part}", [""])[-1] for part in PARTS])


def typed_as(day: date) -> Parts:
    return str(day.day), str(day.month), str(day.year)


MOST_FIELDS = 1000
"""More is no form of ours: a question may have some hundred answers, and a try-out has every question."""


def fields(body: bytes) -> Mapping[str, list[str]]:
    """Return no fields for a body that is no form, or has too many."""
    try:
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:  # also a UnicodeDecodeError, and what too many fields raise
        return {}


MOST_KEPT = 20_000
"""How many letters of a field are read."""
CARRIED = ("form_key", "key", "revision")
"""The fields that nobody fills in: that it is a page of ours, which form this is, and for which revision of a case."""
T = TypeVar("T", bound=str)


@dataclass(frozen=True, slots=True)
class Form:
    """Hold the fields of a form; nothing in them has been checked yet."""

    fields: Mapping[str, list[str]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field normalised and without space around it; empty where there is none."""
        return lines(self.fields.get(name, [""])[-1][:MOST_KEPT])

    def last(self, name: str) -> str:
        """Return a field just as it was sent, such as a password; empty where there is none."""
        return self.fields.get(name, [""])[-1]

    def all(self, name: str) -> list[str]:
        return self.fields.get(name, [])

    def chosen(self, name: str, known: Iterable[T]) -> T | None:
        """Return None unless exactly one of the known values was chosen."""
        return next((each for each in known if self.all(name) == [each]), None)

    def day(self, name: str) -> date | str:
        """Return `missing`, `incomplete` or `unreal` where there is no date."""
        return read_parts(typed(self.fields, name))

    @property
    def filled_in(self) -> Mapping[str, list[str]]:
        return {name: values for name, values in self.fields.items() if name not in CARRIED}

    def sent(self, to: str) -> Sent:
        """Return what tells this form from every other; the forms of one page have one key, and are sent elsewhere."""
        # Sorted: a form that is sent twice is known by the digest of this text.
        key, content = self.text("key"), dumps(sorted(self.filled_in.items()))
        return Sent(f"{to} {key}" if key else "", content, self.text("revision"))


async def _form(request: Request) -> Form:
    return Form(fields(await request.body()))


Posted = Annotated[Form, Depends(_form)]
"""The submitted form; a route that takes it need not be async, so that it may wait for the store."""


def unfit(question: Question, values: list[str]) -> str:
    """Say why values stand for no answer: `missing`, `several`, `count`, or what is wrong with a number or a date."""
    if question.date:
        return read_day(question.date, values)
    several = [value for value in values if value.strip()]
    if question.number and len(several) == 1:
        read = typed_number(question.number, several[0])
        return read if isinstance(read, str) else "missing"
    if question.many and several and set(several) <= question.answers.keys():
        return "count"
    return "several" if len(several) > 1 else "missing"


def given(question: Question, values: list[str]) -> Any:
    """Return None where the values stand for no answer to this question."""
    if question.date:
        read_as = read_day(question.date, values)
        return read_as if question.fits(read_as) else None
    if question.number:
        typed = [value for value in values if value.strip()]
        read = typed_number(question.number, typed[0]) if len(typed) == 1 and typed != [UNKNOWN] else None
        return in_digits(read) if isinstance(read, Decimal) else _unknown(question) if typed == [UNKNOWN] else None
    if values == [UNKNOWN]:
        return _unknown(question)
    if not question.many:
        return values[0] if len(values) == 1 and values[0] in question.answers else None
    # In the order of the rulebook, so that equal choices are equal answers however they were sent.
    chosen = tuple(a for a in question.answers if a in values)
    is_one = values == [NONE_OF_THESE] or (chosen and set(values) == set(chosen))
    return chosen if is_one and question.fits(chosen) else None


def _unknown(question: Question) -> str | None:
    return UNKNOWN if question.can_be_unknown else None
