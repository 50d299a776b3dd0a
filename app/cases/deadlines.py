"""By when the next step of a case is to be taken, and how long a case is kept."""

from datetime import date, timedelta

from app.cases.case import Case, Decision, Reply
from app.cases.organisation import Retention
from app.rulebook.in_force import day_of

ANSWER_WITHIN = timedelta(days=14)
"""How soon somebody should take the next step where no date was agreed."""


def with_deadlines(case: Case, retention: Retention) -> Case:
    return case.but(due=due(case), keep_until=keep_until(case, retention))


def due(case: Case) -> date | None:
    """Return None once a request is replied to: nothing is to be looked at again."""
    if case.status == "decided" and case.decision:
        return case.decision.terms.review
    if case.status == "disagreed" and case.talk:
        return case.talk
    if case.status == "decided":
        return None
    return last_day_to_answer(case) or day_of(case.changed) + ANSWER_WITHIN


def last_day_to_answer(case: Case) -> date | None:
    """Return the day that the rulebook names for an answer, while nothing was decided."""
    return case.answer_by if case.status in ("received", "in_hand", "waiting") else None


def keep_until(case: Case, retention: Retention) -> date:
    """Return the last day on which a case is kept.

    That is some days after the decision or the end of what was arranged, whichever is later. Where no decision stands,
    or the employee disagrees with it, it is not before some days after the last step: nobody waits for what is gone.
    """
    days = []
    if case.settled:
        days.append(holds_until(case.settled[-1]) + timedelta(days=retention.decided_days))
    if case.status != "decided":
        days.append(day_of(case.changed) + timedelta(days=retention.idle_days))
    return max(days)


def holds_until(settled: Decision | Reply) -> date:
    """Return the day after which nothing of it goes on: that of a reply, or the last of what was arranged."""
    day = day_of(settled.at)
    return max(day, settled.terms.until) if isinstance(settled, Decision) else day
