"""The employer's own record of what was decided: it stays when the employee withdraws, and tells nothing of them."""

from datetime import date, datetime, timedelta

from app.cases.case import Case, Edition, Frozen, How, Terms, WhyOtherwise
from app.cases.deadlines import holds_until
from app.cases.organisation import Retention


class Recorded(Frozen):
    """Hold one decision as the employer keeps it: `by` and `name` are who decided.

    Invariant: nothing is in it that the employee gave, and no free text. What is added to a decision is not added here.
    """

    how: How
    terms: Terms
    reasons: tuple[WhyOtherwise, ...]
    by: str
    name: str
    at: datetime


class RecordedReply(Frozen):
    """Hold one reply to a request as the employer keeps it: what it was and when; `by` and `name` are who gave it."""

    outcome: str
    day: date
    by: str
    name: str
    at: datetime


class Record(Frozen):
    """Hold what remains of a withdrawn case; `keep_until` is the last day on which it does.

    Whether it was a check or a tailored arrangement is not in it: that would tell what the employee had asked for. What
    the employer replied to a request is: under `edition` its words are found.
    """

    id: str
    code: str
    decisions: tuple[Recorded, ...]
    replies: tuple[RecordedReply, ...] = ()
    edition: Edition | None = None
    keep_until: date


def record_of(case: Case, retention: Retention, today: date) -> Record | None:
    """Return what remains once the employee withdraws: of a case in which nothing was decided nothing does.

    Of one that was opened again, or with which the employee disagrees, the decisions so far do. Nothing remains where
    the term of the record is over.
    """
    if not case.settled:
        return None
    until = holds_until(case.settled[-1]) + timedelta(days=retention.days_of_record)
    until = min(until, case.keep_until)  # also where the terms were made longer since: withdrawing keeps nobody longer
    kept = tuple(
        Recorded(how=each.how, terms=each.terms, reasons=each.reasons, by=each.by, name=each.name, at=each.at)
        for each in case.decisions
    )
    replies = tuple(
        RecordedReply(outcome=each.outcome, day=each.day, by=each.by, name=each.name, at=each.at)
        for each in case.replies
    )
    edition = case.edition if replies else None
    record = Record(id=case.id, code=case.code, decisions=kept, replies=replies, edition=edition, keep_until=until)
    return record if today <= until else None
