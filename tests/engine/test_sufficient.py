"""Reasons and changes are minimal, sufficient and complete: shown by trying everything."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, combinations, product
from random import Random

import pytest

from app.engine.evaluate import Evaluation, evaluate
from app.rulebook.conditions import QuestionIs
from app.rulebook.model import UNKNOWN, ChangeDirection, Question, Rulebook
from tests.depth import many, seeds
from tests.engine.answers import Given, complete, partial
from tests.engine.invented import criterion, large_rulebook, question, random_rulebook, rulebook
from tests.reference import completions

BOOKS = ["shipped", *seeds(40)]


@pytest.fixture(params=BOOKS, ids=str)
def any_book(request: pytest.FixtureRequest, book: Rulebook) -> Rulebook:
    """Return the shipped rulebook, then invented ones."""
    return book if request.param == "shipped" else random_rulebook(Random(request.param))


def drawn(book: Rulebook, count: int) -> Iterator[Given]:
    """Yield answer sets, half of them complete."""
    random = Random(11)
    for i in range(count):
        yield complete(book, random) if i % 2 else partial(book, random, 60)


def without_stale(told: Evaluation, given: Given) -> Given:
    """Return the answers without those that do not apply."""
    return {question: answer for question, answer in given.items() if question not in told.not_applicable}


def smaller(given: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Yield the answer sets that leave out one answer."""
    for left in given:
        yield {q: a for q, a in given.items() if q != left}


def fewest_by_trying(book: Rulebook, live: Given, wanted: object, limit: int) -> int:
    """Return the size of the smallest part of the answers that has the wanted verdict, at most `limit`."""
    for size in range(limit):
        for names in combinations(live, size):
            if evaluate(book, {q: live[q] for q in names}).possible == wanted:
                return size
    return limit


def test_settled_by_forces_the_verdict_with_the_fewest_answers(any_book: Rulebook) -> None:
    for given in drawn(any_book, 16):
        told = evaluate(any_book, given)
        live = without_stale(told, given)
        if not told.certain:
            assert told.settled_by == {}
            continue
        settled = told.settled_by
        assert settled.items() <= live.items()
        assert evaluate(any_book, settled).possible == told.possible
        assert all(evaluate(any_book, less).possible != told.possible for less in smaller(settled))
        if len(settled) <= 4:
            assert fewest_by_trying(any_book, live, told.possible, len(settled)) == len(settled)


def test_reasons_are_exactly_the_criteria_that_carry_the_verdict(book: Rulebook) -> None:
    extent = {"on_site": "all", "partly_on_site": "part", "conversation": "talk"}
    for given in drawn(book, 400):
        told = evaluate(book, given)
        carrying = [c for c, s in told.criteria.items() if told.certain and s.reach == extent.get(str(told.verdict))]
        assert [reason.criterion for reason in told.reasons] == [c for c in book.criteria if c in carrying]


def test_each_reason_forces_its_criterion_and_has_no_spare_answer(any_book: Rulebook) -> None:
    for given in drawn(any_book, 60):
        for reason in evaluate(any_book, given).reasons:
            because: Given = {**reason.because}
            assert because.items() <= given.items()
            assert evaluate(any_book, because).criteria[reason.criterion].reach == reason.reach
            for less in smaller(because):
                assert evaluate(any_book, less).criteria[reason.criterion].reach != reason.reach


def test_decisive_answers_are_those_whose_single_change_alters_what_is_possible(any_book: Rulebook) -> None:
    for given in drawn(any_book, 40):
        told = evaluate(any_book, given)
        live = without_stale(told, given)
        wanted = {
            question
            for question in live
            for answer in any_book.questions[question].answers
            if evaluate(any_book, {**live, question: answer}).possible != told.possible
        }
        assert set(told.decisive) == wanted, given


def changeable(book: Rulebook, live: Given) -> list[tuple[str, str]]:
    """Return each single answer that someone can change, in the direction that is allowed."""
    directions = ((q.id, q.can_be_changed) for q in book.questions.values() if q.id in live)
    return [(q, to) for q, direction in directions if direction for to in direction.to if to != live[q]]


def changes_by_trying(book: Rulebook, live: Given) -> set[tuple[frozenset[tuple[str, str]], str]]:
    """Return every subset-minimal change, found by trying every set of changes and what they open."""
    single = changeable(book, live)
    found: list[tuple[frozenset[tuple[str, str]], str]] = []
    now = evaluate(book, live).verdict
    for changed in chain.from_iterable(combinations(single, n) for n in range(1, len(single) + 1)):
        if len({q for q, _ in changed}) < len(changed):
            continue
        for extra in opened_by(book, live, dict(changed)):
            verdict = evaluate(book, {**live, **dict(changed), **extra}).verdict
            if verdict not in (None, now):
                found.append((frozenset({**dict(changed), **extra}.items()), str(verdict)))
    return {(c, v) for c, v in found if not any(less < c and v == other for less, other in found)}


