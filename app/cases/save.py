"""Keep what a step makes of a case: once for each form, and only where nobody was first with what it rests on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.cases.case import Case
from app.cases.ids import digest_of
from app.cases.repository import AuditEntry, ChangedSince, SentBefore, Store
from app.problems import AppError

ATTEMPTS = 3
"""How often a step is taken where somebody else changed the case in between."""
T = TypeVar("T")


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
        # The key is in both, so that equal answers of two people do not look equal.
        return f"{digest_of(self.key)}.{digest_of(self.key + self.said)}" if self.key else ""

    def is_kept_in(self, case: Case) -> bool:
        """Raises SentBefore where the form said something else then."""
        mark = self.mark
        # The first 64 characters are the digest of the key, which is the same whatever the form said.
        kept = next((each.form for each in case.events if mark and each.form[:64] == mark[:64]), None)
        if kept is not None and kept != mark:
            raise SentBefore
        return kept is not None

    def marked(self, case: Case) -> Case:
        """Return a case whose last event is known to be of this form; raises ChangedSince for another revision.

        `case` is what a step made of the revision that the form should name.
        """
        if self.revision not in ("", str(case.revision)):
            raise ChangedSince
        last = case.events[-1].model_copy(update={"form": self.mark})
        return case.but(events=(*case.events[:-1], last))


NO_FORM = Sent()


def keep(store: Store, case: Case, step: Callable[[Case], Case], line: AuditEntry, *, sent: Sent = NO_FORM) -> Case:
    """Keep the changed case with its line, and return it; what is so already is not kept again.

    Raises AppError `conflict` where somebody else was first, SentBefore, and whatever else the step refuses.
    """

    def once(now: Case) -> Case:
        if sent.is_kept_in(now):
            return now
        after = step(now)
        return now if after is now else store.save(sent.marked(after), line)

    return taken_anew(store, case, once)


def taken_anew(store: Store, case: Case, attempt: Callable[[Case], T]) -> T:
    """Return what an attempt makes of a case; where it conflicts, of the case as it is then, ATTEMPTS times in all."""
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt(case)
        except AppError as error:
            if error.code != "conflict":
                raise
        case = store.read(case.id)
    return attempt(case)
