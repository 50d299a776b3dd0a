"""Signing in: who somebody is, from what they show."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.cases.case import SYSTEM
from app.cases.credentials import LONGEST, SHORTEST, fits, hashed, new_password, step_of
from app.cases.people import Opening, People, Person, Role
from app.cases.secret import new_id
from app.cases.store import Line
from app.problems import AppError


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold what somebody shows; `code` is empty where they have no codes yet."""

    login: str
    password: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """Hold what is to become of an account."""

    name: str
    roles: frozenset[Role]
    active: bool


def person_showing(people: People, shown: Shown, at: datetime) -> Person | None:
    """Return who somebody is; None where anything is wrong, which takes as long for a login that nobody has.

    A code is used up by it. Who comes for the first time may have no codes yet: the password for the first time is
    enough, and opens only the page where they are set up.
    """
    person, kept, totp = people.of_login(shown.login) or (None, "", b"")
    if not fits(shown.password, kept) or person is None or not person.active:
        return None
    if not totp:
        return person if person.fresh else None
    step = step_of(totp, shown.code, at)
    return person if step is not None and people.use_step(person.id, step) else None


def new_account(people: People, login: str, changed: Changed, *, line: Line, totp: bytes = b"") -> tuple[Person, str]:
    """Keep a new account; return it with its password for the first time, which is kept nowhere.

    Raises AppError: `invalid` where it cannot be used, `conflict` where the login is taken.
    """
    login = login.strip().lower()
    if not login or len(login) > 100 or any(letter.isspace() or not letter.isprintable() for letter in login):
        raise AppError("invalid", "expected a login of 1 to 100 characters without spaces")
    person = Person(new_id(), login, _name(changed.name), changed.roles, fresh=True)
    password = new_password()
    people.add(person, hashed(password), totp, line)
    return person, password


def change_account(people: People, person: Person, changed: Changed, *, line: Line) -> Person:
    """Keep a changed account; raises AppError `conflict` where it is one's own.

    Nobody gives themself a role, or takes away their own way to manage accounts.
    """
    now = replace(person, name=_name(changed.name), roles=changed.roles, active=changed.active)
    if person.id == line.by and not (now.may("manage_accounts") and now.roles <= person.roles):
        raise AppError("conflict", "expected somebody else to give you this role, or to take it from you")
    people.change(now, line=line)
    return now


def reset_account(people: People, person: Person, *, line: Line) -> str:
    """Let somebody begin again, without codes; return the password for the first time."""
    password = new_password()
    people.change(replace(person, fresh=True), Opening(hashed(password), b""), line)
    return password


def set_up(
    people: People, person: Person, password: str, *, line: Line, codes: tuple[bytes, int] | None = None
) -> None:
    """Keep the password that somebody chose, and new codes: their secret, and the step of the one that was shown."""
    totp, step = codes or (None, 0)
    people.change(replace(person, fresh=False), Opening(hashed(password), totp, step), line)


def person_elsewhere(
    people: People, login: str, name: str, roles: frozenset[Role] | None, *, at: datetime
) -> Person | None:
    """Return who somebody is that another program signed in; None where their account is closed or not there.

    With `roles` the account follows those, is made where somebody has one, and is opened by no password any more.
    """
    login = login.strip().lower()[:100]
    found = people.of_login(login)
    if found is None:
        person = Person(new_id(), login, _name(name[:100]), roles or frozenset())
        if roles:
            people.add(person, "", b"", Line(at, SYSTEM, "account_added"))
        return person if roles else None
    person, kept, _ = found
    now = replace(person, roles=person.roles if roles is None else roles, fresh=False)
    if now != person or (kept and roles is not None):
        people.change(now, Opening("", b""), Line(at, SYSTEM, "account_changed"))
    return now if now.active and now.roles else None


def can_be_chosen(password: str, person: Person) -> bool:
    """Say whether somebody may have this password: long enough, and more than what everybody knows of them."""
    known = {person.login.lower(), person.name.lower()}
    return SHORTEST <= len(password) <= LONGEST and password.lower() not in known and len(set(password)) > 4


def roles_of(names: Iterable[str], known: Iterable[Role]) -> frozenset[Role]:
    """Return the roles of these names."""
    names = set(names)
    return frozenset(role for role in known if role in names)


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise AppError("invalid", "expected a name of 1 to 100 characters")
    return name
