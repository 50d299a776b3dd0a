"""The command line: one command after another, each in a module of its name."""

import gc
import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from io import TextIOWrapper
from types import ModuleType
from typing import NoReturn

from app import __version__
from app.cli import arguments as operating
from app.cli.arguments import add_parsers
from app.problems import AppError, RulebookInvalid

OK, PROBLEMS, WRONG_USE = 0, 1, 2
DESCRIPTION = "Evaluate answers under a rulebook: what the criteria point to, why, and what would change it."
EPILOG = """\
examples:
  thuiswerkcheck serve                       then open http://127.0.0.1:8000
  thuiswerkcheck evaluate --rulebook thuiswerken-2021 --answers answers.json --lang en
  thuiswerkcheck compare old.yaml new.yaml

exit codes:
  0  done (also when the outcome is still open)
  1  problems or unnoticed mutants were found, or it could not serve
  2  wrong use: an option, file, answer, rulebook or setting was refused

settings come from the environment: THUISWERKCHECK_RULES, THUISWERKCHECK_ORGANISATION,
THUISWERKCHECK_HEALTH_ANSWERS, THUISWERKCHECK_SECRET, THUISWERKCHECK_LINK_HOURS, THUISWERKCHECK_DATA and others.
"""
SERVE = "Serve the questionnaire and the JSON API until Ctrl+C. SIGHUP reads the rulebooks again."
EVALUATE = """\
Evaluate answers and tell what follows. The answers are one JSON object from questions to answers, such as
{"a_question": "an_answer", "another_question": "unknown"}; questions that are left out are open.
GET /v1/rulebooks/{id}/versions/{version}/answers-schema says which questions and answers there are."""
NEW = """\
Write a rulebook with one question, one criterion and two verdicts as FOLDER/ID/1.0.0.yaml, and its examples beside it.
It verifies as it is; change it from there. Nothing that is there already is overwritten."""
VERIFY = """\
Check rulebook files, or every rulebook in a folder: load and compile it, and run the examples beside it.
Every problem stands on a line of its own: file:line:column: code: message.
A warning has `warning:` before its code, and leaves the exit code as it is.
With --mutants each part that decides something is flipped, dropped or swapped in turn: what no example or law notices
is told, with the fewest examples that would, as YAML for a person to confirm; exit code 1 when anything goes unnoticed.
"""

COMPARE = """\
Compare two rulebook files over all answers that both know: for which answers the verdict, how far a criterion reaches
or the state of a requirement differs, exactly. Naming a question implies that it is asked."""
SCHEMA = "Print the JSON Schema of a kind of file, with which editors complete and check while you type."
APPROVE = """\
Verify a rulebook file, and keep beside it that somebody approves it as it says now. Who approved what it said
before has to approve again; pages warn for as long as what runs is not what was approved."""

RECEIPT = """\
Check a receipt: whether it was signed with THUISWERKCHECK_SECRET and not altered since, whether its rulebook is known,
whether its answers lead to exactly what it says, and to what they would lead today and why. Exit code 1 when the
receipt is not valid. A receipt of a server without a secret is valid until that server stops."""


