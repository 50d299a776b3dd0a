"""Signing in: who somebody is, from what they show."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hmac import compare_digest
from unicodedata import normalize

import pyotp
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.cases.accounts import Opening, People, Person
from app.cases.case import SYSTEM
from app.cases.ids import new_id, new_letters
from app.cases.repository import AuditEntry
from app.permissions import Role
from app.problems import AppError, InputProblem
from app.writing import UNPRINTABLE, misfit, normal, one_line, refusal, spelled

SHORTEST, LONGEST = 12, 200
"""How many characters a password has."""
STEP = 30
"""For how many seconds a code is the one of now; the one before and the one after it are taken too."""
ISSUER = "Thuiswerkcheck"
_HASHES = PasswordHash((Argon2Hasher(),))


def new_password() -> str:
    """Return a password for the first time: 80 bits in four groups that can be read out."""
    return "-".join(new_letters(4) for _ in range(4))


def hashed(password: str) -> str:
    return _HASHES.hash(password)


def fits(password: str, kept: str) -> bool:
    """Say whether this is the password of which something is kept; where nothing is it takes as long to say no."""
    # Cut, since no password is longer and a longer text takes longer to hash.
    return _HASHES.verify(password[:LONGEST], kept or _of_nobody()) and bool(kept)


@cache
def _of_nobody() -> str:
    return hashed(secrets.token_urlsafe())


def new_totp() -> bytes:
    """Return a secret for one-time codes, in base32."""
    return pyotp.random_base32().encode()


def totp_uri(totp: bytes, login: str) -> str:
    return pyotp.TOTP(totp.decode()).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(totp: bytes, code: str, at: datetime) -> int | None:
    """Return the number of the time step of which this is the code; None where it is of none that counts now."""
    made, now = pyotp.TOTP(totp.decode()), int(at.timestamp()) // STEP
    # Bytes: of text `compare_digest` takes ASCII only, and people type anything.
    typed = "".join(code.split()).encode("ascii", "replace")
    steps = [step for step in (now - 1, now, now + 1) if compare_digest(made.generate_otp(step).encode(), typed)]
    return steps[0] if steps else None


LONGEST_NAME = 100


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
    person, kept, totp = account_of(people, shown.login) or (None, "", b"")
    # The password first, whoever it is: stopping before would tell that nobody has this login.
    if not fits(shown.password, kept) or person is None or not person.active:
        return None
    if not totp:
        return person if person.fresh else None
    step = step_of(totp, shown.code, at)
    # Only after the password: otherwise anybody could use up the codes of somebody else.
    return person if step is not None and people.use_step(person.id, step) else None


def login_in(text: str) -> str:
    """Return what somebody typed as the login that it is kept and compared as."""
    # Once more after `lower`: a letter with a mark can be one character only when it is small (j with a caron).
    return normal(normal(text.strip()).lower())


def account_of(people: People, typed: str) -> tuple[Person, str, bytes] | None:
    """Return the account of a login as somebody types it, also where it was kept before logins were normalised."""
    login = login_in(typed)
    forms = dict.fromkeys((login, typed.strip().lower(), normalize("NFD", login)))
    return next((account for each in forms if (account := people.of_login(each))), None)


def new_account(
    people: People, login: str, changed: Changed, *, line: AuditEntry, totp: bytes = b""
) -> tuple[Person, str]:
    """Keep a new account; return it with its password for the first time, which is kept nowhere.

    Raises AppError: `invalid` where it cannot be used, `conflict` where the login is taken.
    """
    login = login_in(login)
    wrong = misfit(login, LONGEST_NAME)
    if wrong or any(letter.isspace() for letter in login):
        why = refusal(login) if wrong == UNPRINTABLE else "expected a login of 1 to 100 characters without spaces"
        raise AppError("invalid", why, [InputProblem("/login", wrong or "spaced", why)])
    person = Person(new_id(), login, _name(changed.name), changed.roles, fresh=True)
    # The database refuses only equal logins; this also finds those kept before they were normalised.
    if account_of(people, login):
        raise AppError("conflict", f"expected a login that is not in use, found `{login}`")
    password = new_password()
    people.add(person, hashed(password), totp, line)
    return person, password


def change_account(people: People, person: Person, changed: Changed, *, line: AuditEntry) -> Person:
    """Keep a changed account; raises AppError `conflict` where it is one's own.

    Nobody gives themself a role, or takes away their own way to manage accounts.
    """
    now = replace(person, name=_name(changed.name), roles=changed.roles, active=changed.active)
    if person.id == line.by and not (now.may("manage_accounts") and now.roles <= person.roles):
        raise AppError("conflict", "expected somebody else to give you this role, or to take it from you")
    people.change(now, line=line)
    return now


def reset_account(people: People, person: Person, *, line: AuditEntry) -> str:
    """Let somebody begin again, without codes; return the password for the first time."""
    password = new_password()
    people.change(replace(person, fresh=True), Opening(hashed(password), b""), line)
    return password


def set_up(
    people: People, person: Person, password: str, *, line: AuditEntry, codes: tuple[bytes, int] | None = None
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
    account = account_of(people, login[:LONGEST_NAME])
    if account is None:
        login = login_in(login)[:LONGEST_NAME]
        person = Person(new_id(), login, _name(spelled(one_line(name))[:LONGEST_NAME]), roles or frozenset())
        if roles:
            people.add(person, "", b"", AuditEntry(at, SYSTEM, "account_added"))
        return person if roles else None
    person, kept, _ = account
    now = replace(person, roles=person.roles if roles is None else roles, fresh=False)
    if now != person or (kept and roles is not None):
        people.change(now, Opening("", b""), AuditEntry(at, SYSTEM, "account_changed"))
    return now if now.active and now.roles else None


def can_be_chosen(password: str, person: Person) -> bool:
    guessable = {person.login.lower(), person.name.lower()}
    return SHORTEST <= len(password) <= LONGEST and password.lower() not in guessable and len(set(password)) > 4


def roles_of(names: Iterable[str], roles: Iterable[Role]) -> frozenset[Role]:
    """Names of no role are passed over."""
    names = set(names)
    return frozenset(role for role in roles if role in names)


def _name(name: str) -> str:
    name = one_line(name)
    if wrong := misfit(name, LONGEST_NAME):
        why = refusal(name) if wrong == UNPRINTABLE else "expected a name of 1 to 100 characters"
        raise AppError("invalid", why, [InputProblem("/name", wrong, why)])
    return name
