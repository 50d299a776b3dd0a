"""Asking: every question matters, the count ahead is proven and never grows, and all paths end."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise, product
from random import Random
from typing import Any

import pytest

from app.engine.compile import Compiled, compiled
from app.engine.evaluate import Evaluation, evaluate
from app.engine.next_question import Mode
from app.engine.restrict import Residual
from app.engine.walk import Leaf, NodeOrLeaf
from app.rulebook.model import UNKNOWN, Rulebook
from tests.depth import randoms, seeds
from tests.engine.answers import Given, complete, partial
from tests.engine.invented import random_rulebook, sure_rulebook
from tests.reference import completions

MODES: list[Mode] = ["quick", "full"]


def walk(book: Rulebook, random: Random, mode: Mode, given: Given) -> list[tuple[str, int]]:
    """Answer whatever is asked at random; return each question with the most that were left before it."""
    path: list[tuple[str, int]] = []
    while (question := evaluate(book, given, mode=mode).next_question) is not None:
        path.append((question, evaluate(book, given, mode=mode).at_most_left))
        many = book.questions[question].many
        given[question] = () if many else random.choice(book.questions[question].possible)
    return path


@pytest.mark.parametrize("mode", MODES)
def test_at_most_left_holds_and_never_grows(book: Rulebook, mode: Mode) -> None:
    for i, random in enumerate(randoms(400, 1)):
        given = {} if i % 2 else partial(book, random)
        path = walk(book, random, mode, given)
        counts = [most for _, most in path] + [evaluate(book, given, mode=mode).at_most_left]
        assert counts[-1] == 0
        assert all(after < before for before, after in pairwise(counts)), (path, given)


SHAPES: dict[tuple[Any, ...], int] = {}


def left(at: Compiled, given: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return all that asking quickly depends on: what is left of the verdict and of each gate, and what comes last."""

    def shape(step: NodeOrLeaf) -> Any:
        if isinstance(step, Leaf):
            return -step.mask
        if id(step) not in shapes:
            children = tuple(shape(child) for child in (*step.values(), step.open))
            shapes[id(step)] = SHAPES.setdefault((step.question, *children), len(SHAPES))
        return shapes[id(step)]

    shapes: dict[int, Any] = {}
    residual = Residual(at, given)
    kept = [residual.of(step) for step in (at.verdict, *at.gates.values())]
    return (*map(shape, kept), given.get("site_safe"), given.get("other_reasons"))


def test_in_every_state_of_asking_quickly_at_most_so_many_more_goes_down(book: Rulebook) -> None:
    at, seen, waiting = compiled(book), set[tuple[Any, ...]](), [(dict[str, Any](), 99)]
    while waiting:
        given, before = waiting.pop()
        told = evaluate(book, given)
        at_most = told.at_most_left
        assert at_most < before, given
        state = left(at, told.applicable)
        if state not in seen and (question := told.next_question) is not None:
            seen.add(state)
            asked = book.questions[question]
            answers = [(), UNKNOWN] if asked.many else [*asked.answers, UNKNOWN]
            waiting += [({**given, question: answer}, at_most) for answer in answers]
    assert len(seen) > 5_000


@pytest.mark.parametrize("draw", [random_rulebook, sure_rulebook])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", seeds(60))
def test_at_most_left_holds_for_invented_rulebooks(seed: int, mode: Mode, draw: Callable[..., Rulebook]) -> None:
    random = Random(seed)
    book = draw(random)
    for i in range(20):
        given = {} if i % 2 else partial(book, random, 50)
        path = walk(book, random, mode, given)
        counts = [most for _, most in path] + [0]
        assert all(after < before for before, after in pairwise(counts)), (path, given)


