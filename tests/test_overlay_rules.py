"""The shipped specimen of an organisation's changes: it is proven, and nothing wrong could be said of it."""

from dataclasses import replace

import pytest

from app.resources import RULES
from app.rulebook.amendment import EFFECTS, Effect
from app.rulebook.conditions import All, QuestionIs
from app.rulebook.conditions import Any as AnyOf
from app.rulebook.library import Library
from app.rulebook.load import parsed
from app.rulebook.model import Origin, Rulebook
from app.rulebook.overlays.overlay import amended, parsed_overlay
from app.verify.admission import verified
from app.verify.checks.laws import counted_though_left_out
from app.verify.checks.overlay_effects import rests_on_person, wrong_effect
from app.verify.symbolic import Proof
from tests.conftest import NEWEST, VERSION

WHOSE = "gemeente-oeverwoude"


def test_the_specimen_is_a_rulebook_with_every_kind_of_effect() -> None:
    path = RULES / "overlays" / "gemeente-oeverwoude" / "thuiswerken-2021.yaml"
    overlay, problems = parsed_overlay(path.read_bytes(), str(path))
    assert overlay
    own, more = amended(overlay, parsed(NEWEST.read_bytes(), str(NEWEST)))
    assert own
    assert (problems, more) == ([], [])
    assert own.organisation
    assert {change.effect for change in own.organisation.amendments} == {"narrows", "widens", "other"}


@pytest.fixture(scope="module")
def own() -> Rulebook:
    return Library.load(RULES).edition("thuiswerken-2021", VERSION, WHOSE)


def claiming(book: Rulebook, number: int, word: Effect) -> Rulebook:
    """Return the rulebook with another word for one of the changes, in every step that has that change."""
    assert book.organisation
    amendments = book.organisation.amendments
    if len(amendments) <= number:
        return book
    other = tuple(replace(each, effect=word) if i == number else each for i, each in enumerate(amendments))
    before = book.before
    assert before
    before = claiming(before, number, word) if before.organisation else before
    origin = Origin(book.unchanged, lambda: before)
    return replace(book, organisation=replace(book.organisation, amendments=other), origin=origin)


@pytest.mark.parametrize("number", range(9))
def test_every_wrong_word_in_the_shipped_specimen_is_refused(own: Rulebook, number: int) -> None:
    assert own.organisation
    right = own.organisation.amendments[number]
    for word in EFFECTS:
        codes = [(p.code, p.place) for p in wrong_effect(Proof(claiming(own, number, word)))]
        assert codes == ([] if word == right.effect else [("wrong_effect", right.place)])


def test_the_shipped_specimen_verifies_with_its_word_and_the_laws_of_the_edition(own: Rulebook) -> None:
    report, examples = verified(own)
    assert report.problems == ()
    assert examples >= 4
    assert "every change by the organisation does what its word says" in report.proven
    assert {f"law `{law.id}`" for law in own.laws} <= set(report.proven)


def test_a_change_that_breaks_a_law_is_refused_with_answers_that_show_it(own: Rulebook) -> None:
    line = own.criteria["home_workplace"].reaches[1]
    loose = replace(line, when=AnyOf((line.when, own.criteria["settling_in"].reaches[0].when)))
    lines = (own.criteria["home_workplace"].reaches[0], loose, own.criteria["home_workplace"].reaches[2])
    wrong = replace(own.criteria["home_workplace"], reaches=lines)
    report, _ = verified(replace(own, criteria={**own.criteria, "home_workplace": wrong}))
    broken = [problem for problem in report.problems if problem.code == "broken_law"]
    assert "`leaving-out-home-workplace`" in broken[0].message
    answers = dict(broken[0].shown_by[0])
    assert answers["first_month"] == "yes"
    assert "not_relied_on" in answers.values()


def test_a_criterion_that_counts_though_its_question_is_left_out_is_found(own: Rulebook) -> None:
    line = own.criteria["settling_in"].reaches[0]
    mixed = AnyOf((line.when, own.criteria["personal_situation"].reaches[1].when))
    wrong = replace(own.criteria["settling_in"], reaches=(replace(line, when=mixed),))
    (problem,) = counted_though_left_out(Proof(replace(own, criteria={**own.criteria, "settling_in": wrong})))
    assert problem.code == "counted_though_left_out"
    assert dict(problem.shown_by[0]) == {"first_month": "yes", "other_personal_reason": "not_relied_on"}


def test_a_ground_about_the_work_that_comes_to_rest_on_the_person_is_found(own: Rulebook) -> None:
    line = own.criteria["nature_of_work"].reaches[0]
    pried = replace(line, when=All((line.when, QuestionIs("mental_health", ("yes",)))))
    criteria = {**own.criteria, "nature_of_work": replace(own.criteria["nature_of_work"], reaches=(pried,))}
    (problem,) = rests_on_person(Proof(replace(own, criteria=criteria)))
    assert "`nature_of_work` to rest on the work alone" in problem.message
    assert "rests on `mental_health`" in problem.message
