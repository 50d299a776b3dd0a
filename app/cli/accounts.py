"""Manage accounts."""

import os
from argparse import Namespace
from datetime import UTC, datetime

from app.cases.accounts import Person
from app.cases.authentication import Changed, account_of, change_account, new_account, reset_account, roles_of
from app.cases.case import SYSTEM
from app.cases.casework import Casework
from app.cases.repository import AuditEntry, Done
from app.cli import OK
from app.permissions import ROLES
from app.problems import AppError, nearest
from app.settings import Settings
from app.store.open import casework


def run(arguments: Namespace) -> int:
    acts = {"list": _list, "add": _add, "change": _change, "deactivate": _deactivate}
    acts[arguments.what](opened(), arguments)
    return OK


def opened() -> Casework:
    """Raises AppError `invalid` where no organisation has switched accounts on."""
    kept = casework(Settings.from_environment(os.environ))
    if kept is None:
        raise AppError("invalid", "expected an organisation, found none: run `thuiswerkcheck setup` first")
    return kept


def _list(kept: Casework, _: Namespace) -> None:
    for person in kept.people.all():
        print(in_words(person))


def in_words(person: Person) -> str:
    state = "closed" if not person.active else "not set up yet" if person.fresh else "in use"
    roles = ", ".join(role for role in ROLES if role in person.roles) or "no role"
    return f"`{person.login}` {person.name}: {roles}, {state}"


def _add(kept: Casework, arguments: Namespace) -> None:
    changed = Changed(arguments.name, roles_of(arguments.role, ROLES), active=True)
    person, password = new_account(kept.people, arguments.login, changed, line=_line("account_added"))
    print(in_words(person))
    print(f"password for the first time: {password}")


def _change(kept: Casework, arguments: Namespace) -> None:
    person = _of(kept, arguments.login)
    name = person.name if arguments.name is None else arguments.name
    roles = person.roles if arguments.role is None else roles_of(arguments.role, ROLES)
    line = _line("account_changed")
    now = change_account(kept.people, person, Changed(name, roles, person.active or arguments.activate), line=line)
    password = reset_account(kept.people, now, line=line) if arguments.reset else ""
    print(in_words(_of(kept, now.login)))
    if password:
        print(f"password for the first time: {password}")


def _deactivate(kept: Casework, arguments: Namespace) -> None:
    person = _of(kept, arguments.login)
    closed = Changed(person.name, person.roles, active=False)
    now = change_account(kept.people, person, closed, line=_line("account_changed"))
    print(in_words(now))


def _of(kept: Casework, login: str) -> Person:
    account = account_of(kept.people, login)
    if account is None:
        close = nearest(login, [person.login for person in kept.people.all()])
        raise AppError("not_found", f"expected the login of an account, found `{login}`{close}")
    return account[0]


def _line(done: Done) -> AuditEntry:
    return AuditEntry(datetime.now(UTC), SYSTEM, done)
