"""What an employee can do with a case that they shared: open it, answer again, say that they do not agree."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.cases.case import Case, Event, Happened, Link, Party
from app.cases.deadlines import with_deadlines
from app.cases.ids import opens
from app.cases.organisation import Retention
from app.cases.submit import Submitted, answer_by, statement
from app.problems import AppError
from app.rulebook.model import Rulebook

OPEN = ("received", "in_hand", "waiting")
"""As long as nothing was decided, answers can be given anew."""


def is_opened_by(case: Case, secret: str, today: date, party: Party = "employee") -> bool:
    # Every link is tried, so that the time does not tell which one fits.
    tried = [opens(secret, link.digest) and (link.until is None or today <= link.until) for link in _links(case, party)]
    return any(tried)


def _links(case: Case, party: Party) -> list[Link]:
    return [link for link in case.links if link.party == party]


def can_answer(case: Case) -> bool:
    """Also where HR filled in the answers so far."""
    return case.kind == "check" and case.status in OPEN and case.said is not None


def to_answer(case: Case) -> dict[str, Any]:
    """Return the answers so far without those that were asked for: these are asked again."""
    return {q: answer for q, answer in case.answers.items() if q not in case.asked}


def can_fill_in_again(case: Case) -> bool:
    """Say whether HR can answer again: only what it filled in itself, and the employee did not answer since."""
    return can_answer(case) and case.origin == "hr" and case.said_by("employee") is None


def answer_again(case: Case, rulebook: Rulebook, answers: Mapping[str, Any], about: Submitted) -> Case:
    """Return the case with a new statement of the employee, or of HR for them, whole, beside the earlier ones.

    It is the same case where it says this already and nothing was asked.
    `about` says when and by whom, and who it is about where that changes; the language stays. Raises AppError
    `conflict` where nothing can be answered any more, where these are other criteria, or where something is unanswered.
    """
    if not (can_answer(case) if about.origin == "employee" else can_fill_in_again(case)):
        raise AppError("conflict", "expected a check that can still be answered, found another case")
    if case.edition is None or case.edition.digest != rulebook.digest:
        raise AppError("conflict", "expected the criteria under which this case was shared, found others")
    said, verdict = statement(rulebook, answers, about)
    if case.said and case.said.answers == said.answers and case.who == about.who and not case.asked:
        return case
    changed = _happened(case, "answered", about.now, about.by or about.origin)
    status = "in_hand" if case.handler else "received"
    statements = (*case.statements, said)
    told = {"verdict": verdict, "answer_by": answer_by(rulebook, said.answers)}
    changed = changed.but(status=status, asked=(), statements=statements, who=about.who, **told)
    return with_deadlines(changed, about.retention)


def can_disagree(case: Case) -> bool:
    return case.status == "decided"


def disagree(case: Case, now: datetime, retention: Retention) -> Case:
    """Raises AppError `conflict` where nothing was decided."""
    if not can_disagree(case):
        raise AppError("conflict", "expected a case in which something was decided, found another")
    return with_deadlines(_happened(case, "disagreed", now).but(status="disagreed"), retention)


def _happened(case: Case, what: Happened, now: datetime, by: str = "employee") -> Case:
    event = Event(at=now, by=by, what=what)
    return case.but(changed=now, events=(*case.events, event))
