"""What an employee does with a case afterwards: only what is allowed then, and what was said before stays."""

from datetime import date, timedelta
from random import Random

import pytest

from app.cases.case import Case, Decision, Link
from app.cases.employee import (
    answer_again,
    can_answer,
    can_disagree,
    can_fill_in_again,
    disagree,
    is_opened_by,
    to_answer,
)
from app.cases.ids import digest_of, key_of, new_id, parts_of, typed, typed_code
from app.cases.organisation import Retention
from app.cases.submit import Submitted, as_hr, check_case
from app.problems import AppError
from app.rulebook.model import UNKNOWN, Rulebook
from tests.cases import made
from tests.web.example_visits import random_answers

LATER = made.NOW + timedelta(days=3)
TODAY = date(2021, 3, 4)


def decided(case: Case) -> Case:
    decision = Decision(
        how="agreed",
        terms=made.TERMS,
        talked_on=TODAY,
        talked_how="video",
        by="hanna",
        name="Hanna",
        at=LATER,
    )
    return case.but(status="decided", decisions=(decision,))


def test_only_the_secret_of_a_party_opens_a_case_and_only_until_its_last_day(book: Rulebook) -> None:
    until = Link(party="manager", digest=digest_of("of the manager"), until=TODAY)
    case = made.check(book, secret="of the employee")
    case = case.but(links=(*case.links, until))
    assert is_opened_by(case, "of the employee", TODAY)
    assert not is_opened_by(case, "of the manager", TODAY)
    assert is_opened_by(case, "of the manager", TODAY, "manager")
    assert not is_opened_by(case, "of the manager", TODAY + timedelta(days=1), "manager")
    assert not is_opened_by(case, "of the employee", TODAY, "manager")


def test_a_link_is_an_id_and_a_secret_and_nothing_else_is() -> None:
    id, secret = new_id(), new_id()
    assert parts_of(key_of(id, secret)) == (id, secret)
    for wrong in ("", id, key_of(id, secret)[:-1], key_of(id, secret) + "0", key_of(id, secret).upper(), id + "u" * 26):
        assert parts_of(wrong) is None


def test_letters_are_understood_however_they_are_typed() -> None:
    secret = new_id()
    groups = " ".join(secret[at : at + 4] for at in range(0, 26, 4))
    assert typed(groups.upper().replace("0", "O").replace("1", "l")) == secret
    assert typed_code("ab1d 2f3g") == typed_code("AB1D-2F3G") == typed_code(" abID2f3g") == "AB1D-2F3G"


def test_only_what_was_asked_for_is_to_be_answered_again(book: Rulebook) -> None:
    case = made.check(book).but(status="waiting", asked=("site_safe",))
    assert to_answer(case) == {q: a for q, a in case.statements[0].answers.items() if q != "site_safe"}
    assert to_answer(made.arrangement()) == {}


@pytest.mark.parametrize("seed", range(30))
def test_a_new_statement_stands_beside_the_earlier_ones(book: Rulebook, seed: int) -> None:
    answers = random_answers(book, Random(seed))
    case = made.check(book, dict(answers)).but(status="waiting", asked=("site_safe",), handler="hanna" * (seed % 2))
    after = answer_again(case, book, answers | {"site_safe": UNKNOWN}, made.submitted(LATER))
    assert after.statements[:-1] == case.statements
    assert after.statements[-1].at == LATER
    assert after.verdict == as_hr(book, answers | {"site_safe": UNKNOWN}).verdict
    assert set(after.statements[-1].answers) <= book.audiences["hr"]
    assert (after.asked, after.status) == ((), "in_hand" if case.handler else "received")
    assert after.events[:-1] == case.events
    assert (after.events[-1].what, after.events[-1].by) == ("answered", "employee")
    assert after.keep_until == made.submitted(LATER).now.date() + timedelta(days=Retention().idle_days)


def test_what_hr_filled_in_can_be_answered_by_the_employee(book: Rulebook) -> None:
    about = Submitted(made.NOW, "nl", Retention(), origin="hr", by="hanna")
    case = check_case(book, made.WORK, about, "secret").but(asked=("site_safe",))
    assert to_answer(case) == {q: a for q, a in case.statements[0].answers.items() if q != "site_safe"}
    after = answer_again(case, book, to_answer(case) | {"site_safe": "no"}, made.submitted(LATER))
    assert [said.party for said in after.statements] == ["hr", "employee"]
    assert to_answer(after) == after.statements[1].answers


def test_hr_answers_again_only_what_it_filled_in_itself(book: Rulebook) -> None:
    about = Submitted(made.NOW, "nl", Retention(), who="Noor", origin="hr", by="hanna", name="Hanna")
    case = check_case(book, made.WORK, about, "secret")
    after = answer_again(case, book, made.WORK | {"site_safe": "no"}, about)
    assert [said.party for said in after.statements] == ["hr", "hr"]
    assert (after.events[-1].what, after.events[-1].by) == ("answered", "hanna")
    assert answer_again(after, book, made.WORK | {"site_safe": "no"}, about) is after
    answered = answer_again(case, book, made.WORK | {"site_safe": "no"}, made.submitted(LATER))
    for other in (answered, made.check(book), decided(case)):
        assert not can_fill_in_again(other)
        with pytest.raises(AppError, match="can still be answered"):
            answer_again(other, book, made.WORK, about)


def test_nothing_is_answered_again_after_a_decision_or_in_an_arrangement(book: Rulebook) -> None:
    for case in (decided(made.check(book)), decided(made.check(book)).but(status="disagreed"), made.arrangement()):
        assert not can_answer(case)
        with pytest.raises(AppError, match="can still be answered"):
            answer_again(case, book, made.WORK, made.submitted(LATER))


def test_answers_under_other_criteria_are_refused(book: Rulebook) -> None:
    case = made.check(book)
    assert case.edition
    elsewhere = case.but(edition=case.edition.model_copy(update={"digest": "sha256:0"}))
    with pytest.raises(AppError, match="found others"):
        answer_again(elsewhere, book, made.WORK, made.submitted(LATER))


def test_somebody_can_disagree_once_with_what_was_decided(book: Rulebook) -> None:
    case = decided(made.check(book))
    after = disagree(case, LATER, Retention())
    assert (after.status, after.decision, after.events[-1].what) == ("disagreed", case.decision, "disagreed")
    assert after.due == date(2021, 3, 18)
    for other in (after, made.check(book), made.arrangement()):
        assert not can_disagree(other)
        with pytest.raises(AppError, match="something was decided"):
            disagree(other, LATER, Retention())
