"""Evaluate answers from a file."""

import json
import os
import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.cli import OK
from app.cli.words import in_words
from app.problems import AppError
from app.rulebook.library import Library
from app.settings import Settings
from app.verify.ready import ready
from app.web.evaluations import as_json, asked_by, evaluated

MAX_BYTES = 256 * 1024


def run(arguments: Namespace) -> int:
    """Print what follows, in words or as the API's JSON."""
    answers = answers_from(arguments.answers)
    settings = Settings.from_environment(os.environ)
    library = Library.load(settings.rules, ready(settings.not_asked))
    today = datetime.now(UTC).date()
    asked = asked_by({
        "rulebook": arguments.rulebook,
        "answers": answers,
        "version": arguments.version,
        "audience": arguments.audience,
        "language": arguments.lang,
        "mode": arguments.mode,
    })  # fmt: skip
    try:
        told = evaluated(library, asked, today)
    except AppError as error:
        raise _with_hint(error, library) from None
    if arguments.json:
        print(as_json(told).decode())
    else:
        rulebook = library.edition(told["rulebook"]["id"], told["rulebook"]["version"])
        print(in_words(rulebook, told, arguments.lang, today))
    return OK


def answers_from(file: str) -> dict[str, Any]:
    """Read answers from a JSON file, or from standard input where the file is `-`."""
    try:
        written = sys.stdin.buffer.read(MAX_BYTES + 1) if file == "-" else _start_of(Path(file))
    except OSError:
        raise AppError("not_found", f"expected a file with answers in `{file}`, found none that can be read") from None
    if len(written) > MAX_BYTES:
        raise AppError("invalid", f"expected at most {MAX_BYTES:,} bytes of answers, found more")
    try:
        answers = json.loads(written)
    except (ValueError, RecursionError):
        raise AppError("invalid", "expected answers as JSON (YAML is not read), found something else") from None
    if not isinstance(answers, dict):
        raise AppError("invalid", "expected one JSON object from questions to answers, found other JSON")
    return answers


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _with_hint(error: AppError, library: Library) -> AppError:
    if error.code != "not_found" or not library.problems:
        return error
    hint = f"some files were refused: see thuiswerkcheck verify {library.folder}"
    return AppError("not_found", f"{error.message}; {hint}")
