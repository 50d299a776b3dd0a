"""The shape of the code: sizes, layers, and no content word in the program."""

import ast
import re
from pathlib import Path
from statistics import median

import pytest

from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "app").rglob("*.py"))
API_NAMES = {"not_sufficient"}
"""Fields of the API that a rulebook's ids share a name with."""


def functions() -> list[tuple[str, int]]:
    """Return every function under app/ with its number of lines, docstring not counted."""
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.body[0].lineno + 1
                told = ast.get_docstring(node)
                found.append((f"{path.name}:{node.name}", lines - (told.count("\n") + 1 if told else 0)))
    return found


def test_files_stay_under_400_lines() -> None:
    long = {path.name: len(path.read_text().splitlines()) for path in MODULES}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}


def test_names_of_tests_can_be_read_at_a_glance() -> None:
    names = re.findall(r"^def (test_\w+)", "\n".join(path.read_text() for path in (ROOT / "tests").rglob("*.py")), re.M)
    assert [name for name in names if len(name) > 80] == []


def test_functions_stay_short() -> None:
    assert median(lines for _, lines in functions()) < 10
    assert [name for name, lines in functions() if lines > 40] == []


def test_no_room_is_called_after_what_does_not_fit_elsewhere() -> None:
    names = {part for path in MODULES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not names & {"utils", "helpers", "common", "core", "services", "managers", "misc"}


BANNED = {
    "Told", "Telling", "Teller", "Desk", "Seat", "Door", "Office", "Showroom", "Shelf", "Sheet", "Line", "Place",
    "Step",
    "NOBODY", "Asking",
}  # fmt: skip
"""Everyday words that once were the names of several things each; in `app/` the field's terms stand for each."""
BANNED_MODULES = {
    "asked", "told", "telling", "tellings", "desk", "seat", "door", "office", "showroom", "shelf", "sheet", "somebody",
    "elsewhere", "working", "ways", "seen", "tries", "written", "shown", "noticed", "decided", "altered", "stored",
}  # fmt: skip


def test_everyday_words_do_not_come_back_as_names() -> None:
    modules = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}
    assert not modules & BANNED_MODULES
    names: set[str] = set()
    for path in MODULES:
        for node in ast.parse(path.read_text()).body:
            names |= {node.name} if isinstance(node, ast.ClassDef | ast.FunctionDef) else set()
            targets = node.targets if isinstance(node, ast.Assign) else []
            names |= {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    assert not names & BANNED


def test_the_program_knows_no_word_of_a_rulebook(book: Rulebook) -> None:
    ids = {*book.questions, *book.criteria, *book.actions, *book.requirements, *book.notes} - API_NAMES
    word = re.compile(r"\b(" + "|".join(map(re.escape, sorted(ids))) + r")\b")
    found = {path.name: word.findall(path.read_text()) for path in MODULES}
    assert {name: words for name, words in found.items() if words} == {}


def test_the_program_repeats_no_text_of_a_rulebook(book: Rulebook) -> None:
    texts = {
        text[language] for q in book.questions.values() for text in (q.ask, q.why) if text for language in LANGUAGES
    }
    templates = [path for ending in ("html", "typ") for path in (ROOT / "templates").rglob(f"*.{ending}")]
    program = "\n".join(path.read_text() for path in (*MODULES, *templates))
    assert [text for text in texts if text in program] == []


def test_no_template_calls_a_method_of_a_mapping() -> None:
    # An id may be called `items` or `get`: filters go over a mapping, and names between brackets look it up.
    method = re.compile(r"\.(items|keys|values|get|pop|update|copy|setdefault)\(")
    found = {path.name: method.findall(path.read_text()) for path in (ROOT / "templates").rglob("*.html")}
    assert {name: methods for name, methods in found.items() if methods} == {}


@pytest.mark.parametrize(("folder", "endings"), [("rules", {".yaml"}), ("templates", {".html", ".po", ".svg", ".typ"})])
def test_rules_hold_only_rules_and_templates_only_pages(folder: str, endings: set[str]) -> None:
    # `.typ` is how a page looks on paper: it holds no words, these come from a template.
    assert {path.suffix for path in (ROOT / folder).rglob("*") if path.is_file()} <= endings


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [path.name for path in MODULES if marks.search(path.read_text())] == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    told = re.compile(r"(/home/|/root/|/work/|registry\.npmjs|pypi\.org|files\.pythonhosted)")
    places = [*MODULES, *ROOT.glob("*.toml"), *ROOT.glob("*.txt"), *ROOT.glob("*.json"), *ROOT.glob("*.md")]
    assert [path.name for path in places if told.search(path.read_text())] == []
