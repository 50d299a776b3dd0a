"""Evaluate answers from a file."""

import json
import os
import sys
from argparse import Namespace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.cases.organisation import employer_in
from app.cli import OK
from app.cli.text import in_words
from app.problems import AppError, InputProblem
from app.rulebook.files import NO_OVERLAY
from app.rulebook.in_force import day_of
from app.rulebook.library import Library
from app.settings import Settings
from app.verify.admission import ready
from app.web.api.evaluations import as_json, asked_by, evaluated

MAX_BYTES = 256 * 1024
OPTIONS = {"/language": "--lang"}
"""The options that are called otherwise than what they set in a request."""


def run(arguments: Namespace) -> int:
    answers = answers_from(arguments.answers)
    settings = Settings.from_environment(os.environ)
    # Here the answers are on the person's own device already.
    not_asked = settings.not_asked - settings.on_device()
    library = Library.load(settings.rules, ready(not_asked), settings.organisation)
    today = day_of(datetime.now(UTC))
    language = {"language": arguments.lang} if arguments.lang else {}
    request = asked_by({
        "rulebook": arguments.rulebook,
        "answers": answers,
        "version": arguments.version,
        "on": arguments.on,
        "today": arguments.today,
        "organisation": arguments.organisation,
        "audience": arguments.audience,
        "mode": arguments.mode,
        **language,
    })  # fmt: skip
    try:
        evaluation = evaluated(library, request, today)
    except AppError as error:
        raise _as_given(error, library) from None
    if arguments.json:
        sys.stdout.buffer.write(as_json(evaluation) + b"\n")  # JSON is UTF-8, whatever the terminal is
        sys.stdout.buffer.flush()
    else:
        edition = evaluation["rulebook"]
        whose = edition["organisation"]["id"] if edition["organisation"] else NO_OVERLAY
        rulebook = library.edition(edition["id"], edition["version"], whose)
        employer = employer_in(settings.data) if settings.data else None
        print(in_words(rulebook, evaluation, arguments.lang or rulebook.languages[0], today, employer=employer))
    return OK


def answers_from(file: str) -> dict[str, Any]:
    """Read standard input where the file is `-`."""
    try:
        written = sys.stdin.buffer.read(MAX_BYTES + 1) if file == "-" else _start_of(Path(file))
    except OSError:
        raise AppError("not_found", f"expected a file with answers in `{file}`, found none that can be read") from None
    if len(written) > MAX_BYTES:
        raise AppError("invalid", f"expected at most {MAX_BYTES:,} bytes of answers, found more")
    try:
        answers = json.loads(written, object_pairs_hook=_each_once, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise AppError("invalid", "expected answers as JSON (YAML is not read), found something else") from None
    if not isinstance(answers, dict):
        raise AppError("invalid", "expected one JSON object from questions to answers, found other JSON")
    return answers


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # A second answer to a question would silently replace the first.
    answers = dict(pairs)
    if len(answers) < len(pairs):
        raise AppError("invalid", "expected each question once in the answers, found one more than once")
    return answers


def _as_given(error: AppError, library: Library) -> AppError:
    """Return the same refusal in terms of the file and the options, with a hint where files were refused."""
    errors = [InputProblem(_place(each.pointer), each.code, each.detail) for each in error.errors]
    hint = ""
    if error.code == "not_found" and library.problems:
        hint = f"; some files were refused: see thuiswerkcheck verify {library.folder}"
    return AppError(error.code, f"{error.message}{hint}", errors)


def _place(pointer: str) -> str:
    """Return a place in the request as a pointer into the file with answers, or as the option that set it."""
    if pointer == "/answers" or pointer.startswith("/answers/"):
        return pointer.removeprefix("/answers")
    return OPTIONS.get(pointer, f"--{pointer.removeprefix('/')}")
