from pathlib import Path

import pytest

from app.problems import AppError
from app.rulebook.examples import examples_path, read_baseline, read_examples
from app.rulebook.load import load_rulebook
from app.verify.mutation.suggest import CONFIRM
from tests.rulebook.bad import GOOD, GOOD_EXAMPLES

BOOK = load_rulebook(GOOD)


def test_examples_stand_beside_their_rulebook() -> None:
    assert examples_path("rules/book-loans/1.2.0.yaml") == Path("rules/book-loans/1.2.0.examples.yaml")
    assert examples_path(GOOD) == GOOD_EXAMPLES


def test_what_is_given_stands_on_top_of_the_baseline() -> None:
    (first, second), problems = read_examples(GOOD_EXAMPLES, BOOK)
    assert problems == []
    assert first.answers == {"rare_book": "yes", "pass": "valid", "sight": "good", "wishes": ("coffee", "quiet")}
    assert second.answers == {"rare_book": "no", "pass": "unknown", "sight": "not_relied_on", "wishes": "unknown"}
    assert (first.id, str(first.place)) == ("E1", f"{GOOD_EXAMPLES}:5:5")


def test_the_baseline_is_read_by_itself() -> None:
    assert read_baseline(GOOD_EXAMPLES, BOOK) == {"rare_book": "no", "pass": "valid", "sight": "good"}


def test_what_is_not_expected_is_none() -> None:
    (first, second), _ = read_examples(GOOD_EXAMPLES, BOOK)
    assert (first.expect.verdict, first.expect.could_be) == ("stay", None)
    assert (first.expect.grounds, first.expect.actions, first.expect.may_start) == (("rarity",), (), False)
    assert first.expect.told == {"own_wishes": ("quiet", "coffee")}
    assert (second.expect.verdict, second.expect.could_be) == (None, ("stay", "go"))
    assert (second.expect.grounds, second.expect.requirements, second.expect.may_start) == (None, None, None)


def test_examples_that_are_not_there_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        read_examples(tmp_path / "none.examples.yaml", BOOK)
    assert refused.value.code == "not_found"


def test_what_nobody_confirmed_is_no_example_and_a_warning_with_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "loans.examples.yaml"
    source = GOOD_EXAMPLES.read_text("utf-8")
    file.write_text(source.replace("who: Somebody who tells little.", f"who: {CONFIRM}"), "utf-8")
    examples, (problem,) = read_examples(file, BOOK)
    assert [example.id for example in examples] == ["E1"]
    assert (problem.code, problem.level, str(problem.place)) == ("example_unconfirmed", "warning", f"{file}:17:5")
    assert problem.message == (
        "expected `who` of `E2` to say who it is about, found `Nobody yet.`; confirm what it expects and say who it is"
        " about, or delete it: until then it does not count"
    )
    assert read_baseline(file, BOOK) == read_baseline(GOOD_EXAMPLES, BOOK)
