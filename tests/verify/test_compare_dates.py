"""Editions that compare dates otherwise: exactly the days are told on which it makes a difference."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random

import pytest

from app.engine.compile import compiled
from app.engine.restrict import split
from app.rulebook.banding import alike, banded, with_conditions
from app.rulebook.coded import coded
from app.rulebook.conditions import Condition, Lapse, written
from app.rulebook.load import rulebook_from
from app.rulebook.model import Rulebook
from app.verify.diff.dates import as_condition
from app.verify.diff.diff import Difference, compare
from app.verify.diff.product import Cube
from app.verify.diff.report import in_words
from app.web.rules.compare_page import differences
from tests.depth import TWENTIETHS, seeds
from tests.engine.answers import complete
from tests.engine.invented import dates_rulebook
from tests.reference import World
from tests.rulebook.bad import SPECIMENS

DATES = (SPECIMENS / "dates.yaml").read_text("utf-8")


def edition(text: str) -> Rulebook:
    book, problems = rulebook_from(text.encode(), "dates.yaml")
    assert book is not None, problems
    return book


def test_from_26_to_12_weeks_differs_exactly_from_12_up_to_26_weeks() -> None:
    comparison = compare(edition(DATES), edition(DATES.replace("weeks: 26", "weeks: 12")))
    said = in_words(comparison)
    assert "criterion `too_new`, `all` becomes `none`" in said
    assert "when `all: [{membership: {at_least: {weeks: 12}}}, {membership: {under: {weeks: 26}}}]` (16)" in said
    assert "`member_since: 20" in said and "so_" not in said
    (told,) = [each for each in differences(comparison, "nl")["differences"] if each.what == "criterion"]
    assert [part.text for part in told.when[0].parts] == [
        "“de tijd dat u lid bent bij de ingang” is “12 weken of meer”",
        "“de tijd dat u lid bent bij de ingang” is “minder dan 26 weken”",
    ]
    assert all(" 20" in answer or answer in ("Ja", "Nee") for _, answer in told.example)


def without(text: str, start: str, end: str) -> str:
    return text[: text.index(start)] + text[text.index(end) :]


def test_an_edition_with_one_date_more_is_compared_over_the_days_of_both() -> None:
    any_of = "{any: [{criterion: {too_new: all}}, {criterion: {too_soon: all}}]}"
    fewer = without(DATES.replace(any_of, "{criterion: {too_soon: all}}"), "  membership:", "  silence:")
    fewer = without(fewer, "days:\n", "laws:\n")
    fewer = without(fewer, "  member_since:", "  requested:\n    ask")
    fewer = without(fewer, "  too_new:", "  too_soon:\n    title")
    comparison = compare(edition(fewer), edition(DATES))
    assert comparison.differing
    assert "membership: {under: {weeks: 26}}" in in_words(comparison)


def shifted(random: Random, book: Rulebook) -> Rulebook:
    """Return the rulebook with some spans one unit longer or shorter."""

    def other(condition: Condition) -> Condition:
        if not isinstance(condition, Lapse) or random.random() < 0.5:
            return condition
        return replace(condition, span=condition.span.longer(random.choice((-1, 1))), linked="", ways=())

    return banded(with_conditions(book, other))


@pytest.mark.parametrize("seed", seeds(60, TWENTIETHS))
def test_a_verdict_differs_exactly_where_the_comparison_says_so(seed: int) -> None:
    random = Random(f"dates compared {seed}")
    old = dates_rulebook(random, 4)
    new = shifted(random, old)
    told = [each for each in compare(old, new).differences if each.what == "verdict"]
    both = alike(old, new)
    for _ in range(60):
        given = complete(old, random)
        before, after = World(old, given).verdict, World(new, given).verdict
        # What applies in one of the two is compared.
        known = coded(both[0].codings, given)
        stale = set.intersection(*({*split(compiled(book), known)[1]} for book in both))
        answers = {q: a for q, a in known.items() if q not in stale}
        here = {(each.old, each.new) for each in told if each.described_by and is_described(each, answers)}
        many = {(each.old, each.new) for each in told if not each.described_by}
        assert here <= {(before, after)}, given
        assert before == after or (before, after) in here | many, given


def is_described(difference: Difference, answers: Mapping[str, object]) -> bool:
    return any_holds((each.cube for each in difference.described_by), answers) and not any_holds(
        difference.unless, answers
    )


def any_holds(cubes: Iterable[Cube], answers: Mapping[str, object]) -> bool:
    return any(all(answers.get(question) in named for question, named in cube.items()) for cube in cubes)


@pytest.mark.parametrize("seed", seeds(40))
def test_any_ways_are_described_by_conditions_that_hold_for_exactly_these(seed: int) -> None:
    random = Random(f"described {seed}")
    book = dates_rulebook(random, 4)
    for id, part in book.linked.items():
        ways = random.sample(sorted(part.ways), random.randint(1, len(part.ways)))
        described = part.described(ways)
        agreeing = {
            code
            for code, way in part.ways.items()
            if any(all(way[part.tests.index(test)] == holds for test, holds in said.items()) for said in described)
        }
        assert agreeing == {*ways}
        if len(ways) < len(part.ways):
            assert written(as_condition((book, book), id, ways))
