"""A step in a case: who takes it and when, and the line that it adds to the timeline."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.cases.accounts import Person
from app.cases.case import Case, Event, Happened
from app.cases.deadlines import with_deadlines
from app.cases.organisation import Retention
from app.permissions import May
from app.problems import AppError, InputProblem
from app.rulebook.in_force import day_of


@dataclass(frozen=True, slots=True)
class Actor:
    """Hold who takes a step, a person's id or a party, when (aware), and how long cases are kept."""

    by: str
    at: datetime
    retention: Retention

    @property
    def today(self) -> date:
        return day_of(self.at)


@dataclass(frozen=True, slots=True)
class Acting:
    """Hold the named person who takes a step."""

    person: Person
    at: datetime
    retention: Retention

    @property
    def step(self) -> Actor:
        return Actor(self.person.id, self.at, self.retention)

    def check(self, case: Case, what: May) -> None:
        """Raises AppError `forbidden` where they may not do this in this case."""
        if not (self.person.may(what) and self.person.may_see(case)):
            raise AppError("forbidden", "your account may not do this")


def stepped(case: Case, step: Actor, what: Happened, about: str = "", **changes: Any) -> Case:
    """Return the case after a step: with these changes, one more event, and the days that follow from it."""
    event = Event(at=step.at, by=step.by, what=what, about=about)
    return with_deadlines(case.but(**changes, changed=step.at, events=(*case.events, event)), step.retention)


def refuse(problems: list[tuple[str, str]]) -> None:
    """Raise AppError `invalid` where there are problems: each a field and what is wrong with it.

    What is wrong is a word, or the two things that do not go together.
    """
    if problems:
        errors = [InputProblem(f"/{field}", code, _detail(field, code)) for field, code in problems]
        pairs = [each.detail for each in errors if " " in each.code]
        raise AppError("invalid", "; ".join(["expected other values in this form", *pairs]), errors)


def _detail(field: str, code: str) -> str:
    one, _, other = code.partition(" ")
    return f"`{one}` does not go with `{other}`" if other else f"expected another value for `{field}`"


def take(case: Case, acting: Acting) -> Case:
    """Return the case itself where they have it already."""
    return _handled(case, acting.person, acting, Event(at=acting.at, by=acting.person.id, what="taken"))


def pass_on(case: Case, to: Person, acting: Acting) -> Case:
    """Return the case itself where the colleague has it already."""
    return _handled(case, to, acting, Event(at=acting.at, by=acting.person.id, what="passed_on", about=to.id))


def _handled(case: Case, handler: Person, acting: Acting, event: Event) -> Case:
    if not handler.may("work_on_cases"):
        raise AppError("invalid", "expected a person who works on cases")
    if case.handler == handler.id:
        return case
    # Only the first time counts as a step: passing a case around must not start anybody's wait again.
    first = {"status": "in_hand", "changed": acting.at} if case.status == "received" else {}
    changed = case.but(handler=handler.id, events=(*case.events, event), **first)
    return with_deadlines(changed, acting.retention)
