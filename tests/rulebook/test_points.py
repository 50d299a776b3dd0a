"""Points for answers, whose sum is compared: read, proven, said in words."""

import pytest

from app.engine.evaluate import evaluate
from app.rule_text import in_words
from app.rulebook.conditions import Not, Points, written
from app.rulebook.load import rulebook_from
from app.rulebook.model import Rulebook
from app.verify.mutation.run import trial
from app.verify.verification import verify
from app.web.api.rulebook_json import published
from tests.rulebook.test_choices import CONTENTS
from tests.rulebook.test_numbers import NUMBERS

PACKED = (
    CONTENTS.replace("  contents:", "  packed:")
    .replace("Wat zit erin?", "Hoe is het ingepakt?")
    .replace("What is in it?", "How is it packed?")
    .replace("    choose: any\n", "")
)
POINTS = """points:
  risk:
    title: {nl: "Risico", en: "Risk"}
    sum: {packed: {glass: 3, battery: 2}, abroad: {yes: 2}}
"""
OTHER = "  other: {title: {nl: a, en: b}, sum: {abroad: {yes: 1}}}\n"
SOURCE = (
    NUMBERS.read_text("utf-8")
    .replace("  abroad:\n", f"{PACKED}  abroad:\n")
    .replace("\nterms:\n", f"\n{POINTS}terms:\n")
    .replace("{any: [{weight: {over: 30}}", "{any: [{risk: {at_least: 5}}, {weight: {over: 30}}")
    .replace("{all: [{term: light}, {abroad: no}]}", "{all: [{term: light}, {risk: {under: 2}}, {abroad: no}]}")
    .replace("[weight, books, abroad]", "[weight, books, packed, abroad]")
    .split("laws:")[0]
)


def read() -> Rulebook:
    book, problems = rulebook_from(SOURCE.encode(), "parcels.yaml")
    assert book, problems
    return book


def risk(book: Rulebook) -> Points:
    stated = book.criteria["too_heavy"].reaches[0].when
    return next(part for part in getattr(stated, "of", ()) if isinstance(part, Points))


def test_a_sum_of_points_decides_for_every_combination_of_answers() -> None:
    book = read()
    assert verify(book).problems == ()
    worth = {"glass": 3, "battery": 2, "cloth": 0}
    for packed, points in worth.items():
        for abroad, more in (("yes", 2), ("no", 0)):
            given = {"weight": "12", "books": "20", "packed": packed, "abroad": abroad, "ill": "no"}
            assert (evaluate(book, given).verdict == "refused") == (points + more >= 5)
    open_yet = evaluate(book, {"weight": "12", "books": "20", "packed": "unknown", "abroad": "yes", "ill": "no"})
    assert open_yet.possible == ("refused", "by_parcel")


def test_points_are_written_published_and_said_in_words() -> None:
    book = read()
    condition = risk(book)
    assert written(condition) == "risk: {at_least: 5}"
    assert in_words(condition, book, "en") == (
        "the points for “Risk” add up to “5 or more”: "
        "(1) the answer to “How is it packed?” is “Glass” (points: 3); "
        "(2) the answer to “How is it packed?” is “Battery” (points: 2); "
        "(3) the answer to “Does it go abroad?” is “Yes” (points: 2)"
    )
    assert in_words(Not(condition), book, "nl").startswith("de punten voor “Risico” zijn samen niet “5 of meer”: (1)")
    told = published(book)["criteria"]["too_heavy"]["reaches"]["fully"]["when"]["any"][0]
    assert told["points"] == "risk"
    assert told["compared"] == {"at_least": 5}
    assert told["of"][0] == {"when": {"packed": ("glass",)}, "points": 3}


def test_mutants_shift_the_sum_and_take_points_away() -> None:
    changes = [mutant.change for mutant in trial(read()).survivors]
    assert any("said {at_least: 4} in `risk: {at_least: 5}`" in change for change in changes)
    assert any("gave no points for `packed: glass` in `risk: {under: 2}`" in change for change in changes)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  risk:\n    title", "  weight:\n    title", "shared_name"),
        ("terms:\n  light:", "terms:\n  risk: {abroad: yes}\n  light:", "shared_name"),
        ("terms:\n  light:", "terms:\n  abroad: {abroad: yes}\n  light:", "shared_name"),
        ("abroad: {yes: 2}}", "weight: {over: 2}}", "points_unlike_others"),
        ("sum: {packed: {glass: 3, battery: 2}, abroad: {yes: 2}}", "sum: {}", "points_unlike_others"),
        ("{risk: {at_least: 5}}, ", "{risks: {at_least: 5}}, ", "unknown_question"),
        ("points:\n  risk:", f"points:\n{OTHER}  risk:", "unused_points"),
        ("abroad: {yes: 2}}", "abroad: {yes: two}}", "wrong_type"),
        ("abroad: {yes: 2}}", "abroad: {maybe: 2}}", "unknown_answer"),
        ("when: {criterion: {too_heavy: fully}}\n", "when: {risk: {at_least: 5}}\n", "misplaced_condition"),
    ],
)
def test_points_that_cannot_be_meant_are_a_problem(old: str, new: str, code: str) -> None:
    assert SOURCE.count(old) == 1
    _, problems = rulebook_from(SOURCE.replace(old, new).encode(), "parcels.yaml")
    assert code in [problem.code for problem in problems], problems


@pytest.mark.parametrize(
    ("compared", "found"),
    [
        ("{at_least: 4.5}", "expected one of the sums of `risk` (0, 2, 3, 4, 5), found 4.5"),
        ("{at_least: 1}", "expected one of the sums of `risk` (0, 2, 3, 4, 5), found 1"),
        ("{between: [1, 4]}", "expected one of the sums of `risk` (0, 2, 3, 4, 5), found 1, 4"),
        (
            "{over: 5}",
            "expected a comparison that holds for some of the sums of `risk` (0, 2, 3, 4, 5), found it for none",
        ),
        ("{at_least: 0}", "found it for all of them"),
    ],
)
def test_a_sum_that_decides_nothing_or_cannot_be_is_told_with_those_that_can(compared: str, found: str) -> None:
    _, problems = rulebook_from(
        SOURCE.replace("{risk: {at_least: 5}}", f"{{risk: {compared}}}").encode(), "parcels.yaml"
    )
    assert [problem.code for problem in problems] == ["idle_comparison"]
    assert found in problems[0].message


def test_a_question_that_is_always_asked_can_add_points_with_each_answer() -> None:
    worth = "sum: {packed: {glass: 3, battery: 2, cloth: 1}, abroad: {yes: 2, no: 4}}"
    source = SOURCE.replace("sum: {packed: {glass: 3, battery: 2}, abroad: {yes: 2}}", worth)
    _, problems = rulebook_from(source.encode(), "parcels.yaml")
    assert ["(3, 4, 5, 6, 7)" in problem.message for problem in problems] == [True]
