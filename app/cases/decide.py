"""What a named person decides after a talk, what follows when the employee disagrees, and deciding again."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.cases.case import Agreed, Case, Decision, Happened, How, Talk, WhyAgain, WhyOtherwise
from app.cases.steps import Acting, refuse, stepped
from app.problems import AppError
from app.rulebook.standing import day_of
from app.writing import misfit

LONGEST_NOTE = 500
LONGEST = timedelta(days=5 * 366)
"""How far ahead an arrangement may end: further is a slip of the pen."""
EARLIEST = timedelta(days=366)
"""How long before a case the talk or the first day may be: earlier is a slip of the pen too."""
Wrong = Iterator[tuple[str, str]]
"""A field, and what is wrong with it."""


def out_of_order(since: date, until: date, review: date) -> Wrong:
    """Yield what is wrong with the order of the days of an arrangement."""
    if until < since:
        yield "until", "before_since"
    elif not since <= review <= until:
        yield "review", "not_between"


def unreasoned(how: How | None, reasons: Sequence[WhyOtherwise]) -> Wrong:
    """Yield what is wrong where the employer decides otherwise than the employee wants and does not say why."""
    if how == "employer" and not reasons:
        yield "reasons", "missing"


def decide(case: Case, agreed: Agreed, acting: Acting) -> Case:
    """Return the case with a decision.

    Raises AppError `forbidden`, `conflict` where something was decided already, and `invalid` with each field.
    """
    acting.check(case, "decide")
    if case.status == "decided":
        raise AppError("conflict", "expected a case that is not decided yet")
    return _decided(case, agreed, acting, "decided")


def confirm(case: Case, talk: tuple[date, Talk], review: date, acting: Acting) -> Case:
    """Return the case in which the last decision stays as it is after another talk, until another review.

    Raises the same as `decide`, and `conflict` where nothing was decided or it was opened again.
    """
    acting.check(case, "decide")
    last = case.decision
    if last is None:
        raise AppError("conflict", "expected a case in which something was decided")
    refuse(list(out_of_order(last.terms.since, last.terms.until, review)))
    terms = last.terms.model_copy(update={"review": review})
    kept = {name: getattr(last, name) for name in ("how", "reasons", "note")}
    agreed = Agreed(**kept, terms=terms, talked_on=talk[0], talked_how=talk[1])
    return _decided(case, agreed, acting, "confirmed")


def reopen(case: Case, why: WhyAgain, acting: Acting) -> Case:
    """Return a decided case in which a decision is to be taken again; raises AppError `conflict` for any other.

    What was decided before stays in it.
    """
    acting.check(case, "decide")
    last = case.events[-1]
    if (last.what, last.by, last.about) == ("reopened", acting.person.id, why):
        return case
    if case.status != "decided":
        raise AppError("conflict", "expected a case that is decided")
    return stepped(case, acting.step, "reopened", why, status="in_hand", handler=acting.person.id)


def note_disagreement(case: Case, acting: Acting) -> Case:
    """Return a decided case of an employee who told a person that they do not agree; raises AppError `conflict`.

    It is the same as when they say so themselves, which not everybody can: who has no device has no link.
    """
    acting.check(case, "decide")
    if case.status != "decided":
        raise AppError("conflict", "expected a case that is decided")
    return stepped(case, acting.step, "disagreed", status="disagreed")


def plan_talk(case: Case, day: date, acting: Acting) -> Case:
    """Return a case with which the employee disagrees, with the day of a new talk; raises AppError `conflict`."""
    acting.check(case, "decide")
    if case.status != "disagreed":
        raise AppError("conflict", "expected a case with which the employee disagrees")
    refuse([("day", "past")] if day < acting.step.today else [])
    if case.talk == day:
        return case
    handler = case.handler or acting.person.id
    return stepped(case, acting.step, "talk_planned", day.isoformat(), talk=day, handler=handler)


def _decided(case: Case, agreed: Agreed, acting: Acting, what: Happened) -> Case:
    refuse(list(_wrong(case, agreed, acting.step.today)))
    person = acting.person
    made = Decision(**dict(agreed), by=person.id, name=person.name, at=acting.at)
    changes = {"status": "decided", "asked": (), "talk": None, "handler": case.handler or person.id}
    return stepped(case, acting.step, what, agreed.how, decisions=(*case.decisions, made), **changes)


def _wrong(case: Case, agreed: Agreed, today: date) -> Wrong:
    yield from unreasoned(agreed.how, agreed.reasons)
    if agreed.note and case.kind == "arrangement":
        yield "note", "not_here"
    wrong = misfit(agreed.note, LONGEST_NOTE, optional=True)
    if wrong and agreed.note not in (each.note for each in case.decisions):  # what was kept before stays
        yield "note", wrong
    if agreed.talked_on > today:
        yield "talked_on", "not_yet"
    elif agreed.talked_on < _talked_since(case):
        yield "talked_on", "before_disagreement"
    elif agreed.talked_on < day_of(case.received) - EARLIEST:
        yield "talked_on", "too_early"
    if agreed.terms.since < day_of(case.received) - EARLIEST:
        yield "since", "too_early"
    if agreed.terms.review < today:
        yield "review", "past"
    if agreed.terms.until > today + LONGEST:
        yield "until", "too_far"


def _talked_since(case: Case) -> date:
    """Return the day since which a talk counts: a disagreement asks for a new one."""
    if case.status != "disagreed":
        return date.min
    return max((day_of(each.at) for each in case.events if each.what == "disagreed"), default=date.min)
