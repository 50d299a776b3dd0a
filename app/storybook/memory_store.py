"""Cases and accounts in memory, to look at: what somebody changes is answered as if it were kept, and is not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.cases.accounts import UNCHANGED, Opening, Person, Session
from app.cases.api_keys import ApiKey
from app.cases.case import Case
from app.cases.record import Record
from app.cases.repository import Asked, AuditEntry, Found, Head, Name, Sealed
from app.problems import AppError

FORM_KEY = "specimen"


class Drawer:
    """Show records of withdrawn cases."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = {record.id: record for record in records}

    def all(self) -> Sequence[Sealed]:
        """Return all records."""
        return [Sealed(each.id, each.code, each.keep_until) for each in self._records.values()]

    def sealed(self, id: str) -> Sealed | None:
        """Return the record of a case without opening it."""
        return next((each for each in self.all() if each.id == id), None)

    def open(self, id: str, line: AuditEntry) -> Record:
        """Open a record; raises AppError `not_found`."""
        if id not in self._records:
            raise AppError("not_found", "expected the record of a withdrawn case, found none")
        return self._records[id]


class MemoryStore:
    """Show cases as a store does."""

    def __init__(self, cases: Iterable[Case], records: Iterable[Record] = ()) -> None:
        self._cases = {case.id: case for case in cases}
        self.records = Drawer(records)

    def add(self, case: Case, line: AuditEntry, key: str = "") -> Case:
        """Return the case as if it were kept."""
        return case.but(revision=1)

    def read(self, id: str, line: AuditEntry | None = None) -> Case:
        """Return a case; raises AppError `not_found`."""
        if id not in self._cases:
            raise AppError("not_found", "expected a case, found none")
        return self._cases[id]

    def save(self, case: Case, line: AuditEntry) -> Case:
        """Return the changed case as if it were kept."""
        return case.but(revision=case.revision + 1)

    def withdraw(self, case: Case, record: Record | None, line: AuditEntry) -> None:
        """Leave everything as it is."""

    def erase(self, id: str, line: AuditEntry) -> None:
        """Leave everything as it is."""

    def find(self, asked: Asked) -> Found:
        """Return the cases that are asked for."""
        found = sorted((case for case in self._cases.values() if _is_asked(case, asked)), key=_ORDERS[asked.order])
        return Found(found[asked.offset : asked.offset + asked.limit], len(found))

    def every(self) -> Iterator[Case]:
        """Yield all cases."""
        yield from self._cases.values()

    def past(self, day: date) -> Sequence[Name]:
        """Return no case."""
        return ()

    def unreadable(self) -> Sequence[Name]:
        """Return no case."""
        return ()

    def altered(self) -> Sequence[Name]:
        """Return no case."""
        return ()

    def named(self, code: str) -> Name:
        """Return the case of a code; raises AppError `not_found`."""
        for case in self.find(Asked(code=code)).cases:
            return Name(case.id, case.code)
        raise AppError("not_found", "expected the code of a case, found none of that code")

    def note(self, line: AuditEntry) -> None:
        """Keep no line."""

    def look(self, line: AuditEntry) -> None:
        """Keep no line."""

    def trail(self, case: str | None = None) -> Iterator[AuditEntry]:
        """Yield no line."""
        yield from ()

    def broken_at(self) -> int | None:
        """Find nothing wrong."""
        return None

    def steps_back(self) -> int:
        """Find nothing wrong."""
        return 0

    def head(self, seq: int | None = None) -> Head | None:
        """Return no line."""
        return None


_ORDERS = {
    "waiting": lambda case: (case.changed.isoformat(), case.id),
    "received": lambda case: (case.received.isoformat(), case.id),
    "due": lambda case: ((case.due or date.max).isoformat(), case.id),
}


def _is_asked(case: Case, asked: Asked) -> bool:
    wanted = {name: getattr(asked, name) for name in ("status", "kind", "handler", "manager", "code")}
    said = all(value is None or getattr(case, name) == value for name, value in wanted.items())
    out = asked.verdict is None or (case.verdict or "") == asked.verdict
    return said and out and (asked.due_by is None or (case.due is not None and case.due <= asked.due_by))


@dataclass(frozen=True, slots=True)
class Staff:
    """Show accounts; the secret of somebody who is signed in is the name of their seat."""

    seats: Mapping[str, Person]

    def add(self, person: Person, password_hash: str, totp: bytes, line: AuditEntry | None = None) -> None:
        """Keep nothing; raises AppError `conflict` where the login is taken."""
        if self.of_login(person.login):
            raise AppError("conflict", "expected a login that is not in use")

    def change(self, person: Person, opening: Opening = UNCHANGED, line: AuditEntry | None = None) -> None:
        """Keep nothing."""

    def of_login(self, login: str) -> tuple[Person, str, bytes] | None:
        """Return an account that no password opens, with codes unless it is new."""
        found = next((person for person in self.all() if person.login == login), None)
        return None if found is None else (found, "", b"" if found.fresh else b"specimen")

    def use_step(self, person: str, step: int) -> bool:
        """Use up nothing."""
        return False

    def person(self, id: str) -> Person | None:
        """Return an account."""
        return next((person for person in self.all() if person.id == id), None)

    def all(self) -> tuple[Person, ...]:
        """Return all accounts, by name."""
        return tuple(sorted(self.seats.values(), key=lambda person: person.name))

    def begin(self, person: str, at: datetime, line: AuditEntry | None = None, *, instead_of: str = "") -> str:
        """Return the seat of somebody."""
        return next((seat for seat, each in self.seats.items() if each.id == person), "")

    def session(self, secret: str, at: datetime) -> Session | None:
        """Return who sits there."""
        person = self.seats.get(secret)
        return None if person is None or not person.active else Session(person, at, at, FORM_KEY)

    def forget_past(self, at: datetime) -> None:
        """Leave everybody where they are."""

    def end(self, secret: str, line: AuditEntry | None = None) -> None:
        """Leave everybody where they are."""


class NoKeys:
    """Show no key of a program."""

    def add(self, key: ApiKey, secret: str, line: AuditEntry) -> None:
        """Keep nothing."""

    def of(self, id: str, secret: str) -> ApiKey | None:
        """Return no key."""
        return None

    def used(self, key: ApiKey, day: date) -> None:
        """Keep nothing."""

    def revoke(self, id: str, line: AuditEntry) -> None:
        """Keep nothing."""

    def all(self) -> tuple[ApiKey, ...]:
        """Return no key."""
        return ()
