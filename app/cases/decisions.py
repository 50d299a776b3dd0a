"""What a named person decides after a talk, what follows when the employee disagrees, and deciding again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.cases.advice import AMOUNTS, Advice, amount_of
from app.cases.case import Agreed, Case, Day, Decision, Happened, How, Talk, WhyAgain, WhyOtherwise
from app.cases.transitions import Acting, refuse, stepped
from app.problems import AppError
from app.rulebook.in_force import day_of
from app.writing import misfit

LONGEST_NOTE = 500
LONGEST = timedelta(days=5 * 366)
"""How far ahead an arrangement may end: further is a slip of the pen."""
EARLIEST = timedelta(days=366)
"""How long before a case the talk or the first day may be: earlier is a slip of the pen too."""
Wrong = Iterator[tuple[str, str]]
"""A field, and what is wrong with it."""


def out_of_order(since: date, until: date, review: date) -> Wrong:
    if until < since:
        yield "until", "before_since"
    elif not since <= review <= until:
        yield "review", "not_between"


Fact = str
"""Something that is so of a decision, such as `how:agreed`, `days:none` or `reason:no_room`."""
NOT_TOGETHER: tuple[tuple[Fact, Fact, str], ...] = (
    ("how:employer", "days:proposed", "how"),
    ("how:employer", "reason:agreed_otherwise", "reasons"),
    ("differs:nothing", "reason:agreed_otherwise", "reasons"),
    ("days:some", "reason:site_not_safe", "reasons"),
    ("days:all", "reason:site_not_safe", "reasons"),
    ("requirements:met", "reason:site_not_safe", "reasons"),
    ("days:all", "reason:no_room", "reasons"),
    ("departs:more", "reason:no_room", "reasons"),
    ("days:all", "reason:now_possible_at_home", "reasons"),
    ("departs:more", "reason:now_possible_at_home", "reasons"),
    ("days:none", "reason:presence_needed", "reasons"),
    ("departs:fewer", "reason:presence_needed", "reasons"),
    ("reason:now_possible_at_home", "reason:presence_needed", "reasons"),
)
"""What does not go with what, and at which field that is told.

A decision that is otherwise than the advice, or than the employee wants, needs a reason as well (`unreasoned`).
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Hold what is chosen of a decision so far; None where nothing is."""

    how: How | None = None
    days: tuple[Day, ...] | None = None
    reasons: tuple[WhyOtherwise, ...] = ()
    period: tuple[date, date] | None = None


def contradictions(case: Case, advice: Advice, so_far: Chosen) -> Wrong:
    """Yield what in a decision does not go together, as a field and two facts, and where a reason is missing."""
    facts = frozenset(_facts(case, advice, so_far))
    for one, other, field in NOT_TOGETHER:
        if one in facts and other in facts:
            yield field, f"{one} {other}"
    if not so_far.reasons and so_far.how == "employer":
        yield "reasons", "missing"
    elif not so_far.reasons and facts & {"departs:more", "departs:fewer"}:
        yield "reasons", "departs"


def _facts(case: Case, advice: Advice, chosen: Chosen) -> Iterator[Fact]:
    if chosen.how:
        yield f"how:{chosen.how}"
    for reason in chosen.reasons:
        yield f"reason:{reason}"
    if chosen.days is None:
        return
    amount = amount_of(chosen.days)
    yield f"days:{amount}"
    as_proposed = (
        case.proposal is not None
        and set(chosen.days) == set(case.proposal.days)
        and (chosen.period == (case.proposal.since, case.proposal.until))
    )
    if as_proposed:
        yield "days:proposed"
    departs = advice.departs(amount)
    if departs:
        more = all(AMOUNTS.index(amount) > AMOUNTS.index(each) for each in advice.follows)
        yield "departs:more" if more else "departs:fewer"
    elif chosen.how and chosen.how != "employer" and (as_proposed or case.proposal is None):
        yield "differs:nothing"
    states = {each.state for amount in AMOUNTS for each in advice.requirements[amount]}
    if states == {"met"}:
        yield "requirements:met"


def decide(case: Case, agreed: Agreed, acting: Acting, *, advice: Advice) -> Case:
    """Raises AppError `forbidden`, `conflict` where something was decided already, and `invalid` with each field."""
    acting.check(case, "decide")
    if case.status == "decided":
        raise AppError("conflict", "expected a case that is not decided yet")
    return _decided(case, agreed, acting, advice=advice, what="decided")


def confirm(case: Case, talk: tuple[date, Talk], review: date, acting: Acting, *, advice: Advice) -> Case:
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
    return _decided(case, agreed, acting, advice=advice, what="confirmed")


def reopen(case: Case, why: WhyAgain, acting: Acting) -> Case:
    """Return a decided case in which a decision is to be taken again; raises AppError `conflict` for any other.

    What was decided before stays in it.
    """
    acting.check(case, "decide")
    last = case.events[-1]
    # Sent twice: what is so already is no conflict.
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


def _decided(case: Case, agreed: Agreed, acting: Acting, *, advice: Advice, what: Happened) -> Case:
    refuse([*_wrong(case, agreed, acting.step.today), *contradictions(case, advice, chosen_of(agreed))])
    person, kept = acting.person, advice.kept_with(agreed.terms.days)
    made = Decision(**dict(agreed), **kept, by=person.id, name=person.name, at=acting.at)
    changes = {"status": "decided", "asked": (), "talk": None, "handler": case.handler or person.id}
    return stepped(case, acting.step, what, agreed.how, decisions=(*case.decisions, made), **changes)


def chosen_of(agreed: Agreed) -> Chosen:
    terms = agreed.terms
    return Chosen(agreed.how, terms.days, agreed.reasons, (terms.since, terms.until))


def _wrong(case: Case, agreed: Agreed, today: date) -> Wrong:
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
