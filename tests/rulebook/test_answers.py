import gc
import weakref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.problems import InputProblem
from app.rulebook.answers import check_answers
from app.rulebook.load import load_rulebook
from app.rulebook.model import UNKNOWN
from tests.rulebook.bad import GOOD

BOOK = load_rulebook(GOOD)
SECRET = "my knee hurts"
ONE = [question for question in BOOK.questions.values() if not question.many]
GOOD_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        **{question.id: st.sampled_from([*question.answers, UNKNOWN]) for question in ONE},
        "wishes": st.just(UNKNOWN) | st.sets(st.sampled_from(["quiet", "coffee"])).map(sorted),
    },
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["yes", "quiet", "unknown"]),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=5,
)


def only_problem(raw: dict[str, object]) -> InputProblem:
    _, (problem,) = check_answers(BOOK, raw)
    return problem


@given(GOOD_ANSWERS)
def test_good_answers_come_back_as_they_are(raw: dict[str, object]) -> None:
    answers, problems = check_answers(BOOK, raw)
    assert problems == ()
    assert {name: sorted(value) if isinstance(value, tuple) else value for name, value in answers.items()} == raw


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(list(BOOK.questions)) | st.text(), ANYTHING))
def test_every_answer_is_used_or_a_problem_or_none(raw: dict[str, object]) -> None:
    answers, problems = check_answers(BOOK, raw)
    given_names = {name for name, value in raw.items() if value is not None}
    told = {problem.pointer.removeprefix("/answers/") for problem in problems}
    unknown = given_names - set(BOOK.questions)
    assert set(answers) | (told - {"/answers"}) == given_names - unknown
    assert ("/answers" in told) == bool(unknown)
    for problem in problems:
        assert problem.pointer == "/answers" or problem.pointer.removeprefix("/answers/") in raw
        assert "\n" not in problem.detail


def test_answers_to_a_list_come_back_in_the_order_of_the_rulebook() -> None:
    assert check_answers(BOOK, {"wishes": ["coffee", "quiet"]}) == ({"wishes": ("quiet", "coffee")}, ())
    assert check_answers(BOOK, {"wishes": []}) == ({"wishes": ()}, ())
    assert check_answers(BOOK, {"wishes": "unknown"}) == ({"wishes": "unknown"}, ())


def test_none_is_no_answer() -> None:
    assert check_answers(BOOK, {"pass": None, "no such question": None}) == ({}, ())


@pytest.mark.parametrize(
    ("raw", "code", "detail"),
    [
        ({"pass": SECRET}, "unknown_answer", "expected one of `valid`, `expired`, `unknown`, found another answer"),
        ({"pass": "not_relied_on"}, "unknown_answer", "expected one of `valid`, `expired`, `unknown`"),
        ({"pass": [SECRET]}, "not_text", "expected one of `valid`, `expired`, `unknown`, found no text"),
        ({"pass": True}, "not_text", "found no text"),
        ({"wishes": "quiet"}, "not_a_list", "expected a list of any of `quiet`, `coffee`, or `unknown`"),
        ({"wishes": {"quiet": SECRET}}, "not_a_list", "found no list"),
        ({"wishes": ["quiet", SECRET]}, "unknown_answer", "found another answer in it"),
        ({"wishes": [["quiet"]]}, "unknown_answer", "found another answer in it"),
        ({"wishes": ["quiet", "quiet"]}, "answer_twice", "found one more than once"),
    ],
)
def test_a_bad_answer_is_told_without_repeating_it(raw: dict[str, object], code: str, detail: str) -> None:
    problem = only_problem(raw)
    assert (problem.pointer, problem.code) == (f"/answers/{next(iter(raw))}", code)
    assert detail in problem.detail
    assert SECRET not in problem.detail


@pytest.mark.parametrize("key", [SECRET, "a/b~c", "x" * 100_000, "", "__proto__", "éé"])
def test_an_unknown_question_is_told_without_repeating_it(key: str) -> None:
    problem = only_problem({key: SECRET})
    assert (problem.pointer, problem.code) == ("/answers", "unknown_question")
    assert problem.detail == "expected a known question, found another"


def test_the_nearest_known_question_may_be_named() -> None:
    assert only_problem({"rarebook": "yes"}).detail.endswith("found another; did you mean `rare_book`?")


def test_a_question_that_is_left_out_is_not_asked_here() -> None:
    without = BOOK.leaving_out(frozenset({"sight"}))
    answers, (problem,) = check_answers(without, {"sight": "good", "pass": "valid"})
    assert answers == {"pass": "valid"}
    assert (problem.pointer, problem.code) == ("/answers/sight", "not_asked_here")
    assert check_answers(BOOK, {"sight": "good"}) == ({"sight": "good"}, ())


def test_every_problem_comes_at_once_and_equal_ones_once() -> None:
    assert len(check_answers(BOOK, {"pass": 1, "sight": 2, "x": 3})[1]) == 3
    assert len(check_answers(BOOK, {f"unknown {number}": "x" for number in range(10_000)})[1]) == 1


def test_a_rulebook_that_is_no_longer_used_is_forgotten() -> None:
    rulebook = load_rulebook(GOOD)
    check_answers(rulebook, {"pass": "valid"})
    forgotten = weakref.ref(rulebook)
    del rulebook
    gc.collect()
    assert forgotten() is None
