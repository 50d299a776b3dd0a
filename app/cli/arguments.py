"""The commands of whoever keeps the cases of an organisation: audit, cases, demo and backup."""

import re
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.permissions import ROLES, SCOPES

# Only for types, since `app.cli` imports this module.
if TYPE_CHECKING:
    from app.cli import Parser

NAMES = "setup | accounts | keys"
SETUP = """\
Say who uses this check for its own staff, and make the first account: from then on there are pages for HR.
Makes the folder THUISWERKCHECK_DATA (`data` where that is not set) with organisation.yaml, the file `secret` where
THUISWERKCHECK_SECRET is not set, and the store. What is there already stays as it is. Asks for what is left out."""


def add_to(commands: "_SubParsersAction[Parser]", day: Callable[[str], date]) -> None:
    _setup(commands, day)
    _accounts(commands)
    _keys(commands, day)


def _setup(commands: "_SubParsersAction[Parser]", day: Callable[[str], date]) -> None:
    command = commands.add_parser("setup", help="open the pages for HR", description=SETUP)
    command.add_argument("--name", help="what the organisation is called")
    command.add_argument("--id", help="a short name of it: small letters, digits and dashes")
    command.add_argument("--since", type=day, metavar="DATE", help="since when it uses the criteria as its own policy")
    command.add_argument("--contact", type=contact, metavar="NAME,REACH", help="whom to talk to in a disagreement")
    command.add_argument("--officer", type=contact, metavar="NAME,REACH", help="the data protection officer")
    council = {"choices": ("yes", "no", "not_applicable"), "metavar": "yes|no|not_applicable"}
    command.add_argument("--council-policy", help="whether the works council agreed with the policy", **council)  # type: ignore[arg-type]
    command.add_argument("--council-tool", help="whether the works council agreed with this tool", **council)  # type: ignore[arg-type]
    command.add_argument("--council-since", type=day, metavar="DATE", help="since when it agreed")
    command.add_argument("--login", help="what the first account signs in with")
    command.add_argument("--login-name", metavar="NAME", help="what others read of that person")


def _accounts(commands: "_SubParsersAction[Parser]") -> None:
    group = commands.add_parser("accounts", help="manage who can sign in")
    what = group.add_subparsers(dest="what", required=True, metavar="list | add | change | deactivate")
    what.add_parser("list", help="list everybody with an account")
    add = what.add_parser("add", help="add an account, and print its password for the first time")
    add.add_argument("login", metavar="LOGIN")
    add.add_argument("--name", required=True, help="what others read of them")
    add.add_argument("--role", action="append", default=[], choices=ROLES, help="may be given more than once")
    change = what.add_parser("change", help="change an account; whoever is signed in with it no longer is")
    change.add_argument("login", metavar="LOGIN")
    change.add_argument("--name", help="what others read of them")
    change.add_argument("--role", action="append", choices=ROLES, help="all roles from now on")
    change.add_argument("--activate", action="store_true", help="let them sign in again")
    change.add_argument("--reset", action="store_true", help="print a new password for the first time; no more codes")
    deactivate = what.add_parser("deactivate", help="let somebody sign in no longer")
    deactivate.add_argument("login", metavar="LOGIN")


def _keys(commands: "_SubParsersAction[Parser]", day: Callable[[str], date]) -> None:
    group = commands.add_parser("keys", help="manage which programs can read cases")
    what = group.add_subparsers(dest="what", required=True, metavar="list | add | revoke")
    what.add_parser("list", help="list every key")
    add = what.add_parser("add", help="make a key, and print it once")
    add.add_argument("--name", required=True, help="which program it is for")
    add.add_argument("--scope", action="append", required=True, choices=SCOPES, help="may be given more than once")
    add.add_argument("--until", required=True, type=day, metavar="DATE", help="the last day on which it works")
    revoke = what.add_parser("revoke", help="let a key work no longer")
    revoke.add_argument("id", metavar="ID")


def contact(written: str) -> tuple[str, str]:
    name, _, reach = (part.strip() for part in written.partition(","))
    if name and reach:
        return name, reach
    raise ArgumentTypeError("expected a name, a comma, and how they are reached")