class Parser(ArgumentParser):
    """Parse the command line, and say in one line what is wrong with it."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that knows fewer letters than Dutch has shows `?` for these, rather than nothing at all.
        sys.stdout.reconfigure(errors="replace")
    arguments = parser().parse_args(argv)
    try:
        code: int = _imported(arguments.command).run(arguments)
    except AppError as error:
        complain(error)
        return exit_code(error)
    except BrokenPipeError:
        # Python would complain of the pipe once more when it flushes standard output at its end.
        sys.stderr.close()
        return PROBLEMS
    return code


def _imported(command: str) -> ModuleType:
    # Modules stay: looking for garbage in them took a fifth of the time in which a server starts.
    gc.disable()
    try:
        return import_module(f"app.cli.{command}")
    finally:
        gc.freeze()
        gc.enable()


def exit_code(error: AppError) -> int:
    """Tell input and settings that were refused from problems in a rulebook and from what could not be done."""
    refused = error.code in {"invalid", "not_found"} and not isinstance(error, RulebookInvalid)
    return WRONG_USE if refused else PROBLEMS


def complain(error: AppError) -> None:
    print(f"thuiswerkcheck: {error.message}", file=sys.stderr)
    for problem in error.errors:
        print(f"thuiswerkcheck: {problem.pointer or '/'}: {problem.code}: {problem.detail}", file=sys.stderr)


def parser() -> Parser:
    as_written = RawDescriptionHelpFormatter
    whole = Parser("thuiswerkcheck", description=DESCRIPTION, epilog=EPILOG, formatter_class=as_written)
    whole.add_argument("--version", action="version", version=f"thuiswerkcheck {__version__}")
    names = "serve | evaluate | new | verify | compare | schema | approve | receipt | audit | cases | demo | backup"
    names = f"{names} | {operating.NAMES}"
    commands = whole.add_subparsers(dest="command", required=True, metavar=names)
    _serve(commands)
    _evaluate(commands)
    _new(commands)
    _verify(commands)
    _compare(commands)
    _schema(commands)
    _approve(commands)
    _receipt(commands)
    add_parsers(commands)
    operating.add_to(commands, day)
    return whole


def _serve(commands: "_SubParsersAction[Parser]") -> None:
    command = commands.add_parser("serve", help="serve the questionnaire and the JSON API", description=SERVE)
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    command.add_argument("--port", default=8000, type=port, help="port to listen on (default: %(default)s)")


def _evaluate(commands: "_SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "evaluate", help="tell what follows from answers", description=EVALUATE,
        formatter_class=RawDescriptionHelpFormatter,
    )  # fmt: skip
    command.add_argument("--rulebook", required=True, metavar="ID", help="the id of a rulebook")
    command.add_argument("--answers", required=True, metavar="FILE", help="a JSON file; - reads standard input")
    command.add_argument("--version", help="an edition (default: the one in force today, else the last that was)")
    command.add_argument("--on", metavar="DAY", help="a day like 2021-03-01, to choose the edition by (default: today)")
    command.add_argument("--today", metavar="DAY", help="with which day dates are compared (default: --on, or today)")
    command.add_argument("--organisation", help="whose changes count (default: those of the setting, if any)")
    command.add_argument("--lang", choices=("nl", "en"), help="language (default: nl, or that of the rulebook)")
    command.add_argument("--audience", help="who reads it (default: the person themself)")
    command.add_argument("--mode", default="quick", choices=("quick", "full"), help="how far to ask (default: quick)")
    command.add_argument("--json", action="store_true", help="print the JSON that the API answers with")


def _new(commands: "_SubParsersAction[Parser]") -> None:
    command = commands.add_parser("new", help="write a small rulebook to go on from", description=NEW)
    command.add_argument("id", metavar="ID", help="a short name: small letters, digits and dashes")
    command.add_argument("folder", metavar="FOLDER", nargs="?", default=".", help="a folder of rulebooks (default: .)")
    command.add_argument("--language", default="nl", choices=("nl", "en"), help="of its texts (default: %(default)s)")


def _verify(commands: "_SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "verify", help="check rulebooks and run their examples", description=VERIFY,
        formatter_class=RawDescriptionHelpFormatter,
    )  # fmt: skip
    command.add_argument("paths", nargs="+", metavar="PATH", help="a rulebook file, or a folder with rulebooks")
    command.add_argument("--json", action="store_true", help="print one JSON object with `problems` and `rulebooks`")
    command.add_argument("--mutants", action="store_true", help="also tell what no example or law would notice")


def _compare(commands: "_SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "compare", help="tell what differs between two rulebooks", description=COMPARE,
        formatter_class=RawDescriptionHelpFormatter,
    )  # fmt: skip
    command.add_argument("old", metavar="OLD", help="a rulebook file")
    command.add_argument("new", metavar="NEW", help="another rulebook file")
    command.add_argument("--json", action="store_true", help="print one JSON object with `differences` and counts")


def _schema(commands: "_SubParsersAction[Parser]") -> None:
    command = commands.add_parser("schema", help="print the JSON Schema of a kind of file", description=SCHEMA)
    command.add_argument("kind", choices=("rulebook", "examples", "overlay"), help="which files it is for")


def _approve(commands: "_SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "approve", help="keep that somebody approves a rulebook", description=APPROVE,
        formatter_class=RawDescriptionHelpFormatter,
    )  # fmt: skip
    command.add_argument("path", metavar="PATH", help="a rulebook file, or an organisation's file of changes")
    command.add_argument("--name", required=True, help="who approves it")
    command.add_argument("--on", metavar="DATE", type=day, help="on which day, such as 2021-02-18 (default: today)")


def _receipt(commands: "_SubParsersAction[Parser]") -> None:
    group = commands.add_parser("receipt", help="check a receipt that was kept or shared")
    verify = group.add_subparsers(dest="what", required=True, metavar="verify").add_parser(
        "verify", help="check a receipt", description=RECEIPT, formatter_class=RawDescriptionHelpFormatter
    )
    verify.add_argument("file", metavar="FILE", help="a receipt as JSON, or - for standard input")
    verify.add_argument("--json", action="store_true", help="print what the API answers")


def day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError("expected a date like 2021-02-18") from None


def port(written: str) -> int:
    """0 lets the system choose."""
    if written.isdecimal() and int(written) <= 65535:
        return int(written)
    raise ArgumentTypeError("expected a port number from 0 to 65535")
