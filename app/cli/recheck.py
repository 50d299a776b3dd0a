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
    pairs = list(rechecked(_opened().store.every(), old, new))
    print("\n".join(_in_words(pairs)))
    return OK


def _read(named: str) -> Rulebook:
    rulebook, problems = edition(named)
    if rulebook is None:
        raise RulebookInvalid(problems)
    return rulebook


def _opened() -> Casework:
    kept = casework(Settings.from_environment(os.environ))
    if kept is None:
        raise AppError("not_found", f"expected `{FILE}` in the folder for data, found none: nothing is stored here")
    return kept


def _in_words(pairs: Sequence[tuple[Case, Rechecked]]) -> Iterator[str]:
    differing = [(case, each) for case, each in pairs if each.differs]
    for case, each in differing:
        yield f"`{case.code}` {case.status}: {_verdict(each.before.verdict)} then, {_now(each)}"
        for criterion in each.criteria:
            then, now = _reach(reach(each.before, criterion)), _reach(reach(each.after, criterion))
            yield f"  criterion `{criterion}` reached {then} then, and reaches {now} now"
    talks = sum(each.needs_a_talk for _, each in differing)
    yield f"made under the first: {len(pairs)}; come out otherwise: {len(differing)}; need a new talk: {talks}"


def _now(pair: Rechecked) -> str:
    if pair.needs_a_talk:
        return f"needs a new talk: `{pair.not_stored}` was never asked"
    return f"{_verdict(pair.after.verdict)} now"


def _verdict(verdict: str | None) -> str:
    return f"`{verdict}`" if verdict else "no verdict yet"


def _reach(extent: str | None) -> str:
    return f"`{extent}`" if extent else "nothing that is certain"
