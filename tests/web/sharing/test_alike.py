"""Two journeys with the same answers about the work are shared alike, whatever was answered about the person."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from app.cases.case import Case
from app.cases.submit import arrangement_case, asked_by_hr, check_case
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.web.visits.visit import Choice, Visit
from tests.cases import made
from tests.depth import seeds
from tests.engine.invented import random_rulebook
from tests.web.example_visits import ended, random_answers
from tests.web.sharing.staff import Staff, personal_first

CHOICES: tuple[Choice, ...] = ("answer", "leave_out")
DECIDES = {"home_workplace": "not_adequate", "home_workplace_fix": "no", "home_part_possible": "no"}
"""Answers about the person that settle the advice, so that questions about the work are left out."""
ASKED_MORE = 1
"""The seed of a pair of which somebody is asked more before sharing."""
OWN = ("id", "code", "received", "changed", "links", "revision")
"""What is each case's own: chance and times."""


def alike(book: Rulebook, random: Random) -> tuple[Visit, Visit, dict[str, Any]]:
    """Return two journeys that differ in everything but the answers about the work, and these answers."""
    work = {q: a for q, a in random_answers(book, random).items() if q in book.audiences["hr"]}
    one, other = (random_answers(book, random) | work for _ in range(2))
    if random.random() < 0.5:
        one |= {q: a for q, a in DECIDES.items() if q in book.questions}
    return at_random(book, one, random), at_random(book, other, random), work


def at_random(book: Rulebook, answers: dict[str, Any], random: Random) -> Visit:
    return ended(book, answers, random.choice(CHOICES), full=random.random() < 0.5)


def told(visit: Visit, work: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of a journey, with those that HR's evaluation still asks before sharing."""
    answers = dict(visit.answers)
    while (question := asked_by_hr(visit.rulebook, answers)[1]) is not None:
        assert question in visit.rulebook.audiences["hr"]
        answers[question] = work[question]
    return answers


def stored(case: Case) -> bytes:
    """Return a case as it is stored, without what is chance or time."""
    told = case.model_dump(mode="json", exclude=set(OWN))
    untimed = {"statements": [each | {"at": ""} for each in told["statements"]]}
    untimed |= {"events": [each | {"at": ""} for each in told["events"]]}
    return Case.model_construct(**(told | untimed)).model_dump_json(warnings=False).encode()


@pytest.fixture(scope="module")
def person_first(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return load_rulebook(next(personal_first(tmp_path_factory.mktemp("rules")).rglob("*.yaml")))


def differing(book: Rulebook, pairs: int) -> int:
    """Compare pairs of journeys, those whose turn it is; return how many were asked different questions."""
    different = 0
    for seed in seeds(pairs):
        one, other, work = alike(book, Random(seed))
        about = made.submitted()
        first, second = (check_case(book, told(each, work), about, "secret") for each in (one, other))
        assert stored(first) == stored(second), (one.answers, other.answers)
        assert stored(arrangement_case(made.TERMS, about, "a")) == stored(arrangement_case(made.TERMS, about, "b"))
        different += one.answers.keys() != other.answers.keys()
    return different


def test_pairs_under_the_shipped_rulebook_are_shared_alike(book: Rulebook) -> None:
    assert differing(book, 500) > 10


def test_pairs_that_are_asked_more_before_sharing_are_shared_alike(person_first: Rulebook) -> None:
    assert differing(person_first, 500) > 10


@pytest.mark.parametrize("seed", seeds(40))
def test_pairs_under_any_rulebook_are_shared_alike(seed: int) -> None:
    book = random_rulebook(Random(seed))
    if "hr" in book.audiences:
        assert differing(book, 50) >= 0


def test_pairs_that_are_shared_through_the_pages_are_stored_alike(staff: Staff, asked_first: Staff) -> None:
    asked_more = 0
    for seed in (ASKED_MORE, *seeds(50)):
        somebody = asked_first if seed % 4 else staff
        one, other, work = alike(somebody.book, Random(seed))
        asked_more += told(one, work) != one.answers or told(other, work) != other.answers
        checks = [somebody.case(somebody.share(each, work)) for each in (one, other)]
        assert stored(checks[0]) == stored(checks[1]), (one.answers, other.answers)
        arranged = [somebody.case(somebody.arrange(each)) for each in (one, other)]
        assert stored(arranged[0]) == stored(arranged[1])
    assert asked_more > 0
