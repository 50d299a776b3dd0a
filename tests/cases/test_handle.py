"""Who handles a case: taking it, and passing it on."""

from datetime import timedelta
from random import Random

import pytest

from app.cases.accounts import Person
from app.cases.case import Case
from app.cases.deadlines import ANSWER_WITHIN
from app.cases.organisation import Retention
from app.cases.transitions import Acting, pass_on, take
from app.cases.work_list import is_for, next_step
from app.problems import AppError
from app.rulebook.model import Rulebook
from tests.cases import made

HANNA, BRAM = (Person(name * 5, name, name, frozenset({"hr"})) for name in ("hanna", "bram"))
MANAGER = Person("m" * 26, "mo", "Mo", frozenset({"manager"}))
LATER = made.NOW + timedelta(days=3)


def step(by: Person = HANNA) -> Acting:
    return Acting(by, LATER, Retention())


def test_who_takes_a_new_case_has_it_in_hand_and_two_weeks_to_talk(book: Rulebook) -> None:
    case = take(made.check(book), step())
    assert (case.handler, case.status, case.changed) == (HANNA.id, "in_hand", LATER)
    assert case.due == LATER.date() + ANSWER_WITHIN
    assert (next_step(case), is_for(case, HANNA.id), is_for(case, BRAM.id)) == ("talk", True, False)


def test_a_new_case_is_for_everybody_and_one_that_waits_for_an_answer_for_nobody(book: Rulebook) -> None:
    case = made.check(book)
    assert is_for(case, HANNA.id)
    assert not is_for(case.but(status="waiting", handler=HANNA.id), HANNA.id)


def test_passing_a_case_on_makes_nobody_wait_longer(book: Rulebook) -> None:
    before = take(made.check(book), step())
    after = pass_on(before, BRAM, Acting(HANNA, LATER + timedelta(days=9), Retention()))
    assert after.handler == BRAM.id
    assert (after.changed, after.due, after.keep_until) == (before.changed, before.due, before.keep_until)


def test_a_case_is_passed_only_to_who_may_work_on_it(book: Rulebook) -> None:
    case = take(made.check(book), step())
    assert take(case, step()) is case
    assert pass_on(case, HANNA, step(BRAM)) is case
    with pytest.raises(AppError, match="a person who works on cases") as manager:
        pass_on(case, MANAGER, step())
    assert manager.value.code == "invalid"


def test_the_timeline_only_grows_and_nothing_else_of_the_case_changes(book: Rulebook) -> None:
    moved = {"handler", "status", "changed", "events", "due", "keep_until"}
    for seed in range(50):
        draw = Random(seed)
        case = made.check(book).but(status=draw.choice(["received", "waiting", "disagreed"]))
        for _ in range(5):
            following = _any_step(case, draw)
            assert following.events[:-1] == case.events
            assert following.model_dump(exclude=moved) == case.model_dump(exclude=moved)
            assert following.status == ("in_hand" if case.status == "received" else case.status)
            case = following


def _any_step(case: Case, draw: Random) -> Case:
    by, to = draw.sample([HANNA, BRAM], 2)
    if case.handler == by.id or (case.handler != to.id and draw.random() < 0.5):
        return pass_on(case, to, step(by))
    return take(case, step(by))
