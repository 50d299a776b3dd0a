"""A change by an organisation that narrows what needs a consent for that carries one, or it is refused by answers."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.engine.evaluate import evaluate
from app.problems import Problem
from app.rulebook.amendment import ConsentNeeded
from app.rulebook.conditions import Any, QuestionIs
from app.rulebook.files import editions_of
from app.rulebook.load import load_rulebook
from app.rulebook.model import NONE_REACHED, Rulebook
from app.verify.checks.overlay_effects import consent_missing, wrong_effect
from app.verify.checks.reachability import unused_clause
from app.verify.symbolic import Proof
from app.verify.verification import CONSENT as PROVEN
from app.verify.verification import verify
from tests.engine.invented import WORD
from tests.reference import World, completions
from tests.rulebook.bad import SPECIMENS
from tests.rulebook.consenting import CONSENT, change, with_changes
from tests.verify.checks.test_overlay_effects import PAIRS, by, effect_of

HEAVIER_ABROAD = """add_way:
      criterion: {letter: fully}
      or: {abroad: yes}
      because: {nl: a, en: b}"""
NOT_ABROAD_BUT_HEAVY = """add_condition:
      criterion: {letter: fully}
      and: {weight: {at_least: 1}}"""
ABROAD = """add_condition:
      criterion: {too_heavy: fully}
      and: {abroad: no}"""

FRAGILE = """add_criterion:
      fragile:
        title: {nl: Breekbaar, en: Fragile}
        source: [P1]
        narrowing_needs: {consent_of: {nl: a, en: b}, because: {nl: c, en: d}, source: [P1]}
        reaches:
          fully:
            when: {weight: {under: 2}}
            because: {nl: e, en: f}"""


def changed(folder: Path, *changes: str) -> Rulebook:
    return editions_of(with_changes(folder, *changes))["1.0.0"]()


def found(book: Rulebook) -> list[Problem]:
    return list(consent_missing(Proof(book)))


def test_a_change_that_narrows_without_consent_is_refused_with_answers_that_show_it(tmp_path: Path) -> None:
    book = changed(tmp_path, change("narrows"))
    (problem,) = verify(book).problems
    assert (problem.code, problem.place.line) == ("consent_missing", 9)
    assert problem.message == (
        "expected `consent` at the change `a-change`, found none, but by `weight: from_1_to_2`, `abroad: no`"
        " `letter` goes less far: it needs the consent of the senders' council, since “Letters belong to all of us.”,"
        " according to `P1` of “Terms” (At the desk)"
    )
    assert PROVEN not in verify(book).proven
    given = {**dict(problem.shown_by[0]), "weight": "1"}
    assert evaluate(book.unchanged, given).criteria["letter"].reach == "fully"
    assert evaluate(book, given).criteria["letter"].reach == "none"


def test_with_consent_it_is_accepted_whether_given_before_or_after_it_was_agreed(tmp_path: Path) -> None:
    for number, day in enumerate(("2019-12-01", "2020-01-02", "2020-02-03")):
        book = changed(tmp_path / str(number), change("narrows", consent=CONSENT.replace("2020-02-03", day)))
        report = verify(book)
        assert (report.problems, PROVEN in report.proven) == ((), True)


@pytest.mark.parametrize("consent", ["", CONSENT])
@pytest.mark.parametrize("effect", ["widens", "other"])
def test_a_change_that_narrows_nothing_needs_no_consent_and_may_have_one(
    tmp_path: Path, effect: str, consent: str
) -> None:
    assert verify(changed(tmp_path, change(effect, consent=consent))).problems == ()


def test_a_change_that_narrows_something_else_needs_none(tmp_path: Path) -> None:
    assert found(changed(tmp_path, change("narrows", ABROAD))) == []


def test_only_the_change_that_narrows_needs_it_whatever_another_widens(tmp_path: Path) -> None:
    both = change("widens", HEAVIER_ABROAD), change("narrows", NOT_ABROAD_BUT_HEAVY, id="another")
    assert [problem.message.split("`")[3] for problem in found(changed(tmp_path, *both))] == ["another"]


def test_a_change_that_narrows_one_criterion_and_widens_another_needs_it_as_well() -> None:
    book = load_rulebook(SPECIMENS / "numbers.yaml")
    letter, heavy = book.criteria["letter"], book.criteria["too_heavy"]
    wider = replace(heavy.reaches[0], when=Any((heavy.reaches[0].when, QuestionIs("abroad", ("yes",)))))
    mixed = {"letter": replace(letter, reaches=()), "too_heavy": replace(heavy, reaches=(wider,))}
    after = by(guarded(book), replace(book, criteria={**book.criteria, **mixed}), "other")
    assert list(wrong_effect(Proof(after))) == []
    assert ["`letter`" in problem.message for problem in found(after)] == [True]


def test_the_consent_to_one_change_is_none_to_the_next(tmp_path: Path) -> None:
    first, then = (
        change("narrows", consent=CONSENT),
        change("narrows", "set_parameter: {letter_weight: 0.5}", id="more"),
    )
    (problem,) = found(changed(tmp_path, first, then))
    assert "at the change `more`" in problem.message


def test_a_change_that_only_takes_back_what_another_widened_needs_consent(tmp_path: Path) -> None:
    wider, back = change("widens"), change("narrows", "set_parameter: {letter_weight: 2.5}", id="back")
    assert [problem.place.line for problem in found(changed(tmp_path, wider, back))] == [15]


def test_what_an_organisation_adds_may_need_consent_to_be_narrowed_by_it_later(tmp_path: Path) -> None:
    narrower = change("narrows", "add_condition: {criterion: {fragile: fully}, and: {abroad: no}}", id="narrower")
    (problem,) = found(changed(tmp_path, change("widens", FRAGILE), narrower))
    assert "at the change `narrower`" in problem.message
    assert "`fragile` goes less far" in problem.message


def test_a_clause_is_used_by_what_a_criterion_needs(tmp_path: Path) -> None:
    book = changed(tmp_path, change("other"))
    needed = replace(book.criteria["letter"], narrowing_needs=ConsentNeeded(WORD, WORD, ("P2",)))
    clauses = {**book.clauses, "P2": replace(book.clauses["P1"], id="P2")}
    own = replace(book, clauses=clauses, criteria={**book.criteria, "letter": needed})
    assert list(unused_clause(Proof(own))) == []


def test_nothing_is_proven_of_consents_where_no_criterion_needs_any(tmp_path: Path) -> None:
    book = changed(tmp_path, change("narrows"))
    free = {id: replace(criterion, narrowing_needs=None) for id, criterion in book.criteria.items()}
    assert PROVEN not in verify(replace(book, criteria=free, origin=None)).proven


def guarded(book: Rulebook) -> Rulebook:
    needed = ConsentNeeded(WORD, WORD, ())
    return replace(book, criteria={c: replace(each, narrowing_needs=needed) for c, each in book.criteria.items()})


def narrowed(before: Rulebook, after: Rulebook) -> set[str]:
    """Return the criteria that reach less far for some answers, found by trying every set of answers."""
    rank = list(before.extents).index
    return {
        c
        for world in completions(after, {})
        for c, extent in World(before, world.given).reach.items()
        if rank(extent) < rank(world.reach.get(c, NONE_REACHED))
    }


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_exactly_the_criteria_that_reach_less_far_for_some_answers_need_it(number: int) -> None:
    before, after = guarded(PAIRS[number][0]), PAIRS[number][1]
    problems = found(by(before, after, effect_of(before, after)))
    assert {problem.message.split(" goes less far")[0].split("`")[-2] for problem in problems} == narrowed(
        before, after
    )
    for problem in problems:
        criterion = problem.message.split(" goes less far")[0].split("`")[-2]
        given = dict(problem.shown_by[0])
        assert all(
            World(before, world.given).reach.get(criterion, NONE_REACHED) != world.reach.get(criterion, NONE_REACHED)
            for world in completions(after, given)
        )


def test_some_of_the_drawn_changes_need_consent_and_some_do_not() -> None:
    assert {bool(narrowed(*pair)) for pair in PAIRS} == {True, False}
