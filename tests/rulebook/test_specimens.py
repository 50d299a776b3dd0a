from pathlib import Path

import pytest

import app.rulebook
from app.problems import Problem
from app.rulebook.approval import read_approval
from app.rulebook.checks.rulebook import CHECKS
from app.rulebook.examples import read_examples
from app.rulebook.load import load_rulebook, rulebook_from
from app.rulebook.parsing.strict_yaml import MAX_NODES, compose
from tests.problem_codes import codes_in
from tests.rulebook.bad import APPROVALS, EXAMPLES, GOOD, GOOD_APPROVAL, GOOD_EXAMPLES, RULES, Bad
from tests.rulebook.bad_overlays import OVERLAYS

SHOWN_ELSEWHERE = {
    "claim_form",
    "missing_placeholder",
    "placeholder_not_work",
    "unknown_placeholder",
    "unused_field",
    "letter_without_request",
    "unknown_message_day",
    "replied_not_about_reply",
    "reply_not_a_choice",
    "request_unseen",
    "gate_on_not_invoked",
    "not_invoked_named",
    "too_many_claims",
    "unused_term",
    "bad_difference",
    "bad_holiday",
    "bad_span",
    "date_not_work",
    "day_form",
    "idle_day",
    "holiday_form",
    "idle_lapse",
    "not_a_date",
    "span_form",
    "too_many_ways",
    "unused_difference",
    "shared_name",
    "points_unlike_others",
    "unused_points",
    "choice_form",
    "not_a_choice",
    "too_many_kinds",
    "unknown_day",
    "unknown_parameter",
    "unused_parameter",
    "bad_value",
    "idle_comparison",
    "amount_of_choices",
    "number_not_work",
    "bad_number",
    "example_unconfirmed",
    "unreadable",
    "misplaced_file",
    "empty_document",
    "too_many_nodes",
    "edition_changed",
    "edition_refused",
    "changed_draft",
    "not_approved",
    "other_languages",
}
"""Codes about no place in a small file: test_library, test_languages, test_approval and the tests below."""


def found_in(source: bytes) -> list[Problem]:
    return rulebook_from(source, "book.yaml")[1]


@pytest.mark.parametrize("bad", RULES, ids=lambda bad: bad.code)
def test_a_bad_rulebook_is_refused_with_code_place_and_what_was_expected(bad: Bad) -> None:
    problems = found_in(bad.source(GOOD))
    same = [problem for problem in problems if problem.code == bad.code]
    assert [(each.place.line, each.place.column) for each in same] == [bad.place(GOOD)], problems
    assert bad.message in same[0].message


@pytest.mark.parametrize("bad", EXAMPLES, ids=lambda bad: bad.code)
def test_bad_examples_are_refused_with_code_place_and_what_was_expected(bad: Bad, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(bad.source(GOOD_EXAMPLES))
    examples, problems = read_examples(tmp_path / "bad.yaml", load_rulebook(GOOD))
    same = [problem for problem in problems if problem.code == bad.code]
    assert [(each.place.line, each.place.column) for each in same] == [bad.place(GOOD_EXAMPLES)], problems
    assert bad.message in same[0].message
    assert examples == ()


@pytest.mark.parametrize("bad", APPROVALS, ids=lambda bad: bad.code)
def test_a_bad_approval_is_refused_with_code_place_and_what_was_expected(bad: Bad, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(bad.source(GOOD_APPROVAL))
    approval, problems = read_approval(tmp_path / "bad.yaml", load_rulebook(GOOD))
    assert [(each.code, each.place.line, each.place.column) for each in problems] == [
        (bad.code, *bad.place(GOOD_APPROVAL))
    ]
    assert bad.message in problems[0].message
    assert approval is None


def test_there_is_a_specimen_for_every_code_in_the_source() -> None:
    (folder,) = app.rulebook.__path__
    in_source = {check.__name__ for check in CHECKS} | codes_in(Path(folder).rglob("*.py"))
    shown = {bad.code for bad in RULES + EXAMPLES + APPROVALS + OVERLAYS} | SHOWN_ELSEWHERE
    assert in_source == shown


STRUCTURE = ("alias", "merge_key", "ambiguous_scalar", "missing_key", "bad_id", "bad_choice", "period_overlap")
MEANING = ("unknown_question", "unknown_answer", "unknown_person", "unknown_reading", "gate_order", "reach_none")


def test_all_problems_of_structure_and_meaning_come_at_once_and_in_file_order() -> None:
    text = GOOD.read_text("utf-8")
    for code in STRUCTURE + MEANING:
        bad = next(each for each in RULES if each.code == code and text.count(each.old) == 1)
        text = text.replace(bad.old, bad.new.replace("§", ""))
    problems = found_in(text.encode())
    assert {problem.code for problem in problems} >= {*STRUCTURE, *MEANING}
    assert problems == sorted(problems)


@pytest.mark.parametrize("bad", [*RULES, *EXAMPLES], ids=lambda bad: bad.code)
def test_messages_are_one_line_lower_case_without_a_full_stop(bad: Bad) -> None:
    good = GOOD if bad in RULES else GOOD_EXAMPLES
    for problem in found_in(bad.source(good)):
        assert "\n" not in problem.message
        assert problem.message.startswith("expected ")
        assert not problem.message.endswith((".", " "))


def test_a_file_without_a_document_is_a_problem() -> None:
    assert [problem.code for problem in found_in(b"# nothing\n")] == ["empty_document"]


def test_more_nodes_than_allowed_are_a_problem() -> None:
    tree, problems = compose(b"[" + b"a," * MAX_NODES + b"]", "book.yaml")
    assert tree is None
    assert [problem.code for problem in problems] == ["too_many_nodes"]
