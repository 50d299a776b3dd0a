"""The document about threats names tests that exist, and leaves no row without an answer."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "threats.md"


def rows() -> list[list[str]]:
    """Return the cells of each row."""
    lines = [line for line in DOCUMENT.read_text().splitlines() if re.match(r"\| \d+ \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_threat_has_a_row_with_what_is_done_and_what_shows_it() -> None:
    assert [int(row[0]) for row in rows()] == list(range(1, 31))
    assert [row for row in rows() if len(row) != 4 or not all(row)] == []


def test_every_test_that_is_named_exists_and_where_none_is_the_row_says_so() -> None:
    for _, threat, _, shown in rows():
        named = re.findall(r"`([^`]+)`", shown)
        assert named or shown == "nothing", threat
        assert [name for name in named if "def test_" not in (ROOT / name).read_text()] == []
