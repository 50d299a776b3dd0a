"""The last day for an answer, where a rulebook names one: with the case from the start, and moved by no step."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.cases.advice import advice_of
from app.cases.case import Case, Terms
from app.cases.decisions import decide
from app.cases.employee import answer_again
from app.cases.organisation import Retention
from app.cases.submit import Submitted, check_case
from app.cases.transitions import Actor, stepped, take
from app.cases.work_list import work_list
from app.rulebook.library import Library
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.cases.worked import acting, agreed
from tests.rulebook.bad import SPECIMENS

NOW = datetime(2027, 1, 10, 11, tzinfo=UTC)
LAST = date(2027, 2, 1)
DAY = timedelta(days=1)
GIVEN = {"member_since": "2015-03-01", "requested": "2026-12-01", "starts": "2027-03-01", "answered": "no"}
TODAY = {"today": "2027-01-10"}


@pytest.fixture(scope="module")
def allotment() -> Rulebook:
    return load_rulebook(SPECIMENS / "dates.yaml")


def submitted(at: datetime = NOW) -> Submitted:
    return Submitted(at, "nl", Retention())


def shared(book: Rulebook, **changes: str) -> Case:
    return check_case(book, GIVEN | TODAY | changes, submitted(), "the employee's own secret")


def test_a_case_is_due_on_the_last_day_that_its_rulebook_names(allotment: Rulebook, book: Rulebook) -> None:
    case = shared(allotment)
    assert (case.answer_by, case.due) == (LAST, LAST)
    assert shared(allotment, starts="2027-03-31").answer_by == date(2027, 2, 28)
    other = made.check(book)
    assert other.answer_by is None and other.due == date(2021, 3, 15)


def test_no_step_moves_that_day(allotment: Rulebook) -> None:
    case = shared(allotment)
    for days in (3, 9, 15):
        case = take(case, acting(at=NOW + days * DAY))
        assert (case.answer_by, case.due) == (LAST, LAST)
    asked = stepped(case, Actor("employee", NOW + 20 * DAY, Retention()), "answered", status="waiting")
    assert asked.due == LAST


def test_another_start_is_another_last_day(allotment: Rulebook) -> None:
    later = GIVEN | TODAY | {"starts": "2027-04-15"}
    again = answer_again(shared(allotment), allotment, later, submitted(NOW + DAY))
    assert (again.answer_by, again.due) == (date(2027, 3, 15), date(2027, 3, 15))


def test_what_is_decided_is_due_when_it_is_looked_at_again(allotment: Rulebook) -> None:
    terms = Terms(days=(), since=LAST, until=LAST + 90 * DAY, review=LAST + 30 * DAY)
    said = agreed(NOW.date(), terms=terms, how="agreed")
    case = shared(allotment)
    case = decide(case, said, acting(at=NOW), advice=advice_of(case, allotment))
    assert case.due == terms.review and case.answer_by == LAST


def test_the_work_list_has_answers_that_are_due_within_six_weeks(allotment: Rulebook, tmp_path: Path) -> None:
    library = Library.load(tmp_path)
    soon, late = shared(allotment), shared(allotment, starts="2027-02-05")
    far = shared(allotment, starts="2027-08-01")
    items = work_list([far, soon, late, made.arrangement()], library, NOW.date())
    assert [(item.what, item.due) for item in items] == [("answer", date(2027, 1, 5)), ("answer", LAST)]
