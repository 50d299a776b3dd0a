"""What is known of a case that somebody shared, as far as sentences about it rest on that."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.cases.case import Case, Decision
from app.cases.organisation import Employer
from app.cases.questions import open_to_hr
from app.cases.submit import as_hr
from app.cases.work_list import is_for
from app.rulebook.in_force import day_of
from app.rulebook.model import Rulebook
from app.rulebook.variants import asks_about_person


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Hold what is known of a case on a day.

    `book` is None for an arrangement and where the edition is not here; `decision` is the one that is spoken of, with
    what stood beside it; `worker` is the id of whoever of HR reads this, empty for anybody else.
    """

    case: Case
    today: date
    book: Rulebook | None = None
    decision: Decision | None = None
    employer: Employer | None = None
    worker: str = ""

    @property
    def is_theirs(self) -> bool:
        """Say whether the reader takes the next step."""
        return bool(self.worker) and is_for(self.case, self.worker)

    @property
    def only_work(self) -> bool:
        """Say whether something about the person may have been left out of what HR sees."""
        return self.case.kind == "check" and (self.book is None or asks_about_person(self.book))

    @property
    def has_no_edition(self) -> bool:
        return self.case.kind == "check" and self.book is None

    @property
    def is_answered(self) -> bool:
        """Say whether there is advice for HR and no question is open."""
        if self.book is None or open_to_hr(self.case, self.book):
            return False
        return as_hr(self.book, self.case.answers).verdict is not None

    def talks(self, *, past: bool) -> bool:
        """Say whether a new talk is planned on a day that has gone by, or on one that has not."""
        return self.case.talk is not None and (self.case.talk < self.today) == past

    @property
    def replied(self) -> Literal["in_order", "short", "not_known"] | None:
        """Say how a request was replied to: with its duties met, with one open, or with one of which nobody can say."""
        reply = self.case.reply if self.case.status == "decided" else None
        if reply is None:
            return None
        return "short" if reply.open else "not_known" if reply.not_known else "in_order"

    def decided(self, **fields: Any) -> bool:
        return self.decision is not None and all(getattr(self.decision, name) == fields[name] for name in fields)

    def is_on_site(self, *, waits: bool) -> bool:
        """Say whether the decision has days on site that wait, or do not wait, for something to be in order."""
        return self.decision is not None and bool(self.decision.terms.days) and bool(self.decision.unmet) == waits

    @property
    def has_own_policy(self) -> bool:
        """Say whether the criteria were the employer's own policy when this was decided."""
        return bool(self.decision and self.employer and self.employer.has_policy_on(day_of(self.decision.at)))
