"""The work list: what somebody is to look at, and by when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.cases.case import Case, Status
from app.cases.deadlines import last_day_to_answer
from app.cases.submit import as_hr, rulebook_of
from app.engine.reasons import Reason
from app.rulebook.library import Library
from app.rulebook.model import Rulebook

NextAction = Literal["take", "talk", "answer", "look_again", "talk_again", "nothing"]
"""Take the case; talk with the employee and decide; answer what was asked; look again at what was agreed; talk anew.

Nothing is left to do once a request is replied to.
"""
STEPS: dict[Status, NextAction] = {
    "received": "take",
    "in_hand": "talk",
    "waiting": "answer",
    "decided": "look_again",
    "disagreed": "talk_again",
}


def next_step(case: Case) -> NextAction:
    return "nothing" if case.status == "decided" and case.reply else STEPS[case.status]


def is_for(case: Case, person: str) -> bool:
    """An answer is for the employee, a new case for anybody."""
    return case.status != "waiting" and case.handler in ("", person)


AHEAD = timedelta(days=42)
"""How far ahead the work list looks."""
What = Literal["answer", "disagreement", "review", "ends", "temporary"]


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one line: what is to be looked at by which day; `about` names the criterion whose reason is temporary."""

    due: date
    what: What
    case: Case
    rulebook: Rulebook | None = None
    about: str = ""


def work_list(cases: Iterable[Case], library: Library, today: date) -> list[Item]:
    """Return what is due within six weeks in these cases, overdue and earliest first."""
    items = (item for case in cases for item in _items(case, library))
    return sorted((item for item in items if item.due <= today + AHEAD), key=lambda item: (item.due, item.case.code))


def _items(case: Case, library: Library) -> Iterator[Item]:
    if last_day := last_day_to_answer(case):
        yield Item(last_day, "answer", case)
    if case.status == "disagreed" and case.due:
        yield Item(case.due, "disagreement", case)
    if case.status == "decided" and case.decision:
        terms = case.decision.terms
        if terms.review < terms.until:
            yield Item(terms.review, "review", case)
        yield Item(terms.until, "ends", case)
        yield from _temporary(case, terms.review, library)


def _temporary(case: Case, due: date, library: Library) -> Iterator[Item]:
    book = rulebook_of(case, library)
    for reason in as_hr(book, case.answers).reasons if book else ():
        if book and rests_on_what_can_change(book, reason):
            yield Item(due, "temporary", case, book, reason.criterion)


def rests_on_what_can_change(rulebook: Rulebook, reason: Reason) -> bool:
    changes = ((rulebook.questions[q].can_be_changed, answer) for q, answer in reason.because.items())
    return any(change and answer not in change.to for change, answer in changes)
