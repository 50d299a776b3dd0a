"""Claims in a rulebook: what one has to be, what may rest on it, and what is proven of it."""

import pytest

from app.rulebook.load import load_rulebook, rulebook_from
from app.rulebook.variants import claims
from app.verify.verification import NO_BAR, SILENCE, verify
from tests.rulebook.bad import SPECIMENS

CLAIMS = SPECIMENS / "claims.yaml"
SOURCE = CLAIMS.read_text("utf-8")
ANSWERS = (
    'answers: {invoked: {nl: "Ja, ik beroep mij erop", en: "Yes, I invoke it"}, not_invoked: {nl: "Nee", en: "No"}}'
)
OTHERS = '    answers_other: {invoked: {nl: "Beroept zich erop", en: "Invokes it"}}\n'
CLAIM = "    sensitivity: claim\n"


def more_claims(number: int) -> str:
    one = f'ask: {{nl: "En dit?", en: "And this?"}}\n    {ANSWERS}\n{CLAIM}'
    return "".join(f"  claim_{n}:\n    {one}" for n in range(number))


def test_a_rulebook_with_a_claim_is_proven() -> None:
    book = load_rulebook(CLAIMS)
    report = verify(book)
    assert (claims(book), report.problems) == (("exam",), ())
    assert {NO_BAR, SILENCE} <= {*report.proven}


def test_nothing_is_said_of_claims_where_there_are_none() -> None:
    assert {NO_BAR, SILENCE}.isdisjoint(verify(load_rulebook(SPECIMENS / "numbers.yaml")).proven)


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        (CLAIM, f"{CLAIM}    choose: any\n", "claim_form", "`not_invoked`, found `choose: any`"),
        (ANSWERS, 'answers: {invoked: {nl: "Ja", en: "Yes"}}', "claim_form", "found `invoked`"),
        (CLAIM, f"{CLAIM}    answered_by: [you, planner]\n", "claim_form", "found `you`, `planner`"),
        (CLAIM, f"{CLAIM}    can_be_changed: {{by: [you], to: [invoked]}}\n", "claim_form", "found `can_be_changed`"),
        (CLAIM, f"{CLAIM}    not_relied_on: {{nl: a, en: b}}\n", "work_left_out", "expected `not_relied_on`"),
        ("unless: {exam: invoked}", "unless: {exam: not_invoked}", "not_invoked_named", "`{not: {exam: invoked}}`"),
        ("asked_when: {exam: invoked}", "asked_when: {not: {exam: invoked}}", "gate_on_not_invoked", "found `exam`"),
        ("  notice:\n", f"{more_claims(4)}  notice:\n", "too_many_claims", "at most 4 claims, found 5"),
        ("hr: {sees: [team, exam, ", "hr: {sees: [team, ", "audience_hides_work", "found `exam` hidden"),
        (f"{ANSWERS}\n{OTHERS}", "number: {from: 0, to: 9}\n", "number_not_work", "found it at a claim one"),
    ],
)
def test_what_a_claim_may_not_be_is_refused(old: str, new: str, code: str, message: str) -> None:
    assert SOURCE.count(old) == 1
    _, problems = rulebook_from(SOURCE.replace(old, new).encode(), "claims.yaml")
    assert [each.code for each in problems if message in each.message] == [code]


@pytest.mark.parametrize(
    "gate", ["{any: [{team: small}, {exam: invoked}]}", "{at_least: 1, of: [{team: small}, {exam: invoked}]}"]
)
def test_a_question_may_wait_for_a_claim_that_is_invoked(gate: str) -> None:
    book, problems = rulebook_from(SOURCE.replace("asked_when: {exam: invoked}", f"asked_when: {gate}").encode(), "a")
    assert book, problems


@pytest.mark.parametrize("sensitivity", ["personal", "health"])
def test_a_claim_never_waits_for_what_is_private(sensitivity: str) -> None:
    source = SOURCE.replace("    answered_by: [you, planner]\n  exam:", f"    sensitivity: {sensitivity}\n  exam:")
    source = source.replace(CLAIM, f"{CLAIM}    asked_when: {{team: small}}\n").replace("sees: [team, ", "sees: [")
    _, problems = rulebook_from(source.encode(), "claims.yaml")
    assert [each.code for each in problems] == ["gate_on_more_sensitive"]


def test_a_bar_that_rests_on_a_claim_is_found_with_two_sets_of_answers() -> None:
    source = SOURCE.replace("when: {notice: {under: 2}}", "when: {all: [{notice: {under: 14}}, {exam: invoked}]}")
    book, problems = rulebook_from(source.encode(), "claims.yaml")
    assert book, problems
    (problem,) = (each for each in verify(book).problems if each.code == "claim_adds_bar")
    assert "expected `short_notice` to reach no further where `exam` is invoked, found `all` only there" in str(problem)
    one, other = map(dict, problem.shown_by)
    assert (one.pop("exam"), other.pop("exam")) == ("invoked", "not_invoked")
    assert one == other
