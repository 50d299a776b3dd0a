"""Proofs of before, without their warnings, in a folder: a wrong or unreadable file there only costs time."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from app.resources import cache_folder, code
from app.verify.verification import Report

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
