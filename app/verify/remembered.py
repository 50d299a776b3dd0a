"""Proofs of before, remembered in a folder: a wrong or unreadable file there only costs time."""

import json
import os
import sys
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from app.resources import PROGRAM, TEMPLATES
from app.verify.report import Report

MOST = 64
"""How many proofs are kept; the oldest go first."""
PRINTS_WITH = ("jinja2", "babel", "govuk-frontend-jinja", "typst")
"""What decides, beside this program, how a page comes out."""


def folder() -> Path:
    """Return where proofs are remembered: in the cache of whoever runs this."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "thuiswerkcheck" / "proofs"


@cache
def code() -> str:
    """Return the digest of everything that a proof is made with: this program, its pages, and what renders them."""
    digest = sha256(" ".join([sys.version, *(version(name) for name in PRINTS_WITH)]).encode())
    for file in sorted(_files()):
        digest.update(str(file).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files() -> Iterable[Path]:
    yield from PROGRAM.rglob("*.py")
    yield from (path for path in TEMPLATES.rglob("*") if path.is_file())


def recall(named: Iterable[str]) -> Report | None:
    """Return the report of a proof without Problems that was made of exactly this, None where there is none."""
    try:
        kept = json.loads(_file(named).read_bytes())
        answer_sets, proven, examples = kept["answer_sets"], kept["proven"], kept["examples"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    fits = isinstance(answer_sets, int) and isinstance(examples, int) and isinstance(proven, list)
    return Report((), answer_sets, tuple(map(str, proven)), examples) if fits else None


def remember(named: Iterable[str], report: Report) -> None:
    """Keep a proof without Problems; where nothing can be written, it is made again another time."""
    file = _file(named)
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
