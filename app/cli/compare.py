"""Compare two rulebooks: what differs, for which answers, exactly."""

import json
from argparse import Namespace
from pathlib import Path

from app.cli import OK, PROBLEMS
from app.cli.verify import editions_named, problem_as_json
from app.problems import Problem, RulebookInvalid
from app.rulebook.files import is_overlay
from app.rulebook.load import read_rulebook
from app.rulebook.model import Rulebook
from app.verify.diff.diff import compare
from app.verify.diff.report import as_json, in_words


def run(arguments: Namespace) -> int:
    (old, old_problems), (new, new_problems) = edition(arguments.old), edition(arguments.new)
    if old is None or new is None:
        return _refused([*old_problems, *new_problems], arguments.json)
    diff = compare(old, new)
    print(json.dumps(as_json(diff), indent=2) if arguments.json else in_words(diff))
    return OK


def edition(named: str) -> tuple[Rulebook | None, list[Problem]]:
    """Read what is to be compared: a rulebook file, or an organisation's changes made on the last edition they name."""
    path = Path(named)
    if not is_overlay(path):
        return read_rulebook(path)
    try:
        return list(editions_named(path).values())[-1](), []
    except RulebookInvalid as error:
        return None, list(error.problems)


def _refused(problems: list[Problem], as_object: bool) -> int:
    listed = json.dumps({"problems": [problem_as_json(problem) for problem in problems]}, indent=2)
    print(listed if as_object else "\n".join(map(str, problems)))
    return PROBLEMS
