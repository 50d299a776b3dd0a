"""What whoever runs this for an organisation asks on the command line: only how it is written."""

from argparse import ArgumentTypeError, _SubParsersAction
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cli import Parser

NAMES = "setup | accounts | keys"
SETUP = """\
Say who uses this check for its own staff, and make the first account: from then on there are pages for HR.
Makes the folder THUISWERKCHECK_DATA (`data` where that is not set) with organisation.yaml, the file `secret` where
THUISWERKCHECK_SECRET is not set, and the store. What is there already stays as it is. Asks for what is left out."""
ROLES = ("hr", "manager", "author", "admin")
SCOPES = ("read_cases", "erase_cases")


def add_to(commands: "_SubParsersAction[Parser]", day: Callable[[str], date]) -> None:
    """Add these commands."""
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
    """Read a name and how somebody is reached."""
    name, _, reach = (part.strip() for part in written.partition(","))
    if name and reach:
        return name, reach
    raise ArgumentTypeError("expected a name, a comma, and how they are reached")
