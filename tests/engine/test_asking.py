"""Asking: every question matters, the count ahead is proven and never grows, and all paths end."""

from itertools import pairwise
from random import Random

import pytest

from app.engine.asking import Mode
from app.engine.evaluate import evaluate
from app.rulebook.model import UNKNOWN, Rulebook
from tests.engine.answers import Given, partial
from tests.engine.invented import random_rulebook

MODES: list[Mode] = ["quick", "full"]


def walk(book: Rulebook, random: Random, mode: Mode, given: Given) -> list[tuple[str, int]]:
    """Answer whatever is asked at random; return each question with the most that were left before it."""
    path: list[tuple[str, int]] = []
    while (question := evaluate(book, given, mode=mode).next_question) is not None:
        path.append((question, evaluate(book, given, mode=mode).at_most_left))
        many = book.questions[question].many
        given[question] = () if many else random.choice([*book.questions[question].answers, UNKNOWN])
    return path


@pytest.mark.parametrize("mode", MODES)
def test_at_most_left_holds_and_never_grows(book: Rulebook, mode: Mode) -> None:
    random = Random(1)
    for i in range(400):
        given = {} if i % 2 else partial(book, random)
        path = walk(book, random, mode, given)
        counts = [most for _, most in path] + [evaluate(book, given, mode=mode).at_most_left]
        assert counts[-1] == 0
        assert all(after < before for before, after in pairwise(counts)), (path, given)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", range(60))
def test_at_most_left_holds_for_invented_rulebooks(seed: int, mode: Mode) -> None:
    random = Random(seed)
    book = random_rulebook(random)
    for i in range(20):
        given = {} if i % 2 else partial(book, random, 50)
        path = walk(book, random, mode, given)
        counts = [most for _, most in path] + [0]
        assert all(after < before for before, after in pairwise(counts)), (path, given)


@pytest.mark.parametrize("seed", range(25))
def test_at_most_left_is_reached_by_some_path(seed: int) -> None:
    book = random_rulebook(Random(seed), size=4)
    assert evaluate(book, {}).at_most_left == longest(book, {})


def longest(book: Rulebook, given: Given) -> int:
    """Return the number of questions on the longest path of asking, by walking them all."""
    question = evaluate(book, given).next_question
    if question is None:
        return 0
    answers = [*book.questions[question].answers, UNKNOWN]
    return 1 + max(longest(book, {**given, question: answer}) for answer in answers)


def mean(book: Rulebook, given: Given) -> float:
    """Return the mean number of questions over equally likely known answers, by walking all paths."""
    question = evaluate(book, given).next_question
    if question is None:
        return 0.0
    answers = list(book.questions[question].answers)
    return 1 + sum(mean(book, {**given, question: answer}) for answer in answers) / len(answers)


@pytest.mark.parametrize("seed", range(25))
def test_usually_left_is_the_mean_over_known_answers(seed: int) -> None:
    book = random_rulebook(Random(seed), size=4)
    assert evaluate(book, {}).usually_left - 1 < mean(book, {}) <= evaluate(book, {}).usually_left + 1e-9


def test_at_the_start_at_most_fifteen_questions_are_left(book: Rulebook) -> None:
    told = evaluate(book, {})
    assert (told.usually_left, told.at_most_left) == (6, 15)


@pytest.mark.parametrize("seed", range(40))
def test_the_verdict_stage_asks_the_first_question_that_can_still_alter_it(seed: int) -> None:
    random = Random(seed)
    book = random_rulebook(random)
    health = {q.id for q in book.questions.values() if q.sensitivity == "health"}
    for _ in range(15):
        given = partial(book, random, 50)
        told = evaluate(book, given)
        if told.next_question is None or told.next_question == "safe":
            continue
        assert told.next_question in {q.question for q in told.open_questions}
        open_now = [q.question for q in told.open_questions if q.state == "not_asked"]
        if UNKNOWN not in given.values():
            assert told.next_question == min(open_now, key=lambda q: (q in health, list(book.questions).index(q)))


def test_quick_and_full_lead_to_the_same_verdict(book: Rulebook) -> None:
    for seed in range(200):
        quick: Given = {}
        walk(book, Random(seed), "quick", quick)
        full = dict(quick)
        asked = [question for question, _ in walk(book, Random(seed), "full", full)]
        assert evaluate(book, quick).possible == evaluate(book, full).possible
        assert not [q for q in asked if book.questions[q].sensitivity == "health"]


def test_site_safety_is_asked_only_where_being_on_site_is_the_verdict(book: Rulebook) -> None:
    for seed in range(300):
        given: Given = {}
        asked = [question for question, _ in walk(book, Random(seed), "full", given)]
        possible = set(evaluate(book, given).possible)
        assert ("site_safe" in asked) == (possible <= {"on_site", "partly_on_site"})
        assert ("other_reasons" in asked) == (possible <= {"home", "conversation"})


def test_a_question_behind_an_unknown_gate_is_not_asked_and_its_gate_is_named(book: Rulebook) -> None:
    given: Given = {"home_workplace": "not_adequate", "home_workplace_fix": UNKNOWN}
    walk(book, Random(0), "full", given)
    told = evaluate(book, {"home_workplace": "not_adequate", "home_workplace_fix": UNKNOWN})
    assert "home_part_possible" not in given
    named = {q.question: q for q in told.open_questions}
    assert "home_part_possible" not in named
    assert (named["home_workplace_fix"].state, named["home_workplace_fix"].who_can_tell) == ("unknown", ("employee",))
