"""The page about problems has every code of the source once, each with a meaning, an example and a way out."""

import re
from itertools import chain
from pathlib import Path

import pytest

from app.engine.outcomes import CriterionState
from app.engine.run_examples import Followed, findings
from app.rulebook.checks.rulebook import CHECKS
from app.rulebook.examples import Expectation
from tests.problem_codes import codes_in
from tests.test_docs import DOCS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "problems.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in re.split(r" ?\| ?", row)[1:-1]] for row in PAGE.splitlines() if row.startswith("| `")]
LINK_TO_A_HEADING = re.compile(r"\]\(([a-z]*(?:\.md)?)#([^)]+)\)")


def codes_of_examples() -> set[str]:
    """Return the codes of an example that is wrong about everything."""
    wrong = Expectation(
        "a", ("a",), ("a",), {"a": "all"}, ("a",), {"a": "met"}, True, ("a",), {"a": ("a",)}, {"a": None}
    )
    nothing = Followed((), {"a": CriterionState(None, ("none",))}, (), {}, None, (), {}, {"a": "2027-01-31"})
    return {code for code, _, _ in findings(wrong, nothing)}


def codes_in_source() -> set[str]:
    rooms = (ROOT / "app" / room for room in ("rulebook", "engine", "verify"))
    files = chain(*(room.rglob("*.py") for room in rooms), [ROOT / "app" / "web" / "render_check.py"])
    return {check.__name__ for check in CHECKS} | codes_in(files) | codes_of_examples()


def test_the_page_has_every_code_of_the_source_once() -> None:
    codes = [code.strip("`") for code, *_ in ROWS]
    assert sorted(codes) == sorted(codes_in_source())


def test_each_code_has_a_meaning_an_example_and_a_way_out() -> None:
    assert [row for row in ROWS if len(row) != 4 or not all(row)] == []


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are made of their words."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_link_to_a_heading_leads_to_one(path: Path) -> None:
    links = LINK_TO_A_HEADING.findall(path.read_text("utf-8"))
    assert [link for link in links if link[1] not in anchors(path.parent / (link[0] or path.name))] == []
