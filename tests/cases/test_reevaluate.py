"""Whether a case comes out differently under another edition."""

from dataclasses import replace
from random import Random
from typing import Any

from app.cases.case import Case
from app.cases.reevaluate import known_answers, reach, recheck
from app.cases.submit import as_hr, check_case
from app.resources import RULES
from app.rulebook.dependencies import visible
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.conftest import VERSION
from tests.depth import seeds
from tests.engine.invented import random_rulebook
from tests.reference import expected

WHOSE = "gemeente-oeverwoude"


def random_case(book: Rulebook, draw: Random) -> Case:
    """Return a case with drawn answers to exactly what HR's evaluation asks."""
    answers: dict[str, Any] = {}
    while (question := as_hr(book, answers).next_question) is not None:
        asked = book.questions[question]
        answers[question] = () if asked.many else draw.choice([*asked.answers, "unknown"])
    return check_case(book, answers, made.submitted(), "secret")


def without_last_line(book: Rulebook) -> Rulebook:
    """Return the rulebook in which the first criterion with any lines has one less."""
    criterion = next(each for each in book.criteria.values() if each.reaches)
    shorter = replace(criterion, reaches=criterion.reaches[:-1])
    return replace(book, criteria={**book.criteria, criterion.id: shorter})


def test_under_its_own_edition_a_case_comes_out_the_same(book: Rulebook) -> None:
    for seed in range(30):
        found = recheck(random_case(book, Random(seed)), book, book)
        assert (found.differs, found.needs_a_talk, found.criteria) == (False, False, ())


ALL_WAYS = (0, 4, 2)
"""Seeds of a case that comes out the same, of one that differs, and of one that needs a new talk as well."""


def test_it_differs_exactly_where_another_verdict_follows_or_becomes_possible() -> None:
    seen = set()
    for seed in {*ALL_WAYS, *seeds(100)}:
        before = random_rulebook(Random(seed))
        if not any(each.reaches for each in before.criteria.values()):
            continue
        after = without_last_line(before)
        case = random_case(before, Random(seed))
        found = recheck(case, before, after)
        told = [expected(each.for_audience("hr"), as_hr(each, case.answers).answers) for each in (before, after)]
        assert found.differs == (told[0].possible != told[1].possible)
        others = [c for c in visible(before, "hr") if told[0].criteria[c] != told[1].criteria[c]]
        assert set(found.criteria) <= set(others)
        assert {c for c in others if len(told[0].criteria[c]) == 1} <= set(found.criteria)
        seen.add((found.differs, found.needs_a_talk))
    assert {(False, False), (True, False), (True, True)} <= seen


def test_what_was_never_asked_needs_a_new_talk() -> None:
    library = Library.load(RULES)
    plain = library.edition("thuiswerken-2021", VERSION, "")
    own = library.edition("thuiswerken-2021", VERSION, WHOSE)
    shared = {"on_site_tasks": "none", "process_presence": "part", "process_necessity": "social_need"}
    found = recheck(made.check(plain, dict(shared)), plain, own)
    assert found.needs_a_talk
    assert found.not_stored == "colleague_on_site"


def test_answers_that_another_edition_does_not_know_are_left_out(book: Rulebook) -> None:
    answers: dict[str, Any] = {"on_site_tasks": "part", "no_question": "yes", "bound_tools": "no_answer"}
    answers |= {"other_reasons": ("habit",), "site_safe": "unknown"}
    kept = ("on_site_tasks", "other_reasons", "site_safe")
    assert known_answers(book, answers) == {q: answers[q] for q in kept}
    assert known_answers(book, {"other_reasons": ("nothing_known",), "on_site_tasks": ("part",)}) == {}


def test_a_criterion_that_an_edition_does_not_have_reaches_nothing_there(book: Rulebook) -> None:
    assert reach(as_hr(book, {}), "no_criterion") == "none"
