"""Dates that are compared: what is told, asked, promised and changed, tried on raw days."""

from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from random import Random

import pytest

from app.engine.compile import compiled
from app.engine.evaluate import evaluate
from app.rulebook.banding import banded
from app.rulebook.calendar import Span
from app.rulebook.conditions import LAPSES, TODAY, All, Condition, Lapse, Not, questions_in
from app.rulebook.dates import DateRange, Difference, NamedDay
from app.rulebook.model import UNKNOWN, Rulebook
from tests.depth import seeds
from tests.engine.answers import Given, assert_as_expected, complete, partial
from tests.engine.invented import HERE, NEAR, WORD, criterion, dates_rulebook, question, rulebook
from tests.reference import World, days_of, expected, possible_answers


def randoms(number: int, seed: int) -> list[Random]:
    return [Random(f"{seed} {i}") for i in range(number)]


def with_today(given: Given, day: int) -> Given:
    return {**given, TODAY: date.fromordinal(day).isoformat()}


@pytest.mark.parametrize("seed", seeds(100))
def test_rulebooks_with_dates_are_evaluated_right_for_every_day(seed: int) -> None:
    book = dates_rulebook(Random(seed))
    for random in randoms(15, seed):
        given = partial(book, random, 200)
        told = evaluate(book, given)
        assert_as_expected(book, told, expected(book, given), given)
        assert told.answers == given


def walk(book: Rulebook, random: Random, given: Given) -> list[tuple[str, int]]:
    """Answer what is asked, and return each question with how many were promised at most before it."""
    path: list[tuple[str, int]] = []
    while (told := evaluate(book, given)).next_question is not None:
        question = told.next_question
        assert question not in given
        path.append((question, told.at_most_left))
        answers = possible_answers(book, book.questions[question])
        given[question] = UNKNOWN if random.random() < 0.3 else random.choice(answers)
    return path


@pytest.mark.parametrize("seed", seeds(60))
def test_never_more_dates_are_asked_than_were_promised(seed: int) -> None:
    book = dates_rulebook(Random(seed))
    for i, random in enumerate(randoms(15, seed)):
        given = with_today({}, random.choice(NEAR)) if i % 2 else partial(book, random, 50)
        counts = [most for _, most in walk(book, random, given)] + [0]
        assert all(after < before for before, after in pairwise(counts)), given


@pytest.mark.parametrize("seed", seeds(60))
def test_a_date_is_asked_only_where_two_days_for_it_can_lead_apart(seed: int) -> None:
    random = Random(seed)
    book = dates_rulebook(random)
    for _ in range(8):
        given = with_today({}, random.choice(NEAR))
        while (question := evaluate(book, given).next_question) is not None:
            if book.questions[question].date:
                assert can_alter(book, random, given, question), (question, given)
            answers = possible_answers(book, book.questions[question])
            given[question] = UNKNOWN if random.random() < 0.3 else random.choice(answers)


def can_alter(book: Rulebook, random: Random, given: Given, question: str) -> bool:
    """Try days for a date together with many ways to answer all else that is not known."""
    for _ in range(400):
        others = {**complete(book, random), **{q: a for q, a in given.items() if a != UNKNOWN}}
        days = days_of(book.questions[question])
        told = {evaluate(book, {**others, question: day}).possible for day in days}
        met = {tuple(r.state for r in evaluate(book, {**others, question: day}).requirements) for day in days}
        if len(told) > 1 or len(met) > 1:
            return True
    return False


@pytest.mark.parametrize("seed", seeds(60))
def test_what_settles_a_verdict_is_enough_and_as_little_as_can_be(seed: int) -> None:
    book = dates_rulebook(Random(seed))
    for random in randoms(8, seed):
        given = complete(book, random)
        told = evaluate(book, given)
        today = {TODAY: given[TODAY]}
        live = {q: a for q, a in given.items() if q not in told.not_applicable and q != TODAY}
        settled = {**told.settled_by}
        assert settled.items() <= live.items()
        assert evaluate(book, {**settled, **today}).possible == told.possible
        fewer = combinations(live.items(), len(settled) - 1) if settled else iter(())
        assert all(evaluate(book, {**dict(some), **today}).possible != told.possible for some in fewer)
        for reason in told.reasons:
            of_it = evaluate(book, {**reason.because, **today}).criteria[reason.criterion]
            assert of_it.reach == reason.reach


@pytest.mark.parametrize("seed", seeds(60))
def test_decisive_dates_and_changes_are_those_that_every_other_day_shows(seed: int) -> None:
    book = dates_rulebook(Random(seed))
    for random in randoms(6, seed):
        given = complete(book, random)
        # What lies behind a gate that a change opens was not answered.
        given = {q: a for q, a in given.items() if q not in evaluate(book, given).not_applicable}
        told = evaluate(book, given)
        days = {q: days_of(book.questions[q]) for q in compiled(book).part_of if q in given}
        leads = {q: {day: evaluate(book, {**given, q: day}).possible for day in days[q]} for q in days}
        apart = {q: [day for day, possible in leads[q].items() if possible != told.possible] for q in days}
        assert set(told.decisive) & days.keys() == {q for q in days if apart[q]}
        wanted = {
            (q, day, leads[q][day])
            for q in days
            if book.questions[q].can_be_changed
            for day in nearest(apart[q], str(given[q]))
        }
        changed = ((*item, c.possible) for c in told.changes for item in c.answers.items() if len(c.answers) == 1)
        assert {each for each in changed if each[0] in days} == wanted


