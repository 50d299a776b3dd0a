from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.problems import AppError, RulebookInvalid
from app.rulebook.conditions import (
    All,
    Any,
    AnyCriterion,
    Count,
    CriterionReaches,
    Not,
    QuestionIs,
    Term,
    VerdictIs,
    written,
)
from app.rulebook.load import load_rulebook, read_rulebook, rulebook_from
from app.rulebook.model import NOT_RELIED_ON, Period
from app.rulebook.parsing.diagnostics import MOST_SUGGESTIONS
from app.rulebook.parsing.strict_yaml import MAX_PROBLEMS
from app.rulebook.text import Text
from tests.depth import many
from tests.rulebook.bad import GOOD

BOOK = load_rulebook(GOOD)
SOURCE = GOOD.read_text("utf-8")


def digest_of(text: str) -> str:
    rulebook, problems = rulebook_from(text.encode(), "book.yaml")
    assert rulebook is not None, problems
    return rulebook.digest


def test_a_good_file_has_no_problems() -> None:
    rulebook, problems = read_rulebook(GOOD)
    assert rulebook is not None
    assert problems == []


def test_conditions_are_of_the_closed_sum_type() -> None:
    rarity = BOOK.criteria["rarity"].reaches
    nested = All((QuestionIs("pass", ("valid",)), Not(QuestionIs("rare_book", ("no",)))))
    assert rarity[0].when == QuestionIs("rare_book", ("yes",))
    assert rarity[1].when == Any((QuestionIs("rare_book", ("partly",)), nested))
    assert BOOK.verdicts["stay"].when == Any((CriterionReaches("rarity", ("all",)), AnyCriterion(("all",))))
    assert BOOK.notes["own_wishes"].when == VerdictIs(("stay", "go"))
    assert BOOK.verdicts["go"].when is None


def test_order_is_the_order_of_the_file() -> None:
    assert list(BOOK.questions) == ["rare_book", "pass", "pass_renewal", "sight", "illness", "wishes"]
    assert list(BOOK.extents) == ["all", "part", "none"]
    assert [law.id for law in BOOK.laws] == ["nothing-reached-means-go", "wishes-never-count", "leaving-out-rest"]


def test_leaving_out_is_the_last_answer_to_what_is_not_about_the_work() -> None:
    last = {question.id: list(question.answers.items())[-1] for question in BOOK.questions.values()}
    assert {name for name, (answer, _) in last.items() if answer == NOT_RELIED_ON} == {"sight", "illness"}
    assert last["sight"][1] == BOOK.common[NOT_RELIED_ON]
    assert last["illness"][1] == Text("Zeg ik niet", "I do not say")


def test_texts_left_out_fall_back_on_the_common_or_the_own_ones() -> None:
    renewal = BOOK.questions["pass_renewal"]
    assert renewal.unknown == Text("Geen idee", "No idea")
    assert BOOK.questions["pass"].unknown == BOOK.common["unknown"]
    assert renewal.answers["no"].other == Text("Kan niet", "Cannot")
    assert renewal.answers["now"].other == renewal.answers["now"] == Text("Nu", "Now")


def test_what_others_read_stands_beside_each_text() -> None:
    rest, wishes = BOOK.criteria["rest"], BOOK.notes["own_wishes"].say_each
    told = {
        "Advice to the reader": BOOK.about["advice_only"],
        "the reader": BOOK.people["reader"],
        "Left out": BOOK.questions["sight"].answers[NOT_RELIED_ON],
        "nothing": BOOK.extents["none"],
        "Their pass?": BOOK.questions["pass"].ask,
        "Rest of the reader": rest.title,
        "The reader does not rest": rest.not_reached,
        "The reader needs rest.": rest.reaches[0].because,
        "Show the reading room.": BOOK.verdicts["stay"].then[0],
        "Let them read here.": BOOK.undetermined[2],
        "Help renew.": BOOK.actions["renew"].say,
        "Show room 2": wishes["quiet"],
    }
    assert {words: text.other.en for words, text in told.items()} == {words: words for words in told}
    assert all(text.en not in told for text in told.values())
    assert wishes["coffee"].other == wishes["coffee"]


def test_what_others_read_is_refused_beside_a_text_that_is_not_there() -> None:
    extra = SOURCE.replace(
        "    source: [B1]\nundetermined:", "    then_other: [{nl: a, en: b}]\n    source: [B1]\nundetermined:"
    )
    extra = extra.replace("choose: any", "choose: any\n    help_other: {nl: a, en: b}")
    problems = rulebook_from(extra.encode(), "book.yaml")[1]
    assert [problem.code for problem in problems] == ["unknown_key", "not_as_many"]


def test_days_clauses_and_audiences_are_values() -> None:
    assert BOOK.in_force == (Period(date(2020, 1, 1), date(2020, 12, 31)), Period(date(2022, 1, 1), None))
    assert {clause.id: clause.source for clause in BOOK.clauses.values()} == {
        "B1": "rules",
        "B2": "rules",
        "L1": "letter",
    }
    assert BOOK.audiences["reader"] == frozenset(BOOK.questions)
    assert BOOK.audiences["desk"] == {"rare_book", "pass", "pass_renewal", "wishes"}


