"""Open the pages for HR: who uses the check for its own staff, the secret, the store and the first account."""

import json
import os
import secrets
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import segno

from app.cases.authentication import Changed, new_account, new_totp, totp_uri
from app.cases.case import SYSTEM
from app.cases.casework import Casework
from app.cases.organisation import FILE, read_employer
from app.cases.repository import AuditEntry
from app.cli import OK, day
from app.cli.arguments import contact
from app.problems import AppError
from app.settings import PREFIX, SECRET_FILE, Settings
from app.store.open import casework
from app.writing import one_line

QUESTIONS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "name": ("What is the organisation called?", str),
    "id": ("A short name of it (small letters, digits, dashes)?", str),
    "since": ("Since when does it use the criteria as its own policy (a date like 2021-02-18)?", day),
    "council_policy": ("Did the works council agree with the policy (yes, no, not_applicable)?", str),
    "council_tool": ("Did the works council agree with this tool (yes, no, not_applicable)?", str),
    "contact": ("Whom to talk to in a disagreement (name, how they are reached)?", contact),
    "officer": ("Who is the data protection officer (name, how they are reached)?", contact),
}
OF_COUNCIL: dict[str, tuple[str, Callable[[str], Any]]] = {
    "council_since": ("Since when did the works council agree (a date like 2021-02-18)?", day),
}
OF_ACCOUNT: dict[str, tuple[str, Callable[[str], Any]]] = {
    "login": ("What does the first account sign in with?", str),
    "login_name": ("What is that person called?", str),
}


def run(arguments: Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    folder = settings.data or Path("data")
    if not (folder / FILE).is_file():
        _answer(arguments, QUESTIONS)
        if "yes" in (arguments.council_policy, arguments.council_tool):
            _answer(arguments, OF_COUNCIL)
        written = organisation(arguments)
        _make(folder, FILE, written)
    if settings.secret is None:
        _make(folder, SECRET_FILE, secrets.token_urlsafe(32) + "\n")
    opened = casework(Settings.from_environment(os.environ))
    assert opened
    if opened.people.all():
        print("there are accounts already: `thuiswerkcheck accounts list` lists them")
    else:
        _answer(arguments, OF_ACCOUNT)
        _first(opened, arguments)
    print("HR signs in at /nl/hr or /en/hr of the server; start it, or start it again")
    return OK


def _answer(arguments: Namespace, questions: dict[str, tuple[str, Callable[[str], Any]]]) -> None:
    """Raises AppError `invalid` where nobody can be asked."""
    missing = [name for name in questions if getattr(arguments, name) is None]
    if missing and not sys.stdin.isatty():
        options = ", ".join("`--" + name.replace("_", "-") + "`" for name in missing)
        raise AppError("invalid", f"expected these options where nobody can be asked: {options}")
    for name in missing:
        setattr(arguments, name, _answer_to(*questions[name]))


def _answer_to(question: str, read: Callable[[str], Any]) -> Any:
    while True:
        try:
            written = input(f"{question} ").strip()
        except EOFError:
            raise AppError("invalid", "expected an answer, found the end of the input") from None
        try:
            if written:
                return read(written)
        except ArgumentTypeError as error:
            print(error)


def organisation(arguments: Namespace) -> str:
    """Return the file as YAML; raises AppError `invalid` with everything that is wrong."""
    council = {"policy": arguments.council_policy, "tool": arguments.council_tool}
    since = arguments.council_since
    content: dict[str, Any] = {
        "id": arguments.id,
        "name": arguments.name,
        "own_policy_since": arguments.since,
        "works_council": {
            each: {"answer": answer} | ({"since": since} if answer == "yes" and since else {})
            for each, answer in council.items()
        },
        "disagreement": dict(zip(("name", "reach"), arguments.contact, strict=True)),
        "data_protection_officer": dict(zip(("name", "reach"), arguments.officer, strict=True)),
    }
    written = "".join(f"{name}: {_flow(value)}\n" for name, value in content.items())
    employer, problems = read_employer(written.encode("utf-8", "surrogateescape"), FILE)
    if employer is None:
        raise AppError("invalid", "\n".join(map(str, problems)))
    return written


def _flow(value: Any) -> str:
    """Return a value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in value.items()) + "}"
    # Between quotes a text stays text, also `on` or `012`.
    return value.isoformat() if isinstance(value, date) else json.dumps(one_line(value), ensure_ascii=False)


def _make(folder: Path, name: str, written: str) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Before anything is in it, so that nobody else can read the secret even for a moment.
        (folder / name).touch(mode=0o600, exist_ok=False)
        (folder / name).write_text(written, "utf-8")
    except OSError:
        raise AppError("unavailable", f"expected to write `{folder / name}`, which is not possible here") from None
    why = f": keep a copy of it, without it (or {PREFIX}SECRET) no case can be read" if name == SECRET_FILE else ""
    print(f"made `{folder / name}`{why}")


def _first(opened: Casework, arguments: Namespace) -> None:
    totp = new_totp()
    changed = Changed(arguments.login_name, frozenset({"admin", "hr"}), active=True)
    line = AuditEntry(datetime.now(UTC), SYSTEM, "account_added")
    person, password = new_account(opened.people, arguments.login, changed, line=line, totp=totp)
    uri = totp_uri(totp, person.login)
    segno.make(uri, error="l").terminal(compact=True)
    print(f"scan this with an app for codes, or type `{totp.decode()}` in it: {uri}")
    print(f"account `{person.login}` (admin, hr), password for the first time: {password}")
