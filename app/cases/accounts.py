"""Who works with cases, and what they may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.cases.case import Case
from app.cases.repository import AuditEntry
from app.permissions import MAY, May, Role


@dataclass(frozen=True, slots=True)
class Person:
    """Hold somebody with an account: `login` is what they sign in with, `name` what others read.

    `fresh` is somebody who did not choose a password yet: they can do nothing else before.
    """

    id: str
    login: str
    name: str
    roles: frozenset[Role]
    active: bool = True
    fresh: bool = False

    def may(self, what: May) -> bool:
        return self.active and any(what in MAY[role] for role in self.roles)

    def may_see(self, case: Case) -> bool:
        """A case that they may not see does not exist for them."""
        return self.may("work_on_cases") or (self.may("see_cases") and case.manager == self.id)


@dataclass(frozen=True, slots=True)
class Opening:
    """Hold what opens an account from now on; None stays as it was.

    `totp` is the secret for one-time codes, empty where there are none yet; codes up to the time step `step` are used.
    """

    password_hash: str | None = None
    totp: bytes | None = None
    step: int = 0


UNCHANGED = Opening()


@dataclass(frozen=True, slots=True)
class Session:
    """Hold who is signed in, since when, when they were last seen, and the token that their forms carry."""

    person: Person
    since: datetime
    seen: datetime
    form_key: str


class People(Protocol):
    """Keep accounts and who is signed in.

    A `line` of the audit trail is kept in one transaction with the change that it tells of: both, or neither.
    """

    def add(self, person: Person, password_hash: str, totp: bytes, line: AuditEntry | None = None) -> None:
        """Raises AppError `conflict` where the login is taken."""
        ...

    def change(self, person: Person, opening: Opening = UNCHANGED, line: AuditEntry | None = None) -> None:
        """End the sessions of the account too."""
        ...

    def of_login(self, login: str) -> tuple[Person, str, bytes] | None:
        """Return with the account the hash of its password and its secret for one-time codes."""
        ...

    def use_step(self, person: str, step: int) -> bool:
        """Use up the codes of this time step and of those before it; say False where they were already."""
        ...

    def person(self, id: str) -> Person | None: ...

    def all(self) -> tuple[Person, ...]:
        """Return all accounts, by name."""
        ...

    def begin(self, person: str, at: datetime, line: AuditEntry | None = None, *, instead_of: str = "") -> str:
        """Sign somebody in; return the secret that their browser keeps, of which only a digest is stored.

        Who was signed in with the secret `instead_of` is signed out by it.
        """
        ...

    def session(self, secret: str, at: datetime) -> Session | None:
        """Return who is signed in with a secret, and note that they were seen; None where it is too old or unknown."""
        ...

    def delete_expired_sessions(self, at: datetime) -> None:
        """Those that were idle for too long, or began too long ago."""
        ...

    def end(self, secret: str, line: AuditEntry | None = None) -> None:
        """Sign out."""
        ...
