"""Lists: every criterion is a result, asked on until it is settled or nothing can alter it; the promise holds there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random

import pytest

from app.engine.evaluate import Evaluation, evaluate
from app.engine.next_question import Mode
from app.engine.questions_left import TooManyPaths
from app.rulebook.conditions import TODAY, AnyCriterion, QuestionIs
from app.rulebook.model import UNKNOWN, Rulebook, Verdict
from app.verify.checks.noninterference import leak
from app.verify.checks.question_bound import broken_promise
from app.verify.symbolic import Proof
from tests.depth import seeds
from tests.engine.answers import Given, complete, partial
from tests.engine.invented import (
    HERE,
    WORD,
    choices_rulebook,
    criterion,
    dates_rulebook,
    numbers_rulebook,
    question,
    random_rulebook,
    rulebook,
)
from tests.engine.test_linked_dates import randoms as date_randoms
from tests.engine.test_linked_dates import with_today
from tests.engine.test_next_question import MODES, can_alter, walk
from tests.reference import expected

DRAWN: list[Callable[..., Rulebook]] = [random_rulebook, numbers_rulebook, choices_rulebook]
SOMETHING = {
    "something": Verdict("something", AnyCriterion(("all", "part", "talk")), WORD, WORD, (), (), HERE),
    "nothing": Verdict("nothing", None, WORD, WORD, (), (), HERE),
}


def listing(book: Rulebook, *, implied: bool = False) -> Rulebook:
    """Return an invented rulebook as a list, with its verdicts or with the two of a list that has none of its own."""
    if not implied:
        return replace(book, lists=True)
    return replace(book, lists=True, verdicts=SOMETHING, requirements={}, actions={}, notes={})


def states(told: Evaluation) -> object:
    return tuple(state.possible for state in told.criteria.values())


def drawn(seed: int, size: int = 6) -> Rulebook:
    return listing(DRAWN[seed % 3](Random(seed), size), implied=seed % 2 == 0)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", seeds(120))
def test_at_most_left_holds_on_every_path_of_a_list_and_never_grows(seed: int, mode: Mode) -> None:
    random, book = Random(seed), drawn(seed)
    for i in range(15):
        given = {} if i % 2 else partial(book, random, 50)
        path = walk_on(book, random, mode, given)
        counts = [most for _, most in path] + [evaluate(book, given, mode=mode).at_most_left]
        assert counts[-1] == 0
        assert all(after < before for before, after in pairwise(counts)), (path, given)


def walk_on(book: Rulebook, random: Random, mode: Mode, given: Given) -> list[tuple[str, int]]:
    """Answer whatever is asked at random; return each question with the most that were left before it."""
    path: list[tuple[str, int]] = []
    while (following := evaluate(book, given, mode=mode).next_question) is not None:
        told = evaluate(book, given, mode=mode)
        assert 1 <= told.usually_left <= told.at_most_left
        path.append((following, told.at_most_left))
        given[following] = random.choice([complete(book, random)[following], UNKNOWN])
    return path


@pytest.mark.parametrize("seed", seeds(60))
def test_a_list_asks_the_first_question_that_can_still_alter_a_criterion(seed: int) -> None:
    random = Random(seed)
    book = listing(random_rulebook(random, 5), implied=seed % 2 == 0)
    health = {q.id for q in book.questions.values() if q.sensitivity == "health"}
    for _ in range(10):
        given = partial(book, random, 50)
        told = evaluate(book, given)
        wanted = {q for q in can_alter(book, given, follows=states) if q not in given}
        reachable = {q for q in can_alter(book, given, reachable=True, follows=states) if q not in given}
        order = [q for q in (*set(book.questions) - health, *health) if q in wanted]
        in_order = sorted(order, key=lambda q: (q in health, list(book.questions).index(q)))
        if told.next_question in (None, "safe"):
            assert not reachable, given
        else:
            assert told.next_question == in_order[0], given


@pytest.mark.parametrize("seed", seeds(60))
def test_once_a_list_asks_no_more_each_criterion_is_settled_but_for_what_is_unknown(seed: int) -> None:
    random, book = Random(seed), drawn(seed)
    for unknown in (False, True):
        given: Given = {}
        whole = complete(book, random)
        while (following := evaluate(book, given).next_question) is not None:
            given[following] = UNKNOWN if unknown and random.random() < 0.3 else whole[following]
        told = evaluate(book, given)
        assert unknown or all(state.reach is not None for state in told.criteria.values())
        assert {q.question for q in told.open_questions} >= {q for each in told.open_in_criteria.values() for q in each}


@pytest.mark.parametrize("seed", seeds(60))
def test_what_settles_a_criterion_of_a_list_is_enough_and_as_little_as_can_be(seed: int) -> None:
    random = Random(seed)
    book = listing(random_rulebook(random, 5))
    for _ in range(5):
        given = partial(book, random)
        told = evaluate(book, given)
        assert told.settled_criteria.keys() == {c for c, s in told.criteria.items() if s.reach is not None}
        for c, because in told.settled_criteria.items():
            assert expected(book, because).criteria[c] == {told.criteria[c].reach}
            for left_out in because:
                fewer = {q: a for q, a in because.items() if q != left_out}
                assert expected(book, fewer).criteria[c] != {told.criteria[c].reach}


@pytest.mark.parametrize("seed", seeds(40))
def test_an_answer_is_decisive_of_a_list_where_another_alters_a_criterion(seed: int) -> None:
    random = Random(seed)
    book = listing(random_rulebook(random, 5))
    for _ in range(5):
        given = partial(book, random)
        told = evaluate(book, given)
        now, known = told.applicable, states(told)
        others = ((q, a) for q in now if q != "safe" for a in book.questions[q].answers if a != now[q])
        wanted = {q for q, a in others if states(evaluate(book, {**now, q: a})) != known}
        assert set(told.decisive) - {"safe"} == wanted, given


@pytest.mark.parametrize("seed", seeds(60))
def test_of_an_invented_list_promise_and_privacy_are_proven(seed: int) -> None:
    assert list(broken_promise(Proof(drawn(seed, 5)))) == []
    assert list(leak(Proof(listing(random_rulebook(Random(seed), 5), implied=seed % 4 < 2)))) == []


def test_a_verdict_asks_no_more_for_being_in_a_rulebook_that_could_be_a_list() -> None:
    for seed in seeds(60):
        book = random_rulebook(Random(seed))
        quick = walk(book, Random(seed), "quick", {})
        listed = walk(listing(book), Random(seed), "quick", {})
        assert len(quick) <= len(listed)


def independent(count: int) -> Rulebook:
    """Return a list of many criteria that each rest on a question of their own."""
    asked = [question(f"q{i}", ("yes", "no")) for i in range(count)]
    criteria = [criterion(f"c{i}", {"all": QuestionIs(f"q{i}", ("yes",))}) for i in range(count)]
    return listing(rulebook(asked, criteria, seen=frozenset(q.id for q in asked)), implied=True)


def test_a_list_of_many_criteria_is_proven_without_trying_every_set_of_answers() -> None:
    book = replace(independent(24), questions={q: each for q, each in independent(24).questions.items() if q != "safe"})
    assert list(broken_promise(Proof(book))) == []
    told = evaluate(book, {})
    assert (told.usually_left, told.at_most_left) == (24, 24)
    assert evaluate(book, {"q3": "yes"}).next_question == "q0"


def test_where_paths_are_too_many_all_questions_of_a_list_are_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_many(*_: object) -> None:
        raise TooManyPaths

    monkeypatch.setattr("app.engine.questions_left.Course._count", too_many)
    told = evaluate(independent(3), {})
    assert (told.usually_left, told.at_most_left) == (3, 3)


@pytest.mark.parametrize("seed", seeds(20))
def test_a_list_with_dates_asks_for_them_and_tells_until_when_it_stays(seed: int) -> None:
    for random in date_randoms(2, seed):
        book = listing(dates_rulebook(random, 4))
        given = complete(book, random)
        given = {q: a for q, a in given.items() if q not in evaluate(book, given).not_applicable}
        told = evaluate(book, given)
        if told.holds_until is not None:
            until = date.fromisoformat(told.holds_until[0]).toordinal()
            assert states(evaluate(book, with_today(given, until))) == states(told)
            assert states(evaluate(book, with_today(given, until + 1))) != states(told)
        path = walk_on(book, random, "full", {q: a for q, a in given.items() if q == TODAY})
        assert len({asked for asked, _ in path}) == len(path)
