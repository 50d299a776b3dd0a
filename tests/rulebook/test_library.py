from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.problems import AppError, Problem, RulebookInvalid, SourceLocation
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from tests.rulebook.bad import GOOD

SOURCE = GOOD.read_text("utf-8")
BOTH_PERIODS = """  - {from: 2020-01-01, until: 2020-12-31}
  - {from: 2022-01-01}
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(version: str, periods: str = BOTH_PERIODS, say: str = "Uw pas?", at: str = "") -> Path:
        path = tmp_path / (at or f"book-loans/{version}.yaml")
        path.parent.mkdir(exist_ok=True, parents=True)
        text = SOURCE.replace('"1.2.0"', f'"{version}"').replace(BOTH_PERIODS, periods).replace("Uw pas?", say)
        path.write_text(text, "utf-8")
        return path

    return write


def test_every_edition_in_the_folder_is_there_and_examples_are_not(write: Write, tmp_path: Path) -> None:
    write("1.2.0")
    write("1.10.0")
    (tmp_path / "book-loans" / "1.2.0.examples.yaml").write_text("not: a rulebook")
    library = Library.load(tmp_path)
    assert library.problems == ()
    assert library.ids() == ("book-loans",)
    assert [edition.version for edition in library.editions("book-loans")] == ["1.2.0", "1.10.0"]
    assert [edition.version for edition in library] == ["1.2.0", "1.10.0"]
    assert library.edition("book-loans", "1.10.0").version == "1.10.0"


@pytest.mark.parametrize("at", ["book-loans/1.3.0.yaml", "books/1.2.0.yaml"])
def test_a_rulebook_in_the_wrong_place_is_a_problem(at: str, write: Write, tmp_path: Path) -> None:
    path = write("1.2.0", at=at)
    (problem,) = Library.load(tmp_path).problems
    assert (problem.code, problem.place) == ("misplaced_file", SourceLocation(str(path)))
    assert "expected this in `book-loans/1.2.0.yaml`" in problem.message


def test_a_file_that_cannot_be_read_is_a_problem(write: Write, tmp_path: Path) -> None:
    write("1.2.0")
    (tmp_path / "book-loans" / "2.0.0.yaml").mkdir()
    library = Library.load(tmp_path)
    assert [problem.code for problem in library.problems] == ["unreadable"]
    assert library.ids() == ("book-loans",)


def test_bad_files_are_problems_and_the_good_ones_are_kept(write: Write, tmp_path: Path) -> None:
    write("1.2.0")
    write("1.3.0", periods="  - {from: soon}\n")
    library = Library.load(tmp_path)
    assert [problem.code for problem in library.problems] == ["bad_date"]
    assert [edition.version for edition in library.editions("book-loans")] == ["1.2.0"]


def test_a_file_that_says_the_same_keeps_the_same_rulebook(write: Write, tmp_path: Path) -> None:
    path = write("1.2.0")
    library = Library.load(tmp_path)
    running = library.edition("book-loans", "1.2.0")
    path.write_text("# a comment\n" + path.read_text("utf-8"), "utf-8")
    library.refresh()
    assert library.edition("book-loans", "1.2.0") is running


def test_an_edition_that_ran_is_never_changed_in_place(write: Write, tmp_path: Path) -> None:
    path = write("1.2.0")
    library = Library.load(tmp_path)
    running = library.edition("book-loans", "1.2.0")
    write("1.2.0", say="Je pas?")
    for _ in range(2):
        library.refresh()
        assert library.edition("book-loans", "1.2.0") is running
        (problem,) = library.problems
        assert (problem.code, problem.place.file) == ("edition_changed", str(path))
        assert problem.message.endswith("give it a version and a file of its own")
        assert library.kept == {running.digest}
    path.unlink()
    library.refresh()
    write("1.2.0", say="Je pas?")
    write("1.3.0", say="Je pas?")
    library.refresh()
    assert [edition.version for edition in library.editions("book-loans")] == ["1.3.0"]
    assert [problem.code for problem in library.problems] == ["edition_changed"]
    write("1.2.0")
    library.refresh()
    assert library.edition("book-loans", "1.2.0").digest == running.digest
    assert library.problems == ()


def test_a_file_that_never_ran_may_be_mended_in_place(write: Write, tmp_path: Path) -> None:
    write("1.2.0", periods="  - {from: soon}\n")
    library = Library.load(tmp_path)
    write("1.2.0", say="Je pas?")
    library.refresh()
    assert library.edition("book-loans", "1.2.0").questions["pass"].ask.nl == "Je pas?"


def test_a_file_gone_bad_never_replaces_the_good_one_that_runs(write: Write, tmp_path: Path) -> None:
    path = write("1.2.0")
    library = Library.load(tmp_path)
    running = library.edition("book-loans", "1.2.0")
    for bad in (path.read_text("utf-8").replace("owner: desk", "owner: disk"), "a: [", "id: on"):
        path.write_text(bad, "utf-8")
        library.refresh()
        assert library.edition("book-loans", "1.2.0") is running
        assert library.problems
    write("1.2.0")
    library.refresh()
    assert library.edition("book-loans", "1.2.0") is running
    assert library.problems == ()


def test_an_edition_whose_file_is_gone_is_gone(write: Write, tmp_path: Path) -> None:
    path = write("1.2.0")
    library = Library.load(tmp_path)
    path.unlink()
    library.refresh()
    assert library.ids() == ()


def test_each_rulebook_is_prepared_once_for_what_it_says(write: Write, tmp_path: Path) -> None:
    prepared: list[str] = []

    def without_sight(rulebook: Rulebook) -> Rulebook:
        prepared.append(rulebook.digest)
        return rulebook.leaving_out(frozenset({"sight"}))

    write("1.2.0")
    library = Library.load(tmp_path, without_sight)
    library.refresh()
    assert library.edition("book-loans", "1.2.0").left_out == {"sight"}
    assert len(prepared) == 1


def test_what_cannot_be_prepared_is_a_problem_of_its_file(write: Write, tmp_path: Path) -> None:
    too_entangled = Problem(SourceLocation("1.2.0.yaml"), "too_entangled", "expected less")

    def refuse(rulebook: Rulebook) -> Rulebook:
        raise RulebookInvalid([too_entangled])

    write("1.2.0")
    library = Library.load(tmp_path, refuse)
    assert library.problems == (too_entangled,)
    assert library.ids() == ()


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2019, 1, 1), "1.0.0"),  # before everything: the earliest
        (date(2020, 6, 1), "1.0.0"),
        (date(2020, 12, 31), "1.0.0"),
        (date(2021, 6, 1), "1.0.0"),  # between two: the last in force before it
        (date(2022, 3, 1), "1.1.0"),
        (date(2022, 6, 1), "1.2.0"),  # two in force: the higher version
        (date(2030, 1, 1), "1.2.0"),
    ],
)
def test_the_edition_in_force_on_a_day_is_chosen(on: date, version: str, write: Write, tmp_path: Path) -> None:
    write("1.0.0", periods="  - {from: 2020-01-01, until: 2020-12-31}\n")
    write("1.1.0", periods="  - {from: 2022-01-01, until: 2022-12-31}\n")
    write("1.2.0", periods="  - {from: 2022-05-01, until: 2023-12-31}\n")
    assert Library.load(tmp_path).choose("book-loans", on=on).version == version


@pytest.mark.parametrize("id", ["book-loan", "", "..", "../book-loans", "x" * 100_000, "book-loans/1.2.0.yaml"])
def test_an_unknown_id_is_not_found_and_not_repeated(id: str, write: Write, tmp_path: Path) -> None:
    write("1.2.0")
    library = Library.load(tmp_path)
    with pytest.raises(AppError) as refused:
        library.choose(id, on=date(2022, 1, 1))
    assert refused.value.code == "not_found"
    assert f"`{id}`" not in refused.value.message


def test_an_unknown_version_is_not_found_and_the_known_ones_are_named(write: Write, tmp_path: Path) -> None:
    write("1.2.0")
    with pytest.raises(AppError) as refused:
        Library.load(tmp_path).edition("book-loans", "../1.2.0")
    assert (refused.value.code, refused.value.message[-8:]) == ("not_found", " `1.2.0`")


def test_a_folder_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        Library.load(tmp_path / "none")
    assert refused.value.code == "not_found"


def test_before_the_first_day_of_several_the_newest_is_used(write: Write, tmp_path: Path) -> None:
    for version in ("1.0.0", "1.1.0"):
        write(version, periods="  - {from: 2020-01-01, until: 2020-12-31}\n")
    assert Library.load(tmp_path).choose("book-loans", date(2019, 1, 1)).version == "1.1.0"
