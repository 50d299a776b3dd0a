"""A draft is an edition that can be read and named, and is never the one of a day."""

from datetime import date
from pathlib import Path

import pytest

from app.problems import AppError, RulebookInvalid
from app.rulebook.files import NO_OVERLAY
from app.rulebook.in_force import Standing, standing
from app.rulebook.library import Library
from app.rulebook.load import rulebook_from
from app.rulebook.model import Draft, Rulebook
from app.rulebook.text import Text
from tests.rulebook.bad import DRAFT, GOOD, IN_FORCE
from tests.rulebook.bad_overlays import GOOD_OVERLAY

ID, WHOSE = "book-loans", "town-library"
PLAIN = GOOD.read_text("utf-8")
DAY = date(2022, 3, 1)


def as_draft(text: str, version: str = "2.0.0") -> str:
    return text.replace(IN_FORCE, DRAFT).replace('"1.2.0"', f'"{version}"')


def shelf(rules: Path, *drafts: str, plain: bool = True, overlay: str = "") -> Path:
    """Write the specimen as these drafts, beside it as it is and an organisation's changes to it."""
    texts = {f"{ID}/{version}.yaml": as_draft(PLAIN, version) for version in drafts}
    texts |= {f"{ID}/1.2.0.yaml": PLAIN} if plain else {}
    texts |= {f"overlays/{WHOSE}/{ID}.yaml": overlay} if overlay else {}
    for name, text in texts.items():
        (rules / name).parent.mkdir(parents=True, exist_ok=True)
        (rules / name).write_text(text, "utf-8")
    return rules


def read(text: str) -> Rulebook:
    rulebook, problems = rulebook_from(text.encode(), "book.yaml")
    if rulebook is None:
        raise RulebookInvalid(problems)
    return rulebook


@pytest.mark.parametrize("expected", ["2027", "2027-01", "2027-12"])
def test_a_draft_says_when_it_is_expected_and_why_it_is_one(expected: str) -> None:
    book = read(as_draft(PLAIN).replace('"2027"', f'"{expected}"'))
    assert (book.in_force, book.draft) == ((), Draft(expected, Text("Nog een voorstel.", "Still a proposal.")))


@pytest.mark.parametrize("expected", ["soon", "2027-13", "2027-00", "0000", "202701", "2027-01-01"])
def test_what_is_no_year_or_month_is_refused(expected: str) -> None:
    with pytest.raises(RulebookInvalid) as refused:
        read(as_draft(PLAIN).replace('"2027"', f'"{expected}"'))
    assert [problem.code for problem in refused.value.problems] == ["bad_id"]


@pytest.mark.parametrize("day", [date.min, DAY, date(2027, 6, 1), date.max])
def test_a_draft_is_in_force_on_no_day(day: date) -> None:
    assert standing(read(as_draft(PLAIN)), day) == Standing(day, in_force=False, last_day=None, since=None, again=None)


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2021, 1, 1), DAY, date(2028, 1, 1)])
def test_the_edition_of_a_day_is_never_a_draft(day: date, tmp_path: Path) -> None:
    library = Library.load(shelf(tmp_path, "1.0.0", "2.0.0"))
    assert library.problems == ()
    assert [edition.version for edition in library.editions(ID)] == ["1.0.0", "1.2.0", "2.0.0"]
    assert library.choose(ID, day).version == "1.2.0"
    assert library.edition(ID, "2.0.0").draft


def test_of_drafts_alone_none_is_chosen(tmp_path: Path) -> None:
    library = Library.load(shelf(tmp_path, "2.0.0", plain=False))
    with pytest.raises(AppError) as refused:
        library.choose(ID, DAY)
    assert refused.value.code == "not_found"
    assert refused.value.message == (
        "expected an edition of `book-loans` that is no draft, "
        "found only drafts; name the version of one, such as `2.0.0`"
    )
    assert (library.ids(), library.in_use()) == ((ID,), ())
    assert Library.load(shelf(tmp_path)).in_use() == (ID,)


def test_an_organisation_cannot_change_a_draft(tmp_path: Path) -> None:
    overlay = GOOD_OVERLAY.read_text("utf-8").replace('versions: ["1.2.0"]', 'versions: ["1.2.0", "2.0.0"]')
    library = Library.load(shelf(tmp_path, "2.0.0", overlay=overlay))
    (problem,) = library.problems
    line = next(place for place, line in enumerate(overlay.splitlines(), 1) if line.startswith("versions:"))
    assert (problem.code, problem.place.line, problem.place.column) == ("changed_draft", line, 21)
    assert problem.message == "expected an edition that is no draft, found the draft `2.0.0`"
    assert [each.edition for each in library] == ["1.2.0", f"1.2.0@{WHOSE}", "2.0.0"]


def test_where_changes_count_a_draft_is_named_as_it_is(tmp_path: Path) -> None:
    rules = shelf(tmp_path, "2.0.0", overlay=GOOD_OVERLAY.read_text("utf-8"))
    library = Library.load(rules, organisation=WHOSE)
    assert library.edition(ID, "1.2.0").edition == f"1.2.0@{WHOSE}"
    assert library.edition(ID, "2.0.0").edition == library.edition(ID, "2.0.0", NO_OVERLAY).edition == "2.0.0"
    with pytest.raises(AppError, match=r"which has `1\.2\.0`"):
        library.edition(ID, "2.0.0", WHOSE)