def opened_by(book: Rulebook, live: Given, changed: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield every way to answer (some of) the questions whose gate certainly opens by these changes."""
    before, after = (probe(book, answers) for answers in (live, {**live, **changed}))
    opened = [q for q in after if q not in before and q not in live and q not in changed]
    for row in product(*([None, *book.questions[q].answers] for q in opened)):
        extra = {q: a for q, a in zip(opened, row, strict=True) if a is not None}
        yield extra
        if extra:
            yield from (d for d in opened_by(book, live, {**changed, **extra}) if d)


def probe(book: Rulebook, answers: Given) -> set[str]:
    """Return the gated questions that are certainly applicable."""
    gated = (q for q in book.questions.values() if q.asked_when is not None)
    return {q.id for q in gated if certainly_applies(book, q.id, answers)}


def certainly_applies(book: Rulebook, question: str, answers: Given) -> bool:
    """Say whether a gate holds for every completion, by trying all."""
    gate = book.questions[question].asked_when
    relevant = {q: a for q, a in answers.items() if a != UNKNOWN}
    return gate is not None and all(world.holds(gate) for world in completions(book, relevant))


def openings_by_trying(book: Rulebook, live: Given) -> set[tuple[frozenset[tuple[str, str]], frozenset[str]]]:
    """Return the smallest changes after which the verdict is not certain, with what it can become."""
    single, now = changeable(book, live), evaluate(book, live).possible
    found: list[tuple[frozenset[tuple[str, str]], frozenset[str]]] = []
    for changed in map(frozenset, chain.from_iterable(combinations(single, n) for n in range(1, len(single) + 1))):
        if len({q for q, _ in changed}) == len(changed) and not any(less < changed for less, _ in found):
            possible = frozenset(evaluate(book, {**live, **dict(changed)}).possible)
            found += [(changed, possible)] if possible != frozenset(now) else []
    return {(changed, possible) for changed, possible in found if len(possible) > 1}


def certain_and_opening(told: Evaluation) -> tuple[set[object], set[object]]:
    """Return the changes to other verdicts, and those that open the verdict again, as the models here tell them."""
    certain = {(frozenset(c.answers.items()), c.verdict) for c in told.changes if c.verdict is not None}
    opening = {(frozenset(c.answers.items()), frozenset(c.possible)) for c in told.changes if c.verdict is None}
    return certain, opening  # type: ignore[return-value]


def asked_after(book: Rulebook, answers: Given, random: Random) -> int:
    """Return how many questions are asked on one way to the end of the questionnaire."""
    answers, count = dict(answers), 0
    while (question := evaluate(book, answers).next_question) is not None:
        answers[question] = random.choice([*book.questions[question].answers, UNKNOWN])
        count += 1
    return count


def test_shipped_changes_are_complete_minimal_and_true(book: Rulebook) -> None:
    for given in drawn(book, many(150)):
        told = evaluate(book, given)
        for change in told.changes:
            assert evaluate(book, {**given, **change.answers}).possible == change.possible != told.possible
        if told.certain and not told.more_changes:
            live = without_stale(told, given)
            wanted = changes_by_trying(book, live) if len(live) > 10 else None
            if wanted is not None:
                assert certain_and_opening(told) == (wanted, openings_by_trying(book, live))


def test_a_change_that_opens_the_verdict_again_is_a_change(book: Rulebook) -> None:
    """Somebody who needs tools on site for all their work, which can be arranged later, is not asked further."""
    for given in (
        {"on_site_tasks": "none", "process_presence": "none", "bound_tools": "all", "tools_at_home": "later"},
    ):
        told = evaluate(book, given)
        assert told.certain
        assert any(change.verdict is None and change.at_most_left for change in told.changes)


def test_a_change_names_everybody_who_can_make_it(book: Rulebook) -> None:
    rest: Given = {q.id: next(iter(q.answers)) for q in book.questions.values() if not q.many}
    rest |= {"bound_tools": "all", "tools_at_home": "no"}
    (change,) = evaluate(book, {**rest, "home_workplace": "adequate"}).changes
    assert (change.answers, change.can_be_changed_by) == ({"tools_at_home": "now"}, ("manager",))
    rest |= {"site_only_information": "all", "information_at_home": "no"}
    (change,) = evaluate(book, {**rest, "home_workplace": "adequate"}).changes
    assert change.can_be_changed_by == ("manager", "security")


@pytest.mark.parametrize("seed", seeds(40))
def test_invented_changes_are_complete_minimal_and_true(seed: int) -> None:
    random = Random(seed)
    book = random_rulebook(random, size=5)
    for given in drawn(book, 12):
        told = evaluate(book, given)
        live = without_stale(told, given)
        order = [(change.verdict is None, len(change.answers)) for change in told.changes]
        assert order == sorted(order)
        for change in told.changes:
            most = max(asked_after(book, {**live, **change.answers}, random) for _ in range(4))
            assert change.verdict or most <= change.at_most_left
            asks = evaluate(book, {**live, **change.answers}).next_question is not None
            assert change.verdict or asks == (change.at_most_left > 0)
        for change in told.changes:
            assert evaluate(book, {**live, **change.answers}).possible == change.possible != told.possible
        if told.certain and not told.more_changes:
            assert certain_and_opening(told) == (changes_by_trying(book, live), openings_by_trying(book, live)), given


def test_more_changes_than_twenty_are_cut_and_said_so() -> None:
    base = large_rulebook(Random(5), 30, 20, local=True)
    questions = [replaced(q) for q in base.questions.values() if q.id != "safe"]
    book = rulebook(questions, list(base.criteria.values()), seen=frozenset())
    told = evaluate(book, {q.id: "none" for q in questions})
    assert len(told.changes) == 20
    assert told.more_changes


def replaced(question: Question) -> Question:
    """Return the question as one that somebody can change to any answer."""
    return replace(question, can_be_changed=ChangeDirection(("someone",), ("part", "all")))


@pytest.mark.parametrize(("others", "more"), [(19, False), (20, False), (21, True)])
def test_exactly_twenty_changes_are_all_there_are(others: int, more: bool) -> None:
    answers = ["now", *(f"other{n}" for n in range(others))]
    asked = replace(question("q", answers), can_be_changed=ChangeDirection(("someone",), tuple(answers[1:])))
    book = rulebook([asked], [criterion("c", {"all": QuestionIs("q", ("now",))})], seen=frozenset({"q"}))
    told = evaluate(book, {"q": "now"})
    assert (len(told.changes), told.more_changes) == (min(others, 20), more)
