"""Differences between two parties: exactly those count that some mix shows to matter, in the order that is promised."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from random import Random

from app.engine.disagreements import differing, worth_talking_about
from app.engine.evaluate import evaluate
from app.rulebook.model import UNKNOWN, Rulebook
from tests.depth import seeds
from tests.engine.invented import random_rulebook
from tests.reference import expected

Given = dict[str, str]


def said(book: Rulebook, draw: Random) -> Given:
    """Return what somebody answers to some of the questions."""
    asked = [q for q in book.questions.values() if not q.many and draw.random() < 0.8]
    return {q.id: draw.choice([*q.answers, UNKNOWN]) for q in asked}


def by_asking(book: Rulebook, questions: Sequence[str]) -> list[str]:
    return sorted(questions, key=lambda q: book.questions[q].sensitivity == "health")


def mixes(book: Rulebook, one: Given, other: Given, settled: Mapping[str, str]) -> Iterator[Given]:
    """Yield every mix in which these differences are settled so."""
    unsettled = [q for q in differing(book, one, other) if q not in settled]
    for row in product(*([one[q], other[q]] for q in unsettled)):
        yield {**other, **one, **settled, **dict(zip(unsettled, row, strict=True))}


def matters(book: Rulebook, one: Given, other: Given, settled: Mapping[str, str]) -> list[str]:
    """Return the unsettled differences that matter, found by trying every mix with the reference model."""
    found = {tuple(sorted(m.items())): expected(book, m).possible for m in mixes(book, one, other, settled)}

    def swapped(mix: tuple[tuple[str, str], ...], q: str, answer: str) -> set[str]:
        return found[tuple(sorted({**dict(mix), q: answer}.items()))]

    unsettled = [q for q in by_asking(book, differing(book, one, other)) if q not in settled]
    return [q for q in unsettled if any(swapped(m, q, one[q]) != swapped(m, q, other[q]) for m in found)]


def in_order(book: Rulebook, one: Given, other: Given) -> list[str]:
    """Return the differences that matter in the order that the docstring promises."""
    order: list[str] = []
    while True:
        ways = [dict(zip(order, row, strict=True)) for row in product(*([one[q], other[q]] for q in order))]
        left = [
            q
            for q in by_asking(book, differing(book, one, other))
            if any(q in matters(book, one, other, way) for way in ways)
        ]
        if not left:
            return order

        def after(q: str, ways: list[Given] = ways) -> int:
            return sum(len(matters(book, one, other, {**way, q: a})) for way in ways for a in (one[q], other[q]))

        order.append(min(left, key=after))


def small(seed: int) -> Iterator[tuple[Rulebook, Given, Given]]:
    """Yield two parties with few enough differences to try everything."""
    draw = Random(seed)
    book = random_rulebook(draw)
    for _ in range(4):
        one, other = said(book, draw), said(book, draw)
        if len(differing(book, one, other)) <= 4:
            yield book, one, other


def test_exactly_the_differences_that_some_mix_shows_to_matter_count() -> None:
    some = orders = 0
    for seed in seeds(60):
        for book, one, other in small(seed):
            found = worth_talking_about(book, one, other)
            assert list(found) == in_order(book, one, other)
            assert set(found) == set(matters(book, one, other, {}))
            some += bool(found)
            orders += len(found) > 1
    assert some > 3
    assert orders > 0


def test_of_the_shipped_rulebook_exactly_those_count_that_matter_in_some_mix(book: Rulebook) -> None:
    hr = book.for_audience("hr")
    most = 0
    for seed in range(60):
        draw = Random(seed)
        one, other = said(book, draw), said(book, draw)
        apart = [q for q in differing(book, one, other) if q in book.audiences["hr"]]
        outcome = {
            row: evaluate(hr, {**other, **one, **dict(zip(apart, row, strict=True))}).possible
            for row in product(*([one[q], other[q]] for q in apart))
        }
        counts = {
            q
            for i, q in enumerate(apart)
            for row, found in outcome.items()
            if found != outcome[(*row[:i], other[q] if row[i] == one[q] else one[q], *row[i + 1 :])]
        }
        assert set(worth_talking_about(hr, one, other)) == counts
        most = max(most, len(apart))
    assert most >= 7


def test_it_makes_no_difference_who_is_named_first(book: Rulebook) -> None:
    hr = book.for_audience("hr")
    for seed in range(50):
        draw = Random(seed)
        one, other = said(book, draw), said(book, draw)
        assert worth_talking_about(hr, one, other) == worth_talking_about(hr, other, one)


def test_what_was_answered_about_a_person_takes_no_part(book: Rulebook) -> None:
    hr = book.for_audience("hr")
    for seed in range(200):
        draw = Random(seed)
        one, other = said(book, draw), said(book, draw)
        found = worth_talking_about(hr, one, other)
        personal = [q.id for q in book.questions.values() if q.sensitivity != "work"]
        assert not set(found) & set(personal)
        without = [{q: a for q, a in answers.items() if q not in personal} for answers in (one, other)]
        assert worth_talking_about(hr, *without) == found


def test_parties_that_agree_have_nothing_to_talk_about(book: Rulebook) -> None:
    for seed in range(20):
        one = said(book, Random(seed))
        assert worth_talking_about(book, one, one) == worth_talking_about(book, one, {}) == ()


def test_a_difference_behind_what_settles_everything_comes_after_it(book: Rulebook) -> None:
    one = {"on_site_tasks": "none", "bound_tools": "all", "tools_at_home": "now", "process_presence": "none"}
    other = {"on_site_tasks": "none", "bound_tools": "none", "tools_at_home": "no", "process_presence": "part"}
    found = worth_talking_about(book.for_audience("hr"), one, other)
    assert set(found) == {"bound_tools", "tools_at_home", "process_presence"}
    assert found.index("process_presence") > 0
