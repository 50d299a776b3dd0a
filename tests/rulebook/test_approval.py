from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.rulebook.approval import Approval, Approver, approval_from, approval_path, approved, as_yaml, read_approval
from app.rulebook.library import Library, as_it_is
from app.rulebook.load import load_rulebook
from app.rulebook.text import Text
from tests.rulebook.bad import GOOD, GOOD_APPROVAL

ANNA = Approver("Anna de Vries", Text("hoofd van de bibliotheek", "head of the library"), date(2022, 1, 3))


def test_an_approval_is_read_with_everybody_in_it() -> None:
    approval, problems = read_approval(GOOD_APPROVAL, load_rulebook(GOOD))
    assert problems == []
    assert approval == Approval(
        "book-loans", "1.2.0", "sha256:" + "0" * 64, (ANNA, Approver("J. Bakker", None, date(2022, 1, 4)))
    )


def test_an_approval_covers_a_rulebook_to_the_letter() -> None:
    book = load_rulebook(GOOD)
    approval = Approval(book.id, book.version, book.digest, (ANNA,))
    assert approval.covers(book)
    assert not approval.covers(replace(book, digest="sha256:" + "1" * 64))


@pytest.mark.parametrize("name", ["on", "1e3", 'O\'Neill: {x} # "y"', "Zoë in 't Veld", "true", "- a", "\\n"])
def test_what_is_written_reads_back(name: str) -> None:
    book = load_rulebook(GOOD)
    written = Approval(book.id, book.version, book.digest, (ANNA, Approver(name, Text(name, name), date(2026, 1, 1))))
    assert approval_from(as_yaml(written).encode(), "book.approval.yaml", book) == (written, [])


def test_who_approves_again_is_named_once() -> None:
    book = load_rulebook(GOOD)
    again = replace(ANNA, on=date(2023, 1, 1))
    approval = Approval(book.id, book.version, book.digest, (ANNA,)).approved_by(again)
    assert approval.approved == (again,)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a folder with one rulebook and its approval."""
    (tmp_path / "book-loans").mkdir()
    path = tmp_path / "book-loans" / "1.2.0.yaml"
    path.write_bytes(GOOD.read_bytes())
    path.with_name("1.2.0.approval.yaml").write_bytes(GOOD_APPROVAL.read_bytes())
    return tmp_path


def test_an_approval_stands_beside_its_rulebook_and_is_read_again(rules: Path) -> None:
    library = Library.load(rules)
    (book,) = library.editions("book-loans")
    path = approval_path(book)
    assert library.problems == ()
    assert [each.name for each in kept(library)] == ["Anna de Vries", "J. Bakker"]
    path.write_text(path.read_text().replace("Anna", "Hanna"))
    library.refresh()
    assert kept(library)[0].name == "Hanna de Vries"
    path.unlink()
    library.refresh()
    assert library.approval(book) is None


def test_a_bad_approval_is_a_problem_and_never_replaces_a_good_one(rules: Path) -> None:
    library = Library.load(rules)
    path = rules / "book-loans" / "1.2.0.approval.yaml"
    path.write_text(path.read_text().replace("date: 2022-01-04", "date: soon"))
    library.refresh()
    assert [(problem.code, problem.place.file) for problem in library.problems] == [("bad_date", str(path))]
    assert len(kept(library)) == 2
    assert Library.load(rules).approval(library.edition("book-loans", "1.2.0")) is None


def kept(library: Library) -> tuple[Approver, ...]:
    approval = library.approval(library.edition("book-loans", "1.2.0"))
    assert approval is not None
    return approval.approved


def keep(path: Path, *names: str, digest: str = "") -> None:
    """Keep beside a rulebook who approved it."""
    book = load_rulebook(path)
    people = tuple(Approver(name, None, date(2021, 2, 16)) for name in names)
    approval_path(book).write_text(as_yaml(Approval(book.id, book.version, digest or book.digest, people)))


def test_an_approval_by_the_author_alone_is_not_enough_where_two_are_needed(tmp_path: Path) -> None:
    path = tmp_path / "book-loans" / "1.2.0.yaml"
    path.parent.mkdir()
    path.write_text(GOOD.read_text("utf-8"))
    library = Library(tmp_path, approved(2, as_it_is))
    for names, digest in ((), ""), (("Ann",), ""), (("Ann", "ann"), ""), (("Ann", "Bo"), "sha256:" + "0" * 64):
        keep(path, *names, digest=digest)
        library.refresh()
        assert library.ids() == ()
        assert [problem.code for problem in library.problems] == ["not_approved"]
    keep(path, "Ann", "Bo")
    library.refresh()
    assert (library.ids(), library.problems) == (("book-loans",), ())
    (running,) = library
    path.write_text(GOOD.read_text("utf-8").replace("Uw pas?", "Uw kaart?"))
    library.refresh()
    assert [problem.code for problem in library.problems] == ["edition_changed"]
    assert list(library) == [running]


def test_without_such_a_setting_nobody_needs_to_approve() -> None:
    book = load_rulebook(GOOD)
    assert approved(0, as_it_is)(book) is book