def test_nothing_in_a_rulebook_can_be_changed() -> None:
    mappings = [value for name, value in vars(BOOK).items() if name != "derived" and isinstance(value, Mapping)]
    mappings += [question.answers for question in BOOK.questions.values()]
    mappings += [note.say_each for note in BOOK.notes.values()]
    assert all(isinstance(mapping, MappingProxyType) for mapping in mappings)


def test_the_digest_follows_what_is_said_and_its_order_and_nothing_else() -> None:
    assert BOOK.digest == digest_of("# a comment\n" + SOURCE.replace("{sees: everything}", "{sees:   'everything'}"))
    assert BOOK.digest == digest_of(SOURCE.replace("\n", "\r\n"))
    assert BOOK.digest != digest_of(SOURCE.replace("Uw pas?", "Je pas?"))
    assert BOOK.digest != digest_of(SOURCE.replace("[later, no]", "[no, later]"))


def test_optional_sections_may_be_left_out() -> None:
    start, rest = SOURCE.split("requirements:\n")
    without = start + "audiences:" + rest.split("audiences:")[1].split("laws:")[0]
    rulebook, problems = rulebook_from(without.encode(), "book.yaml")
    assert rulebook is not None, problems
    assert (rulebook.requirements, rulebook.actions, rulebook.notes, rulebook.laws) == ({}, {}, {}, ())


def test_a_narrower_condition_on_a_gate_is_no_repetition() -> None:
    gate = SOURCE.replace("asked_when: {pass: expired}", "asked_when: {rare_book: [partly, no]}")
    narrower = gate.replace("{pass_renewal: [later, no]}", "{all: [{rare_book: no}, {pass_renewal: no}]}")
    assert digest_of(narrower)


def test_a_bad_file_is_refused_with_all_its_problems(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(SOURCE.replace("owner: desk", "owner: disk").replace("sees: ever", "sees: n"))
    with pytest.raises(RulebookInvalid) as refused:
        load_rulebook(tmp_path / "bad.yaml")
    assert [problem.code for problem in refused.value.problems] == ["unknown_person", "bad_choice"]
    assert f"{tmp_path}/bad.yaml:166:12: unknown_person" in refused.value.message


@pytest.mark.parametrize("name", ["missing.yaml", "", "missing/1.0.0.yaml", "nul\0.yaml"])
def test_a_file_that_is_not_there_is_not_found_in_one_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        load_rulebook(tmp_path / name)
    assert refused.value.code == "not_found"
    assert "\n" not in refused.value.message


PIECES = [piece for piece in SOURCE.split() if piece.strip()]


@settings(max_examples=many(150), deadline=None)
@given(st.integers(0, len(SOURCE)), st.integers(0, 40), st.sampled_from([*PIECES, "", "\n", "[]", "{}", "{a: b}"]))
def test_any_damage_gives_problems_or_a_rulebook_and_never_an_error(start: int, length: int, piece: str) -> None:
    rulebook, problems = rulebook_from((SOURCE[:start] + piece + SOURCE[start + length :]).encode(), "book.yaml")
    assert (rulebook is None) == bool(problems)


VALUES = [line for line in SOURCE.splitlines(keepends=True) if line.strip()]


@settings(max_examples=many(150), deadline=None)
@given(st.sets(st.integers(0, len(VALUES) - 1), max_size=5), st.sampled_from(["x", "[x]", "{}", "[]", "{x: [y]}"]))
def test_any_value_replaced_gives_problems_or_a_rulebook_and_never_an_error(lines: set[int], value: str) -> None:
    changed = [line.partition(":")[0] + f": {value}\n" if i in lines else line for i, line in enumerate(VALUES)]
    rulebook, problems = rulebook_from("".join(changed).encode(), "book.yaml")
    assert (rulebook is None) == bool(problems)
    assert all("\n" not in problem.message for problem in problems)


def test_few_of_many_unknown_names_are_compared_with_the_known_ones() -> None:
    unknown = "".join(f"questions{number}: x\n" for number in range(10_000))
    problems = rulebook_from((SOURCE + unknown).encode(), "bad.yaml")[1]
    assert len(problems) == MAX_PROBLEMS
    assert len([each for each in problems if "did you mean `questions`" in each.message]) == MOST_SUGGESTIONS


def test_counts_and_terms_are_read_and_written_as_they_stand(tmp_path: Path) -> None:
    count = "{at_least: 2, of: [{term: rare}, {term: precious}, {exactly: 0, of: [{illness: yes}]}]}"
    terms = (
        "\nterms:\n  rare: {rare_book: [partly, yes]}\n  precious: {all: [{term: rare}, {pass: expired}]}\nquestions:\n"
    )
    source = GOOD.read_text("utf-8").replace("{rare_book: yes}", count).replace("\nquestions:\n", terms)
    path = tmp_path / "counted.yaml"
    path.write_text(source, "utf-8")
    book = load_rulebook(path)
    rare = QuestionIs("rare_book", ("partly", "yes"))
    precious = All((Term("rare", rare), QuestionIs("pass", ("expired",))))
    assert book.terms == {"rare": rare, "precious": precious}
    stated = book.criteria["rarity"].reaches[0].when
    none_ill = Count((QuestionIs("illness", ("yes",)),), 0, 0)
    assert stated == Count((Term("rare", rare), Term("precious", precious), none_ill), 2, None)
    assert f"{{{written(stated)}}}" == count
