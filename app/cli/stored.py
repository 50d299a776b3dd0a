"""The commands of whoever keeps the cases of an organisation: audit, cases, demo and backup."""

import re
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter, _SubParsersAction
from pathlib import Path
from typing import TypeVar

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
    """Add these commands to the command line."""
    audit = _command(commands, "audit", "check the audit trail, list it, or tell its head", AUDIT)
    _audit(_group(audit, "verify | head | list"))
    cases = _command(commands, "cases", "erase cases, read what is left of withdrawn ones, evaluate again", CASES)
    _cases(_group(cases, "purge | erase | records | replay | recheck"))
    demo = _command(commands, "demo", "fill an empty store with invented cases", DEMO)
    demo.add_argument("--seed", type=int, default=1, help="another number invents other cases (default: %(default)s)")
    demo.add_argument("--cases", type=count, default=40, help="how many, up to 100000 (default: %(default)s)")
    backup = _command(commands, "backup", "copy the cases and their keys", BACKUP)
    backup.add_argument("folder", metavar="FOLDER", type=Path, help="where the copies go; made where it is not there")


def _group(command: P, known: str) -> "_SubParsersAction[P]":
    return command.add_subparsers(dest="what", required=True, metavar=known, parser_class=type(command))


def _command(commands: "_SubParsersAction[P]", name: str, told: str, description: str) -> P:
    return commands.add_parser(
        name, help=told, description=description, formatter_class=RawDescriptionHelpFormatter
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
    """Read a head as it was printed."""
    if found := HEAD.fullmatch(written):
        return int(found[1]), found[2]
    raise ArgumentTypeError("expected a head as `thuiswerkcheck audit head` prints it")


def count(written: str) -> int:
    """Read how many."""
    if written.isdecimal() and 1 <= int(written) <= 100_000:
        return int(written)
    raise ArgumentTypeError("expected a number from 1 to 100000")
