"""Rulebooks of every shape that compile: what is told of them is what the reference model finds."""

from collections.abc import Callable
from functools import cache
from random import Random

import pytest

from app.engine import carriers
from app.engine.compile import Compiled, compile_rulebook, compiled
from app.engine.evaluate import Evaluation, evaluate
from app.rulebook.model import Rulebook
from app.rulebook.roles import own
from tests.depth import seeds
from tests.engine.answers import assert_as_expected, complete, partial
from tests.engine.invented import intricate_rulebook, large_rulebook, random_rulebook
from tests.engine.shapes import crossed, flow, independent, neighbours, shared, terms
from tests.reference import World, expected

SHAPES: dict[str, Callable[[], Rulebook]] = {
    "a flow": lambda: flow(Random(1)),
    "400 criteria apart": lambda: independent(400),
    "1,000 criteria apart": lambda: independent(1_000),
    "1,000 criteria of shared questions": lambda: shared(1_000),
    "criteria across each other": lambda: crossed(Random(1)),
    "criteria of many terms": lambda: terms(Random(1)),
    "200 criteria beside each other": lambda: neighbours(200),
}
shape = cache(lambda name: SHAPES[name]())


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("seed", seeds(10))
def test_what_follows_is_what_the_reference_finds(name: str, seed: int) -> None:
    book, random = shape(name), Random(seed)
    for count in (0, 1, 3, 5):
        answers = complete(book, random)
        for question in random.sample(list(answers), count):
            del answers[question]
        assert_as_expected(book, evaluate(book, answers), expected(book, answers), answers)


@pytest.mark.parametrize("seed", seeds(20))
def test_a_flow_with_most_answers_open_rules_nothing_out_that_can_follow(seed: int) -> None:
    book, random = shape("a flow"), Random(seed)
    answers = complete(book, random)
    known = {question: answers[question] for question in random.sample(list(answers), random.randrange(6))}
    possible, seen = set(evaluate(book, known).possible), set()
    for _ in range(2_000):
        drawn = {question: str(answer) for question, answer in {**complete(book, random), **known}.items()}
        seen.add(World(book, drawn).verdict)
    assert seen <= possible
    assert len(possible - seen) <= len(possible) // 4  # what is drawn 2,000 times meets nearly all


def lazily(book: Rulebook) -> Compiled:
    """Compile so that each open edge of the verdict is made when a walk comes there."""
    return compile_rulebook(book, max_open=0)


@pytest.mark.parametrize("seed", seeds(60))
def test_open_edges_made_on_a_walk_tell_what_those_made_beforehand_tell(seed: int) -> None:
    random = Random(seed)
    drawn = random.choice((work_only, lambda each: large_rulebook(each, 9, 5, local=False)))
    book = drawn(random)
    ways = compiled(book), lazily(book)
    assert all(way.verdict.support == ways[0].verdict.support for way in ways)
    for _ in range(20):
        answers = complete(book, random)
        given = {q: random.choice((a, a, "unknown")) for q, a in answers.items() if random.random() < 0.6}
        one, other = (Evaluation(way, given, own(book), "quick") for way in ways)
        for part in ("possible", "requirements", "actions", "notes", "criteria", "all_reasons", "decisive", "changes"):
            assert getattr(one, part) == getattr(other, part), part
        assert len(one.settled_by) == len(other.settled_by)
        assert (one.next_question, one.open_questions) == (other.next_question, other.open_questions)
        assert other.at_most_left >= one.at_most_left


def work_only(random: Random) -> Rulebook:
    """Draw a small rulebook without questions about the person."""
    while True:
        book = random.choice((random_rulebook, intricate_rulebook))(random)
        if all(question.sensitivity == "work" for question in book.questions.values()):
            return book


@pytest.mark.parametrize("seed", seeds(20))
def test_what_carries_a_verdict_of_many_criteria_is_found_alike(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)
    book = random.choice((intricate_rulebook, random_rulebook))(random)
    every = [drawn(book, random) for drawn in (complete, partial) for _ in range(20)]
    by_diagrams = [evaluate(book, answers).all_reasons for answers in every]
    monkeypatch.setattr(carriers, "MOST_DRAWN", 0)
    assert [evaluate(book, answers).all_reasons for answers in every] == by_diagrams


def test_a_thousand_criteria_are_told_of_in_every_way() -> None:
    book = shape("1,000 criteria apart")
    asked = [question for question in book.questions if question not in ("q3", "safe")]
    answers = {question: "part" if question == "q700" else "none" for question in asked}
    told = evaluate(book, answers)
    assert told.verdict is None
    assert (told.next_question, told.at_most_left) == ("q3", 2)
    assert told.open_for_verdict == ("q3",)
    settled = evaluate(book, {**answers, "q3": "all"})
    assert settled.settled_by == {"q3": "all"}
    assert [each.criterion for each in settled.reasons] == ["c3"]
    assert "q3" in settled.decisive
