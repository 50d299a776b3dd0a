"""What a submitted form of somebody who works with cases says, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from app.web.questionnaire import fields
from app.web.terms import read_date

MOST_KEPT = 20_000
"""How many letters of a field are read."""
T = TypeVar("T", bound=str)
PARTS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Form:
    """Hold the fields of a form; nothing in them has been checked yet."""

    fields: Mapping[str, list[str]]

    def text(self, name: str) -> str:
        """Return what stands in a field, without spaces around it; empty where there is none."""
        return self.fields.get(name, [""])[-1].strip()[:MOST_KEPT]

    def all(self, name: str) -> list[str]:
        """Return everything that was chosen under a name."""
        return self.fields.get(name, [])

    def chosen(self, name: str, known: Iterable[T]) -> T | None:
        """Return the one of the known values that was chosen, None for anything else."""
        return next((each for each in known if self.all(name) == [each]), None)

    def day(self, name: str) -> date | str:
        """Return the day in three fields, or what is wrong with it: `missing`, `incomplete` or `unreal`."""
        day, month, year = (self.text(f"{name}-{part}") for part in PARTS)
        return read_date((day, month, year))


async def _form(request: Request) -> Form:
    return Form(fields(await request.body()))


Posted = Annotated[Form, Depends(_form)]
"""The submitted form, as a parameter of a route."""
