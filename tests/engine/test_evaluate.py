"""Evaluations agree with the reference model on complete and partial answers."""

from decimal import Decimal
from itertools import product
from random import Random

import pytest

from app.engine.evaluate import evaluate
from app.problems import AppError
from app.rulebook.model import NONE_REACHED, Rulebook
from tests.depth import randoms, seeds
from tests.engine.answers import all_of_criterion, assert_as_expected, complete, partial, questions_of
from tests.engine.invented import choices_rulebook, numbers_rulebook, random_rulebook
from tests.reference import World, completions, expected, possible_answers


def test_each_criterion_is_right_for_every_combination_of_its_answers(book: Rulebook) -> None:
    resting = {q.id: next(iter(q.answers)) for q in book.questions.values() if not q.many}
    for criterion in book.criteria:
        for answers in all_of_criterion(book, criterion):
            told = evaluate(book, answers).criteria[criterion]
            seen = {world.reach[criterion] for world in completions(book, {**resting, **answers})}
            assert set(told.possible) == seen, answers


def test_criteria_share_no_question_so_they_may_be_tried_one_by_one(book: Rulebook) -> None:
    named = [question for criterion in book.criteria for question in questions_of(book, criterion)]
    assert len(named) == len(set(named))


def test_the_verdict_is_right_for_every_combination_of_extents(book: Rulebook) -> None:
    for row in product(*(_one_answer_set_per_extent(book, criterion) for criterion in book.criteria)):
        answers = {question: answer for part in row for question, answer in part.items()}
        for safe in book.questions["site_safe"].answers:
            world = World(book, {**answers, "site_safe": safe})
            told = evaluate(book, {**answers, "site_safe": safe})
            assert told.verdict == world.verdict
            required = world.requirement("site_safe")
            assert told.may_start == {"met": True, "not_met": False, "absent": None}[required]


def _one_answer_set_per_extent(book: Rulebook, criterion: str) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for answers in all_of_criterion(book, criterion):
        reach = evaluate(book, answers).criteria[criterion].reach
        if reach is not None and "unknown" not in answers.values():
            found.setdefault(reach, answers)
    assert set(found) >= {NONE_REACHED, "all", "part"}
    return list(found.values())


def test_random_complete_answers_are_right(book: Rulebook) -> None:
    for random, _ in product(randoms(200, 2021), range(100)):
        given = complete(book, random)
        told, world = evaluate(book, given), World(book, {q: str(a) for q, a in given.items()})
        assert (told.verdict, told.certain) == (world.verdict, True), given
        assert {c: s.reach for c, s in told.criteria.items()} == world.reach, given
        required = world.requirement("site_safe")
        assert told.may_start == {"met": True, "not_met": False, "absent": None}[required], given


@pytest.mark.parametrize("part", range(4))
def test_random_partial_answers_are_right(book: Rulebook, part: int) -> None:
    for random in randoms(500, part):
        given = partial(book, random)
        assert_as_expected(book, evaluate(book, given), expected(book, given), given)


@pytest.mark.parametrize("seed", seeds(60))
def test_invented_rulebooks_are_evaluated_right(seed: int) -> None:
    invented = random_rulebook(Random(seed))
    for random in randoms(40, seed):
        given = partial(invented, random)
        assert_as_expected(invented, evaluate(invented, given), expected(invented, given), given)


@pytest.mark.parametrize("seed", seeds(60))
def test_rulebooks_with_numbers_are_evaluated_right_on_both_sides_of_every_value(seed: int) -> None:
    book = numbers_rulebook(Random(seed))
    for random in randoms(30, seed):
        given = partial(book, random, 300)
        told = evaluate(book, given)
        assert_as_expected(book, told, expected(book, given), given)
        assert told.answers == given
        if told.certain:
            # What settles a verdict is named by bands, and any other number of these would do, whatever else is so.
            for _ in range(60):
                settled = {q: _some_number(book, random, q, a) for q, a in told.settled_by.items()}
                assert World(book, {**complete(book, random), **settled}).verdict == told.verdict, (given, settled)


@pytest.mark.parametrize("seed", seeds(60))
def test_what_rests_on_a_choice_of_several_is_right_for_every_set_of_them(seed: int) -> None:
    book = choices_rulebook(Random(seed))
    for random in randoms(25, seed):
        given = partial(book, random, 300)
        told = evaluate(book, given)
        assert_as_expected(book, told, expected(book, given), given)
        assert told.answers == given


def _some_number(book: Rulebook, random: Random, question: str, band: str) -> str:
    number = book.questions[question].number
    if number is None:
        return band
    values = possible_answers(book, book.questions[question])
    return str(random.choice([value for value in values if number.band_of(Decimal(value)) == band]))


@pytest.mark.parametrize("audience", ["hr", "manager"])
def test_another_audience_learns_nothing_from_what_it_may_not_see(book: Rulebook, audience: str) -> None:
    seen = book.audiences[audience]
    for random in randoms(300, 7):
        given = partial(book, random)
        other = {**partial(book, random), **{q: a for q, a in given.items() if q in seen}}
        other = {q: a for q, a in other.items() if q not in seen or q in given}
        first, second = (evaluate(book, answers, audience) for answers in (given, other))
        assert _everything(first) == _everything(second)


def test_another_audience_sees_only_what_its_own_evaluation_would_have_asked(book: Rulebook) -> None:
    given: dict[str, object] = {q.id: "none" for q in book.questions.values() if "none" in q.answers}
    given |= {"other_personal_reason": "all", "site_safe": "no"}
    assert evaluate(book, given).may_start is False
    told = evaluate(book, given, "hr")
    assert (told.verdict, told.may_start, told.actions) == ("home", None, ())


def _everything(told: object) -> list[object]:
    names = [name for name in dir(type(told)) if not name.startswith("_") and name not in ("rulebook", "applicable")]
    return [getattr(told, name) for name in names]


def test_health_questions_left_out_count_as_not_relied_on(book: Rulebook) -> None:
    health = frozenset(q.id for q in book.questions.values() if q.sensitivity == "health")
    without = book.leaving_out(health)
    for random in randoms(200, 3):
        given = partial(book, random)
        left_out = {**given, **dict.fromkeys(health, "not_relied_on")}
        first, second = evaluate(without, given), evaluate(book, left_out)
        assert (first.possible, first.criteria, first.actions) == (second.possible, second.criteria, second.actions)
        assert first.next_question not in health


def test_an_unknown_question_answer_or_audience_is_refused(book: Rulebook) -> None:
    with pytest.raises(AppError, match="expected an answer to `site_safe` to be `yes`, `no` or `unknown`"):
        evaluate(book, {"on_site_tasks": "all", "site_safe": "maybe"})
    with pytest.raises(AppError, match="did you mean `site_safe`"):
        evaluate(book, {"site_saf": "yes"})
    with pytest.raises(AppError, match="expected one of `employee`"):
        evaluate(book, {}, "boss")