@pytest.mark.parametrize("mode", MODES)
def test_where_paths_are_too_many_to_count_the_promise_still_holds(
    book: Rulebook, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.questions_left.MOST_STATES", -1)
    book = replace(book, version="0.0.1")
    for i, random in enumerate(randoms(60, 1)):
        given = {} if i % 2 else partial(book, random)
        counts = [most for _, most in walk(book, random, mode, given)] + [0]
        assert all(after < before for before, after in pairwise(counts)), given


@pytest.mark.parametrize("draw", [random_rulebook, sure_rulebook])
@pytest.mark.parametrize("seed", seeds(25))
def test_at_most_left_is_reached_by_some_path(seed: int, draw: Callable[..., Rulebook]) -> None:
    book = draw(Random(seed), size=4)
    assert evaluate(book, {}).at_most_left == longest(book, {})


def longest(book: Rulebook, given: Given) -> int:
    """Return the number of questions on the longest path of asking, by walking them all."""
    question = evaluate(book, given).next_question
    if question is None:
        return 0
    answers = book.questions[question].possible
    return 1 + max(longest(book, {**given, question: answer}) for answer in answers)


def mean(book: Rulebook, given: Given) -> float:
    """Return the mean number of questions over equally likely known answers, by walking all paths."""
    question = evaluate(book, given).next_question
    if question is None:
        return 0.0
    answers = list(book.questions[question].answers)
    return 1 + sum(mean(book, {**given, question: answer}) for answer in answers) / len(answers)


@pytest.mark.parametrize("seed", seeds(25))
def test_usually_left_is_the_mean_over_known_answers(seed: int) -> None:
    book = random_rulebook(Random(seed), size=4)
    assert evaluate(book, {}).usually_left - 1 < mean(book, {}) <= evaluate(book, {}).usually_left + 1e-9


def test_at_the_start_at_most_fifteen_questions_are_left(book: Rulebook) -> None:
    told = evaluate(book, {})
    assert (told.usually_left, told.at_most_left) == (6, 15)


@pytest.mark.parametrize("seed", seeds(40))
def test_the_verdict_stage_asks_the_first_question_that_can_still_alter_it(seed: int) -> None:
    random = Random(seed)
    book = random_rulebook(random)
    health = {q.id for q in book.questions.values() if q.sensitivity == "health"}
    for _ in range(15):
        given = partial(book, random, 50)
        told = evaluate(book, given)
        wanted = [q for q in can_alter(book, given) if q not in given]
        first = min(wanted, key=lambda q: (q in health, list(book.questions).index(q)), default=None)
        if told.next_question in (None, "safe"):
            first = first and next(iter(can_alter(book, given, reachable=True)), None)
        assert told.next_question == first or (first is None and told.next_question == "safe"), given


def possible(told: Evaluation) -> object:
    return told.possible


def can_alter(
    book: Rulebook, given: Given, *, reachable: bool = False, follows: Callable[[Evaluation], object] = possible
) -> set[str]:
    """Return the questions that can still alter what follows, by trying every way to answer the others.

    Where only what is `reachable` counts, the others are answered only where they would be asked.
    """
    live = {q: a for q, a in given.items() if q not in evaluate(book, given).not_applicable}
    absent = [q for q in book.questions if q not in live and q != "safe"]
    choices = [[*book.questions[q].answers, UNKNOWN] for q in absent]
    seen: dict[str, dict[tuple[object, ...], set[object]]] = {q: {} for q in absent}
    for row in product(*choices):
        given_too = {**live, **dict(zip(absent, row, strict=True))}
        # What is asked only where something unknown holds is never answered.
        if reachable and not all(given_too[q] == UNKNOWN or certainly_asked(book, q, given_too) for q in absent):
            continue
        outcome = follows(evaluate(book, given_too))
        for i, question in enumerate(absent):
            seen[question].setdefault((*row[:i], *row[i + 1 :]), set()).add(outcome)
    altering = {q for q, rest in seen.items() if any(len(outcomes) > 1 for outcomes in rest.values())}
    return {q for q in altering if certainly_asked(book, q, live)}


def certainly_asked(book: Rulebook, question: str, given: Given) -> bool:
    """Say whether a question has no gate or one that certainly holds."""
    gate = book.questions[question].asked_when
    known = {q: a for q, a in given.items() if a != UNKNOWN}
    return gate is None or all(world.holds(gate) for world in completions(book, known))


@pytest.mark.parametrize("seed", seeds(40))
def test_open_questions_are_those_that_can_alter_what_is_possible_once_known(seed: int) -> None:
    random = Random(seed)
    book = random_rulebook(random)
    for _ in range(15):
        given = partial(book, random, 50)
        told = evaluate(book, given)
        known = {q: a for q, a in given.items() if a != UNKNOWN}
        wanted = {q for q in can_alter(book, known) if certainly_asked(book, q, given)} if not told.certain else set()
        assert {q.question for q in told.open_questions} - {"safe"} == wanted, given


def test_nothing_is_asked_that_later_answers_made_idle(book: Rulebook) -> None:
    told = evaluate(book, {"site_only_information": "all", "information_at_home": "no"})
    assert (told.verdict, told.next_question, told.at_most_left) == ("on_site", "site_safe", 1)


def test_quick_and_full_lead_to_the_same_verdict(book: Rulebook) -> None:
    for seed in seeds(200):
        quick: Given = {}
        walk(book, Random(seed), "quick", quick)
        full = dict(quick)
        asked = [question for question, _ in walk(book, Random(seed), "full", full)]
        assert evaluate(book, quick).possible == evaluate(book, full).possible
        assert not [q for q in asked if book.questions[q].sensitivity == "health"]


def test_site_safety_is_asked_only_where_being_on_site_is_the_verdict(book: Rulebook) -> None:
    for seed in seeds(300):
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


@pytest.mark.parametrize("seed", seeds(60))
def test_asking_health_last_keeps_the_promise_and_the_verdict(book: Rulebook, seed: int) -> None:
    random = Random(seed)
    whole = random_rulebook(random, 7) if seed % 10 else book
    without = whole.leaving_out(frozenset(q.id for q in whole.questions.values() if q.sensitivity == "health"))
    for _ in range(10):
        given = complete(whole, random)
        later = asked_until_nothing_is_left(whole, given, asked_until_nothing_is_left(without, given, {}))
        at_once = asked_until_nothing_is_left(whole, given, {})
        assert evaluate(whole, later).verdict == evaluate(whole, at_once).verdict
        assert len(later) <= evaluate(whole, {}).at_most_left


def asked_until_nothing_is_left(book: Rulebook, given: Given, known: Given) -> Given:
    known = dict(known)
    while (question := evaluate(book, known).next_question) is not None:
        known[question] = given[question]
    return known


@pytest.mark.parametrize("seed", seeds(25))
def test_after_some_answers_as_many_are_usually_and_at_most_left_as_all_ways_say(seed: int) -> None:
    random = Random(seed)
    book = random_rulebook(random, size=4)
    for _ in range(6):
        given = partial(book, random, 50)
        told = evaluate(book, given)
        assert told.usually_left - 1 < mean(book, given) <= told.usually_left + 1e-9
        assert longest(book, given) <= told.at_most_left
        assert (told.at_most_left == 0) == (told.next_question is None)


@pytest.mark.parametrize("seed", seeds(25))
def test_in_full_no_way_is_longer_than_at_most_left(seed: int) -> None:
    random = Random(seed)
    book = random_rulebook(random, size=4)
    for _ in range(6):
        given = partial(book, random, 50)
        told = evaluate(book, given, mode="full")
        # Read before the walk, which adds to what is given.
        usually, most = told.usually_left, told.at_most_left
        assert 0 <= usually <= most
        assert len(walk(book, random, "full", given)) <= most
