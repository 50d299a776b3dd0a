"""Proofs of before, without their warnings, in a folder: a wrong or unreadable file there only costs time."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from app.resources import cache_folder, code
from app.verify.verification import Report

if sys.platform != "win32":
    from fcntl import LOCK_EX, flock

MOST = 256
"""How many proofs are kept; those that were not asked for the longest go first."""


def folder() -> Path:
    return cache_folder("proofs")


def recall(named: Iterable[str]) -> Report | None:
    """Return the report of a proof without Problems that was made of exactly this."""
    file = _file(named)
    try:
        kept = json.loads(file.read_bytes())
        answer_sets, proven, examples = kept["answer_sets"], kept["proven"], kept["examples"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    with suppress(OSError):  # of a folder that is only to be read
        os.utime(file)
    fits = isinstance(answer_sets, int) and isinstance(examples, int) and isinstance(proven, list)
    return Report((), answer_sets, tuple(map(str, proven)), examples) if fits else None


@contextmanager
def alone(named: Iterable[str]) -> Iterator[None]:
    """Wait until no other process proves the same, where the system can tell: what that one proved is known then."""
    file = _file(named)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # One for each first letter of a name, so that they are few. A process that ends, however, lets it go.
        turn = os.open(file.with_name(f"{file.name[0]}.turn"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        if sys.platform != "win32":
            with suppress(OSError):
                flock(turn, LOCK_EX)
        yield
    finally:
        os.close(turn)


def remember(named: Iterable[str], report: Report) -> None:
    """Keep a proof without Problems; does nothing where nothing can be written."""
    file = _file(named)
    # Written beside it and renamed, so that another process never reads half a file.
    beside = file.with_suffix(f".{os.getpid()}")
    kept = {"answer_sets": report.answer_sets, "proven": report.proven, "examples": report.examples}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(kept))
        beside.replace(file)
        for old in sorted(file.parent.glob("*.json"), key=lambda each: each.stat().st_mtime)[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _file(named: Iterable[str]) -> Path:
    return folder() / f"{sha256(json.dumps([code(), *named]).encode()).hexdigest()}.json"
