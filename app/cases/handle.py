"""Who handles a case: somebody takes it, or passes it on to a colleague."""

from dataclasses import dataclass
from datetime import datetime

from app.cases.case import Case, Event
from app.cases.due import settled
from app.cases.employer import Retention
from app.cases.people import Person
from app.problems import AppError


@dataclass(frozen=True, slots=True)
class Step:
    """Hold who takes a step, when (aware), and how long the organisation keeps cases."""

    by: Person
    now: datetime
    retention: Retention


def take(case: Case, step: Step) -> Case:
    """Return the case as its new handler has it; itself where they have it already."""
    return _handled(case, step.by, step, Event(at=step.now, by=step.by.id, what="taken"))


def pass_on(case: Case, to: Person, step: Step) -> Case:
    """Return the case as a colleague has it; itself where they have it already."""
    return _handled(case, to, step, Event(at=step.now, by=step.by.id, what="passed_on", about=to.id))


def _handled(case: Case, handler: Person, step: Step, event: Event) -> Case:
    """Only the first time is a step with the case: passing it around makes nobody's wait start again."""
    if not handler.may("work_on_cases"):
        raise AppError("invalid", "expected a person who works on cases")
    if case.handler == handler.id:
        return case
    first = {"status": "in_hand", "changed": step.now} if case.status == "received" else {}
    changed = case.but(handler=handler.id, events=(*case.events, event), **first)
    return settled(changed, step.retention)
