"""What a decision stands beside: the days that go with a verdict, and what must be met before somebody works so."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.cases.advice import AMOUNTS, NO_ADVICE, advice_of, amount_of, days_with
from app.cases.case import Case, Day, Unmet
from app.rulebook.conditions import Not, VerdictIs
from app.rulebook.model import Days, Rulebook
from tests.cases import made

EVERY = set(AMOUNTS)


def saying(book: Rulebook, days: Mapping[str, tuple[Days, ...]]) -> Rulebook:
    """Return the rulebook in which these verdicts say their days."""
    verdicts = {id: replace(each, days=days.get(id)) for id, each in book.verdicts.items()}
    return replace(book, verdicts=verdicts)


def test_what_no_verdict_says_follows_from_the_requirements(book: Rulebook) -> None:
    book = saying(book, {})
    found = {id: set(days_with(book, id)) for id in book.verdicts}
    assert found["on_site"] == found["partly_on_site"] == {"some", "all"}
    assert (found["conversation"], found["home"]) == (EVERY, {"none"})
    assert set(days_with(book, None)) == EVERY
    without = replace(book, requirements={})
    assert all(set(days_with(without, id)) == EVERY for id in book.verdicts)


def test_where_a_requirement_applies_to_the_last_verdict_that_says_nothing_of_days(book: Rulebook) -> None:
    always = replace(book.requirements["site_safe"], applies_when=Not(VerdictIs(("conversation",))))
    found = replace(saying(book, {}), requirements={"site_safe": always})
    assert set(days_with(found, "home")) == {"some", "all"}
    assert set(days_with(found, "conversation")) == EVERY


def test_what_a_verdict_says_counts_and_one_that_says_nothing_goes_with_everything(book: Rulebook) -> None:
    said = saying(book, {"partly_on_site": ("some",), "home": ("none", "some")})
    assert set(days_with(said, "partly_on_site")) == {"some"}
    assert set(days_with(said, "home")) == {"none", "some"}
    assert set(days_with(said, "on_site")) == EVERY


@pytest.mark.parametrize(
    ("days", "amount"),
    [
        ((), "none"),
        (("saturday",), "some"),
        (("monday", "tuesday", "wednesday", "thursday", "friday", "sunday"), "all"),
    ],
)
def test_an_amount_of_days_is_none_some_or_the_whole_working_week(days: tuple[Day, ...], amount: Days) -> None:
    assert amount_of(days) == amount


def test_whoever_works_on_site_otherwise_than_the_advice_waits_for_the_same(book: Rulebook) -> None:
    home = advice_of(made.check(book, {"on_site_tasks": "none"}), book)
    assert (home.verdict, home.departs("some"), home.departs("none")) == ("home", True, False)
    assert home.unmet("some") == (Unmet(id="site_safe", state="open"),)
    assert home.unmet("none") == ()
    assert advice_of(made.check(book), book).unmet("some") == ()


def test_there_is_no_advice_beside_an_arrangement_nor_where_the_edition_is_gone(book: Rulebook) -> None:
    cases: list[tuple[Case, Rulebook | None]] = [(made.arrangement(), None), (made.check(book), None)]
    assert all(advice_of(case, there) == NO_ADVICE for case, there in cases)
    assert [NO_ADVICE.departs(each) for each in AMOUNTS] == [None] * 3
