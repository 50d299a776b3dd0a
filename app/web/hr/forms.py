"""What a submitted form of somebody who works with cases says, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from json import dumps
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from app.cases.keeping import Sent
from app.web.dated import read_date, typed
from app.web.fields import fields
from app.writing import lines

MOST_FIELDS = 500
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
        """Return what stands in a field, normalised and without spaces around it; empty where there is none."""
        return lines(self.fields.get(name, [""])[-1][:MOST_KEPT])

    def all(self, name: str) -> list[str]:
        """Return everything that was chosen under a name."""
        return self.fields.get(name, [])

    def chosen(self, name: str, known: Iterable[T]) -> T | None:
        """Return the one of the known values that was chosen, None for anything else."""
        return next((each for each in known if self.all(name) == [each]), None)

    def day(self, name: str) -> date | str:
        """Return the day in three fields, or what is wrong with it: `missing`, `incomplete` or `unreal`."""
        return read_date(typed(self.fields, name))

    @property
    def filled_in(self) -> Mapping[str, list[str]]:
        """Return the fields that somebody filled in."""
        return {name: values for name, values in self.fields.items() if name not in CARRIED}

    def sent(self, to: str) -> Sent:
        """Return what tells this form from every other; the forms of one page have one key, and are sent elsewhere."""
        key, said = self.text("key"), dumps(sorted(self.filled_in.items()))
        return Sent(f"{to} {key}" if key else "", said, self.text("revision"))


async def _form(request: Request) -> Form:
    return Form(fields(await request.body(), MOST_FIELDS))


Posted = Annotated[Form, Depends(_form)]
"""The submitted form; a route that takes it need not be async, so that it may wait for the store."""
