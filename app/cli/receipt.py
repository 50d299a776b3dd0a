"""Check a receipt from a file."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from app.cli import OK, PROBLEMS
from app.problems import AppError
from app.receipts.check import CheckContext, Checked, Today, check
from app.receipts.read import MAX_BYTES
from app.receipts.signing import Signing
from app.rule_text import draft_said
from app.rulebook.in_force import day_of
from app.rulebook.library import Library
from app.settings import Settings
from app.verify.admission import ready


def run(arguments: Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    library = Library.load(settings.rules, ready(settings.not_asked), settings.organisation)
    # Private ones are taken here, since nothing is sent.
    context = CheckContext(library, Signing(settings.secret), takes_private=True)
    checked = check(context, written_in(arguments.file), day_of(datetime.now(UTC)))
    if arguments.json:
        print(json.dumps(checked.as_json(), indent=2))
    else:
        print("\n".join(in_words(checked, has_secret=settings.secret is not None)))
    return OK if checked.valid else PROBLEMS


def written_in(file: str) -> bytes:
    """Read standard input where the file is `-`."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError:
        raise AppError("not_found", f"expected a receipt in `{file}`, found none that can be read") from None


def in_words(checked: Checked, *, has_secret: bool) -> Iterator[str]:
    named = checked.receipt.rulebook
    whose = f" for `{named.organisation}`" if named.organisation else ""
    yield "valid" if checked.valid else "not valid"
    yield f"signature: {_signature(checked, has_secret=has_secret)}"
    standing = "known" if checked.rulebook else "not among the rulebooks here, so nothing can be recomputed"
    yield f"rulebook: `{named.id}` `{named.version}`{whose}, {standing}"
    if checked.rulebook and checked.rulebook.draft:
        yield draft_said(checked.rulebook, "en")
    if checked.recomputed_equal is not None:
        equal = "gives exactly what it says" if checked.recomputed_equal else "gives something else than it says"
        yield f"recomputing: {equal}"
    if checked.today:
        yield from _today(checked.today)


def _signature(checked: Checked, *, has_secret: bool) -> str:
    if checked.signature:
        return "made with this secret, and nothing was altered since"
    if not has_secret:
        return "cannot be checked: set THUISWERKCHECK_SECRET to the secret of the server that made this receipt"
    if checked.key_known:
        return "does not fit: something was altered after it was signed"
    return "made with another key: another secret, or a server without one that was started again since"


def _today(today: Today) -> Iterator[str]:
    verdict = f"`{today.verdict}`" if today.verdict else "no verdict yet"
    standing = "in force" if today.in_force else "not in force, the last that was"
    yield f"today: `{today.rulebook.version}` ({standing}): {verdict}, {'differs' if today.differs else 'the same'}"
    for each in today.why:
        yield f"  criterion `{each.criterion}` reached {_reach(each.then)} then, and reaches {_reach(each.today)} today"
    for question in today.not_asked:
        yield f"  the answer to `{question}` is of no use any more"


def _reach(reach: str | None) -> str:
    return f"`{reach}`" if reach else "nothing that is certain"
