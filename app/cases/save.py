"""Keep what a step makes of a case: once for each form, and only where nobody was first with what it rests on."""

from collections.abc import Callable
from dataclasses import dataclass

from app.cases.case import Case
from app.cases.ids import digest_of
from app.cases.repository import AuditEntry, Store
from app.problems import AppError

ATTEMPTS = 3
"""How often a step is taken anew where somebody else changed the case in between."""


class SentBefore(AppError):
    """Refuse a form that was sent before and said something else then: what it said first is kept."""

    def __init__(self) -> None:
        super().__init__("conflict", "expected the same values as when this form was sent before")


@dataclass(frozen=True, slots=True)
class Sent:
    """Hold a form: the key that no other has, all that was filled in, and the revision of the case it was made for.

    Without a revision it stands beside whatever else happens to the case; without a key it is a new one each time.
    """

    key: str = ""
    said: str = ""
    revision: str = ""

    @property
    def mark(self) -> str:
        """Return what is kept of it: digests, of the key and of what was said, from which neither can be read."""
        return f"{digest_of(self.key)}.{digest_of(self.key + self.said)}" if self.key else ""

    def is_kept_in(self, case: Case) -> bool:
        """Say whether this very form was kept in a case; raises SentBefore where it said something else then."""
        mark = self.mark
        found = next((each.form for each in case.events if mark and each.form[:64] == mark[:64]), None)
        if found is not None and found != mark:
            raise SentBefore
        return found is not None

    def marked(self, case: Case) -> Case:
        """Return a case whose last event is known to be of this form; raises AppError `conflict` for another revision.

        `case` is what a step made of the revision that the form should name.
        """
        if self.revision not in ("", str(case.revision)):
            raise AppError("conflict", "somebody else changed this case since you opened it")
        last = case.events[-1].model_copy(update={"form": self.mark})
        return case.but(events=(*case.events[:-1], last))


NO_FORM = Sent()


def keep(store: Store, case: Case, step: Callable[[Case], Case], line: AuditEntry, *, sent: Sent = NO_FORM) -> Case:
    """Keep the changed case with its line, and return it; what is so already is not kept again.

    Raises AppError `conflict` where somebody else was first, SentBefore, and whatever else the step refuses.
    """
    for attempt in range(ATTEMPTS):
        if sent.is_kept_in(case):
            return case
        try:
            after = step(case)
            return case if after is case else store.save(sent.marked(after), line)
        except AppError as error:
            if error.code != "conflict" or attempt == ATTEMPTS - 1:
                raise
        case = store.read(case.id)
    return case
