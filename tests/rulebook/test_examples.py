from pathlib import Path

import pytest

from app.problems import AppError
from app.rulebook.examples import examples_path, read_baseline, read_examples
from app.rulebook.load import load_rulebook
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
