"""Check rulebook files: load, compile, run the examples."""

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli import OK, PROBLEMS
from app.engine.compile import compiled
from app.engine.examples import example_problems
from app.problems import AppError, Place, Problem, RulebookInvalid
from app.rulebook.examples import examples_path, read_examples
from app.rulebook.load import read_rulebook
from app.rulebook.model import Rulebook

EXAMPLES = ".examples.yaml"


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold what was found in one rulebook file; `rulebook` is None where it cannot be used."""

    path: Path
    rulebook: Rulebook | None
    examples: int
    problems: tuple[Problem, ...]


def run(arguments: Namespace) -> int:
    """Print every problem and a summary, or both as JSON."""
    checked = [checked_file(path, inside) for path, inside in rulebook_files(arguments.paths).items()]
    problems = [problem for each in checked for problem in each.problems]
    if arguments.json:
        found = [_problem(problem) for problem in problems]
        print(json.dumps({"problems": found, "rulebooks": [_summary(each) for each in checked]}, indent=2))
    else:
        print("\n".join([*map(str, problems), _in_words(checked, len(problems))]))
    return PROBLEMS if problems else OK


def rulebook_files(paths: list[str]) -> dict[Path, bool]:
    """Return the rulebook files that are named, and those in folders that are named; say which is which."""
    files: dict[Path, bool] = {}
    for named in map(Path, paths):
        found = sorted(_inside(named)) if named.is_dir() else [named]
        if not found:
            raise AppError("not_found", f"expected rulebooks in `{named}`, found none")
        files.update(dict.fromkeys(found, named.is_dir()))
    return files


def checked_file(path: Path, in_folder: bool) -> Checked:
    """Check one rulebook file and the examples beside it; in a folder its name must be what the server expects."""
    rulebook, problems = read_rulebook(path)
    if rulebook is None:
        return Checked(path, None, 0, tuple(problems))
    if in_folder and (path.parent.name, path.stem) != (rulebook.id, rulebook.version):
        message = f"expected this rulebook in `{rulebook.id}/{rulebook.version}.yaml`, found it in another place"
        return Checked(path, None, 0, (Problem(Place(str(path)), "misplaced_file", message),))
    try:
        compiled(rulebook)
    except RulebookInvalid as error:
        return Checked(path, None, 0, error.problems)
    beside = examples_path(path)
    if not beside.exists():
        return Checked(path, rulebook, 0, ())
    examples, problems = read_examples(beside, rulebook)
    return Checked(path, rulebook, len(examples), (*problems, *example_problems(rulebook, examples)))


def _inside(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.yaml") if not path.name.endswith(EXAMPLES))


def _in_words(checked: list[Checked], problems: int) -> str:
    examples = sum(each.examples for each in checked)
    return f"{_count(len(checked), 'rulebook')}, {_count(examples, 'example')}, {_count(problems, 'problem')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _problem(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "code": problem.code,
        "message": problem.message,
    }


def _summary(checked: Checked) -> dict[str, Any]:
    book = checked.rulebook
    known = {"id": book.id, "version": book.version, "digest": book.digest} if book else {}
    return {"file": str(checked.path), **known, "examples": checked.examples, "usable": book is not None}