def nearest(days: list[str], day: str) -> list[str]:
    """Return the last of these days before a day, and the first after it."""
    return [*sorted(each for each in days if each < day)[-1:], *sorted(each for each in days if each > day)[:1]]


@pytest.mark.parametrize("seed", seeds(60))
def test_a_day_that_matters_is_the_first_or_last_on_which_its_condition_holds(seed: int) -> None:
    random = Random(seed)
    book = dates_rulebook(random)
    wheres = [line.when for criterion in book.criteria.values() for line in criterion.reaches]
    dates = [date for part in book.linked.values() for date in part.ranges]
    named = {
        f"{which} {date} {place}": NamedDay("", WORD, date, None, which, where, HERE)
        for which in ("earliest", "latest") for date in dates for place, where in enumerate(wheres[:3])
    }  # fmt: skip
    book = banded(replace(book, days={id: replace(day, id=id) for id, day in named.items()}))
    for each in randoms(5, seed):
        given = complete(book, each)
        told = evaluate(book, given)
        for id, day in book.days.items():
            reads = questions_of_condition(book, day.where) | {day.date}
            if reads.isdisjoint(told.not_applicable):
                on = {each: World(book, {**given, day.date: each}) for each in can_be(book, day.date)}
                holding = [each for each, world in on.items() if day.where and world.holds(day.where)]
                wanted = (holding[0] if day.which == "earliest" else holding[-1]) if holding else None
                wanted = None if wanted in (min(on), max(on)) else wanted  # no day begins or ends it
                assert told.days.get(id) == wanted, (id, given)


def can_be(book: Rulebook, day: str) -> list[str]:
    """Return the days that a date can be; for today, every day around those dates."""
    if day == TODAY:
        return [date.fromordinal(each).isoformat() for each in range(NEAR[0] - 60, NEAR[-1] + 61)]
    return days_of(book.questions[day])


def questions_of_condition(book: Rulebook, condition: Condition | None) -> set[str]:
    """Return the questions that a condition names, with their gates."""
    waiting, named = [*questions_in(condition)], set[str]()
    while waiting:
        named.add(question := waiting.pop())
        waiting += {*questions_in(book.questions[question].asked_when)} - named
    return named


@pytest.mark.parametrize("seed", seeds(60))
def test_a_verdict_holds_until_the_day_before_it_is_another_for_the_first_time(seed: int) -> None:
    book = dates_rulebook(Random(seed))
    for random in randoms(6, seed):
        given = partial(book, random, 200) if seed % 2 else complete(book, random)
        given = {q: a for q, a in given.items() if q not in evaluate(book, given).not_applicable}
        told, today = evaluate(book, given), date.fromisoformat(str(given[TODAY])).toordinal()
        if not told.certain:
            assert told.holds_until is None
            continue
        days = range(today, NEAR[-1] + 45)
        other = next((day for day in days if evaluate(book, with_today(given, day)).possible != told.possible), None)
        if other is None:
            assert told.holds_until is None
        else:
            assert told.holds_until == (
                date.fromordinal(other - 1).isoformat(),
                evaluate(book, with_today(given, other)).possible,
            )


@pytest.mark.parametrize("seed", seeds(40))
def test_never_more_is_asked_than_was_promised_where_dates_are_linked_apart(seed: int) -> None:
    random = Random(f"apart {seed}")
    work = [question("q0", ("yes", "no")), *(question(name, ("yes",)) for name in ("a", "b", "c", "d"))]
    near = DateRange(NEAR[0], NEAR[-1])
    asked = [replace(each, answers={}, date=near) if each.id != "q0" else each for each in work]

    def lapse(since: str, until: str) -> Lapse:
        return Lapse(f"{since} {until}", since, until, random.choice(LAPSES), Span(random.randint(-20, 20), "days"))

    def line() -> Condition:
        return All((lapse("a", "b"), random.choice((lapse("c", "d"), Not(lapse("c", "d"))))))

    grounds = [criterion(f"c{n}", {extent: line() for extent in ("all", "part", "talk")}) for n in range(3)]
    book = rulebook(asked, grounds, seen=frozenset(each.id for each in asked))
    between = {f"{a} {b}": Difference(f"{a} {b}", WORD, a, b) for a, b in (("a", "b"), ("c", "d"))}
    book = banded(replace(book, differences=between))
    assert len(book.linked) == 2
    for each in randoms(12, seed):
        counts = [most for _, most in walk(book, each, {})] + [0]
        assert all(after < before for before, after in pairwise(counts)), counts
