"""What a store of cases does; how is its own affair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from app.cases.case import Case, Kind, Status
from app.cases.record import Record
from app.problems import AppError

Done = Literal[
    "shared", "filled_in", "listed", "viewed", "taken", "passed_on", "asked", "answered", "stated", "decided",
    "disagreed", "reopened", "withdrawn", "erased", "purged", "exported", "printed", "signed_in", "signed_out",
    "refused", "account_added", "account_changed", "settings_changed", "invited", "talk_planned", "record_opened",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Hold one line of the audit trail: who did what, to which case; never what is in it."""

    at: datetime
    by: str
    done: Done
    case: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Say which cases are wanted, in which order, and which part of them.

    `manager` limits to the cases of one manager, `due_by` to those whose next step is due by a day, `after` to those
    received after a moment, or at that moment with a later id: what was erased meanwhile moves nothing.
    """

    status: Status | None = None
    verdict: str | None = None
    kind: Kind | None = None
    handler: str | None = None
    manager: str | None = None
    code: str | None = None
    due_by: date | None = None
    after: tuple[datetime, str] | None = None
    order: Literal["waiting", "received", "due"] = "waiting"
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True, slots=True)
class Found:
    """Hold a part of the wanted cases, and how many there are in all."""

    cases: Sequence[Case]
    total: int


@dataclass(frozen=True, slots=True)
class Name:
    """Name a case, or the record that is left of one: what programs call it, and what people do."""

    id: str
    code: str
    is_record: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """Name the record of a withdrawn case, and say until when it is kept: all that is told of it while it is sealed."""

    id: str
    code: str
    keep_until: date


@dataclass(frozen=True, slots=True)
class Head:
    """Hold the last line of the audit trail: its number, counted from 1, and what vouches for all lines up to it."""

    seq: int
    mac: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.mac}"


START = Head(0, "00" * 32)
"""The head of a trail without lines."""


class SentBefore(AppError):
    """Refuse a form that was sent before and said something else then: what it said first is kept."""

    def __init__(self) -> None:
        super().__init__("conflict", "expected the same values as when this form was sent before")


class ChangedSince(AppError):
    """Refuse to keep what was made of an older revision of a case."""

    def __init__(self) -> None:
        super().__init__("conflict", "somebody else changed this case since you opened it")


class Records(Protocol):
    """Keep what remains of withdrawn cases, each sealed with its own key."""

    def all(self) -> Sequence[Sealed]:
        """Return all records, those first that go first."""
        ...

    def sealed(self, id: str) -> Sealed | None:
        """Return what may be told of a record without a line of the audit trail."""
        ...

    def open(self, id: str, line: AuditEntry) -> Record:
        """Open a record once the line is kept that says who did; raises AppError `not_found`."""
        ...


class Store(Protocol):
    """Keep the cases of one organisation; cases of another do not exist here.

    Every change is one transaction with its line of the audit trail: both are kept, or neither. A change that cannot
    be kept raises AppError `unavailable`.
    """

    def add(self, case: Case, line: AuditEntry, key: str = "") -> Case:
        """Keep a new case. Under a `key` that was used before, return the case that was kept then and keep nothing.

        Raises SentBefore where something else was said under that key.
        """
        ...

    def read(self, id: str, line: AuditEntry | None = None) -> Case:
        """Keep the line, if any, that it was looked at; raises AppError `not_found`."""
        ...

    def save(self, case: Case, line: AuditEntry) -> Case:
        """Raises ChangedSince where it is not the revision that was read."""
        ...

    @property
    def records(self) -> Records: ...

    def withdraw(self, case: Case, record: Record | None, line: AuditEntry) -> None:
        """Leave nothing of a case but this record of it; one that stops halfway is finished as with `erase`.

        Raises ChangedSince where it is not the revision that was read, and AppError `not_found`.
        """
        ...

    def erase(self, id: str, line: AuditEntry) -> None:
        """Leave nothing of a case and its record to read, also not in older copies; raises AppError `not_found`.

        One that stops halfway is finished when the store is opened again.
        """
        ...

    def find(self, query: Asked) -> Found: ...

    def every(self) -> Iterator[Case]:
        """Yield all cases, oldest first."""
        ...

    def altered(self) -> Sequence[Name]:
        """Return what is kept that somebody altered in the database; reading it raises AppError `unavailable`."""
        ...

    def past(self, day: date) -> Sequence[Name]:
        """Return the cases and records that should no longer be kept on this day."""
        ...

    def unreadable(self) -> Sequence[Name]:
        """Return what is kept of which the key is gone: it was erased after the copy was made that was put back."""
        ...

    def named(self, code: str) -> Name:
        """Return the case or record of a code, also where it cannot be read any more; raises AppError `not_found`."""
        ...

    def note(self, line: AuditEntry) -> None:
        """Keep a line of the audit trail that belongs to no change."""
        ...

    def look(self, line: AuditEntry) -> None:
        """Keep a line that somebody looked; where it cannot be kept now the log tells it, so that reading goes on."""
        ...

    def trail(self, case: str | None = None) -> Iterator[AuditEntry]:
        """Yield the lines of the audit trail, oldest first, of one case where it is named."""
        ...

    def broken_at(self) -> int | None:
        """Return the number of the first line that is missing or was altered; None where each vouches for the next.

        That the last lines are gone shows only beside a `head` that was kept elsewhere.
        """
        ...

    def steps_back(self) -> int:
        """Return how many lines have a time that is more than a minute before that of the line above them."""
        ...

    def head(self, seq: int | None = None) -> Head | None:
        """Return the last line of the audit trail, or the one of this number; None where there is none of it."""
        ...
