"""Keys with which programs read cases: which, for what, and until when."""

import re
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.cases.ids import new_letters
from app.cases.repository import AuditEntry
from app.permissions import Scope
from app.problems import AppError
from app.writing import UNPRINTABLE, misfit, one_line, refusal

PREFIX = "twk_"
WRITTEN = re.compile(r"twk_([0-9a-z]{10})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """Hold what is known of a key, which is everything but itself; `until` is the last day on which it works."""

    id: str
    name: str
    scopes: frozenset[Scope]
    until: date
    last_used: date | None = None
    revoked: bool = False

    def opens(self, scope: Scope, day: date) -> bool:
        return not self.revoked and day <= self.until and scope in self.scopes

    @property
    def by(self) -> str:
        """Return who it is in the audit trail."""
        return f"key:{self.id}"


class ApiKeys(Protocol):
    """Keep keys; of each only what recognises it. A change and its line of the audit trail are one transaction."""

    def add(self, key: ApiKey, secret: str, line: AuditEntry) -> None: ...

    def of(self, id: str, secret: str) -> ApiKey | None:
        """Take as long for a key that nobody has."""
        ...

    def used(self, key: ApiKey, day: date) -> None:
        """Note the last day on which a key was used."""
        ...

    def revoke(self, id: str, line: AuditEntry) -> None:
        """Raises AppError `not_found`."""
        ...

    def all(self) -> tuple[ApiKey, ...]:
        """Return all keys, by name."""
        ...


def new_key(keys: ApiKeys, name: str, scopes: frozenset[Scope], until: date, *, line: AuditEntry) -> tuple[ApiKey, str]:
    """Keep a new key; return it with what the program shows, which is kept nowhere. Raises AppError `invalid`."""
    name = one_line(name)
    if wrong := misfit(name, 100):
        raise AppError("invalid", refusal(name) if wrong == UNPRINTABLE else "expected a name of 1 to 100 characters")
    key = ApiKey(new_letters(10), name, scopes, until)
    secret = secrets.token_urlsafe(32)
    keys.add(key, secret, line)
    return key, f"{PREFIX}{key.id}_{secret}"


def key_showing(keys: ApiKeys, written: str) -> ApiKey | None:
    """Return the key that a program shows, whatever it may be used for; None for anything else."""
    match = WRITTEN.fullmatch(written)
    return keys.of(match[1], match[2]) if match else None
