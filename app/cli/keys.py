"""Manage the keys with which programs read cases."""

from argparse import Namespace
from datetime import UTC, datetime

from app.cases.api_keys import ApiKey, new_key
from app.cases.case import SYSTEM
from app.cases.casework import Casework
from app.cases.repository import AuditEntry
from app.cli import OK
from app.cli.accounts import opened
from app.permissions import SCOPES
from app.rulebook.in_force import day_of


def run(arguments: Namespace) -> int:
    acts = {"list": _list, "add": _add, "revoke": _revoke}
    acts[arguments.what](opened(), arguments)
    return OK


def _list(kept: Casework, _: Namespace) -> None:
    for key in kept.keys.all():
        print(in_words(key))


def in_words(key: ApiKey) -> str:
    scopes = ", ".join(scope for scope in SCOPES if scope in key.scopes)
    late = day_of(datetime.now(UTC)) > key.until
    state = "revoked" if key.revoked else f"works until {key.until}" if not late else f"worked until {key.until}"
    return f"`{key.id}` {key.name}: {scopes}, {state}, last used {key.last_used or 'never'}"


def _add(kept: Casework, arguments: Namespace) -> None:
    scopes = frozenset(scope for scope in SCOPES if scope in arguments.scope)
    key, written = new_key(kept.keys, arguments.name, scopes, arguments.until, line=_line())
    print(in_words(key))
    print(f"the key, shown once: {written}")


def _revoke(kept: Casework, arguments: Namespace) -> None:
    kept.keys.revoke(arguments.id, _line())
    print(f"`{arguments.id}` works no longer")


def _line() -> AuditEntry:
    return AuditEntry(datetime.now(UTC), SYSTEM, "settings_changed")