P = TypeVar("P", bound=ArgumentParser)
HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
AUDIT = """\
verify says whether each line of the audit trail vouches for the one before it; exit code 1 with the first line that
does not. That the last lines are gone shows only beside a head that was kept outside this machine: give it as --head.
It also names each case that somebody altered in the database.
head prints the head of now, to be kept there. The server logs it once a day too.
list prints who did what and when, looking included: the login or key, what was done, and the id of the case."""
CASES = """\
purge erases every case past its last day, and every record of a withdrawn one: let a timer do that daily. erase erases
one case with its record, because somebody asks for that. records lists the withdrawn cases of which the employer's
decision is kept, sealed; with the code of one it opens that record, which the audit trail tells. replay evaluates every
shared check again under its own edition; exit code 1 where the verdict differs."""
RECHECK = """\
Evaluate the stored checks that were made under OLD again under NEW, before NEW is switched on, and name those that come
out otherwise. One file of an organisation's changes stands for both: without these changes, and with them. What was
never asked cannot be told: such a case needs a new talk."""
DEMO = """\
Fill the store of an organisation with invented cases of every kind, of invented people who cannot sign in. Refused
where there is any case: never try this beside real ones."""
BACKUP = """\
Copy the cases, and the keys of cases apart from them, while the server goes on. With PostgreSQL: say how to."""


def add_parsers(commands: "_SubParsersAction[P]") -> None:
    audit = _command(commands, "audit", "check the audit trail, list it, or tell its head", AUDIT)
    _audit(_group(audit, "verify | head | list"))
    cases = _command(commands, "cases", "erase cases, read what is left of withdrawn ones, evaluate again", CASES)
    _cases(_group(cases, "purge | erase | records | replay | recheck"))
    demo = _command(commands, "demo", "fill an empty store with invented cases", DEMO)
    demo.add_argument("--seed", type=int, default=1, help="another number invents other cases (default: %(default)s)")
    demo.add_argument("--cases", type=count, default=40, help="how many, up to 100000 (default: %(default)s)")
    backup = _command(commands, "backup", "copy the cases and their keys", BACKUP)
    backup.add_argument("folder", metavar="FOLDER", type=Path, help="where the copies go; made where it is not there")


def _group(command: P, choices: str) -> "_SubParsersAction[P]":
    return command.add_subparsers(dest="what", required=True, metavar=choices, parser_class=type(command))


def _command(commands: "_SubParsersAction[P]", name: str, summary: str, description: str) -> P:
    return commands.add_parser(
        name, help=summary, description=description, formatter_class=RawDescriptionHelpFormatter
    )  # fmt: skip


def _audit(audit: "_SubParsersAction[P]") -> None:
    verify = audit.add_parser("verify", help="check that every line vouches for the one before it")
    verify.add_argument("--head", type=head, metavar="SEQ:MAC", help="a head that was kept elsewhere")
    audit.add_parser("head", help="print the number of the last line and what vouches for it")
    listed = audit.add_parser("list", help="print who did what, oldest first")
    listed.add_argument("--case", metavar="CODE", help="only of this case: its code, or its id once it is erased")


def _cases(cases: "_SubParsersAction[P]") -> None:
    purge = cases.add_parser("purge", help="erase every case, and every record of one, past its last day")
    purge.add_argument("--unreadable", action="store_true", help="also those that were erased since a copy was made")
    purge.add_argument("--dry-run", action="store_true", help="only say which")
    erase = cases.add_parser("erase", help="erase one case and its record, or the record that is left of it")
    erase.add_argument("code", metavar="CODE", help="the code of the case, like 7KQ2-M4XD")
    records = cases.add_parser("records", help="list what remains of withdrawn cases, or open one")
    records.add_argument("code", metavar="CODE", nargs="?", help="open this one; the audit trail tells that you did")
    cases.add_parser("replay", help="evaluate every shared check again under its own edition")
    recheck = _command(cases, "recheck", "tell which cases come out otherwise under other criteria", RECHECK)
    recheck.add_argument("old", metavar="OLD", help="a rulebook file that cases were made under, or a file of changes")
    recheck.add_argument("new", metavar="NEW", nargs="?", help="another rulebook file, or a file of changes")
    recheck.set_defaults(command="recheck")


def head(written: str) -> tuple[int, str]:
    if match := HEAD.fullmatch(written):
        return int(match[1]), match[2]
    raise ArgumentTypeError("expected a head as `thuiswerkcheck audit head` prints it")


def count(written: str) -> int:
    if written.isdecimal() and 1 <= int(written) <= 100_000:
        return int(written)
    raise ArgumentTypeError("expected a number from 1 to 100000")
