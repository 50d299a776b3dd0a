"""The shipped rulebook with other ids: words that mean something to the languages the program is written in."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from app.resources import RULES
from app.rulebook.load import load_rulebook
from tests.conftest import VERSION

ID = "thuiswerken-2021"
WORDS = (
    "values", "items", "keys", "get", "update", "pop", "copy", "clear", "constructor", "setdefault", "popitem",
    "fromkeys", "length", "name", "id", "form", "main", "device", "advice", "known", "around", "loop", "caller",
    "language", "rulebook", "told", "text", "count", "index", "title", "format", "join", "upper", "append", "sort",
    "state", "answers", "questions", "audience", "mode", "example", "missing", "hasownproperty", "prototype", "super",
    "varargs", "kwargs", "undefined", "document", "window", "location", "map", "filter", "find", "entries", "body",
    "script", "style", "none_of_these", "system", "say", "when", "sees", "source", "version", "digest", "people",
)  # fmt: skip
"""Methods of mappings and objects, names in templates and of fields, ids in pages, and words of the files."""
ROLES = {"employee": "applicant", "hr": "desk", "manager": "chief"}
"""The audiences, which are people too."""
TEXT = re.compile(r'("(?:[^"\\]|\\.)*"|(?<=who: ).*)')
"""What stands in a file as words of a language."""


@cache
def names() -> dict[str, str]:
    """Return what each id of the shipped rulebook is renamed to."""
    book = load_rulebook(RULES / ID / f"{VERSION}.yaml")
    parts = (book.questions, book.criteria, book.verdicts, book.requirements, book.actions, book.notes)
    ids = dict.fromkeys(id for part in parts for id in part)
    return dict(zip(ids, WORDS, strict=False)) | ROLES


def renamed(folder: Path) -> Path:
    """Write the renamed rulebook and its examples below a folder of rules, and return that folder."""
    known = names()
    word = re.compile(rf"(?<![\w/.-])({'|'.join(map(re.escape, known))})(?![\w/.-])")
    (folder / ID).mkdir(parents=True)
    for name in (f"{VERSION}.yaml", f"{VERSION}.examples.yaml"):
        said = "\n".join(line for line in (RULES / ID / name).read_text().splitlines() if not line.startswith("#"))
        bare = TEXT.split(said)
        bare[::2] = [word.sub(lambda found: known[found[1]], part) for part in bare[::2]]
        told = "".join(bare)
        for role in ("hr", "manager"):
            told = told.replace(f"  {ROLES[role]}:\n    sees:", f"  {ROLES[role]}:\n    role: {role}\n    sees:")
        (folder / ID / name).write_text(told)
    return folder


def as_renamed(told: Any) -> Any:
    """Return JSON with every id in it renamed."""
    known = names()
    match told:
        case dict():
            return {known.get(name, name): as_renamed(each) for name, each in told.items()}
        case list() | tuple():
            return [as_renamed(each) for each in told]
        case str():
            return known.get(told, told)
        case _:
            return told
