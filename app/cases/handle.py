"""Who handles a case: somebody takes it, or passes it on to a colleague."""

from app.cases.case import Case, Event
from app.cases.due import settled
from app.cases.people import Person
from app.cases.steps import Acting
from app.problems import AppError


def take(case: Case, acting: Acting) -> Case:
    """Return the case as its new handler has it; itself where they have it already."""
    return _handled(case, acting.person, acting, Event(at=acting.at, by=acting.person.id, what="taken"))


def pass_on(case: Case, to: Person, acting: Acting) -> Case:
    """Return the case as a colleague has it; itself where they have it already."""
    return _handled(case, to, acting, Event(at=acting.at, by=acting.person.id, what="passed_on", about=to.id))


def _handled(case: Case, handler: Person, acting: Acting, event: Event) -> Case:
    """Only the first time is a step with the case: passing it around makes nobody's wait start again."""
    if not handler.may("work_on_cases"):
        raise AppError("invalid", "expected a person who works on cases")
    if case.handler == handler.id:
        return case
    first = {"status": "in_hand", "changed": acting.at} if case.status == "received" else {}
    changed = case.but(handler=handler.id, events=(*case.events, event), **first)
    return settled(changed, acting.retention)
