"""Tell which stored cases come out otherwise under other criteria."""

import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.organisation import FILE
from app.cases.reevaluate import Rechecked, reach, rechecked
from app.cli import OK
from app.cli.compare import edition
from app.problems import AppError, RulebookInvalid
from app.rulebook.files import is_overlay
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.store.open import casework


def run(arguments: Namespace) -> int:
    if arguments.new is None and not is_overlay(Path(arguments.old)):
        raise AppError("invalid", "expected two rulebook files, or one file of an organisation's changes")
    new = _read(arguments.new or arguments.old)
    old = _read(arguments.old) if arguments.new else new.unchanged
    found = list(rechecked(_opened().store.every(), old, new))
    print("\n".join(_in_words(found)))
    return OK


def _read(named: str) -> Rulebook:
    found, problems = edition(named)
    if found is None:
        raise RulebookInvalid(problems)
    return found


def _opened() -> Casework:
    found = casework(Settings.from_environment(os.environ))
    if found is None:
        raise AppError("not_found", f"expected `{FILE}` in the folder for data, found none: nothing is stored here")
    return found


def _in_words(found: Sequence[tuple[Case, Rechecked]]) -> Iterator[str]:
    differing = [(case, each) for case, each in found if each.differs]
    for case, each in differing:
        yield f"`{case.code}` {case.status}: {_verdict(each.before.verdict)} then, {_now(each)}"
        for criterion in each.criteria:
            then, now = _reach(reach(each.before, criterion)), _reach(reach(each.after, criterion))
            yield f"  criterion `{criterion}` reached {then} then, and reaches {now} now"
    talks = sum(each.needs_a_talk for _, each in differing)
    yield f"made under the first: {len(found)}; come out otherwise: {len(differing)}; need a new talk: {talks}"


def _now(found: Rechecked) -> str:
    if found.needs_a_talk:
        return f"needs a new talk: `{found.not_stored}` was never asked"
    return f"{_verdict(found.after.verdict)} now"


def _verdict(verdict: str | None) -> str:
    return f"`{verdict}`" if verdict else "no verdict yet"


def _reach(extent: str | None) -> str:
    return f"`{extent}`" if extent else "nothing that is certain"
