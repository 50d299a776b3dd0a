"""The work list: what is due, earliest first, and nothing twice."""

from datetime import timedelta

import pytest

from app.cases.case import Case, Terms
from app.cases.work_list import AHEAD, work_list
from app.resources import RULES
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.cases.worked import TODAY, decided, disagreed

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(RULES)


def reviewed(case: Case, review: int, until: int) -> Case:
    """Return a decided case, looked at again and ending after so many days."""
    terms = Terms(days=("friday",), since=TODAY, until=TODAY + until * DAY, review=TODAY + review * DAY)
    return decided(case, terms=terms, reasons=("presence_needed",))


def test_reviews_ends_and_disagreements_stand_by_their_day(book: Rulebook, library: Library) -> None:
    cases = [
        reviewed(made.check(book), 20, 30),
        reviewed(made.arrangement(), 10, 10),
        disagreed(decided(made.check(book))),
        reviewed(made.check(book), 5, 300),
        made.check(book),
    ]
    found = [((item.due - TODAY).days, item.what) for item in work_list(cases, library, TODAY)]
    assert found == [(5, "review"), (10, "ends"), (14, "disagreement"), (20, "review"), (30, "ends")]


def test_what_is_late_stays_on_the_list_and_comes_first(book: Rulebook, library: Library) -> None:
    cases = [reviewed(made.check(book), 5, 300), reviewed(made.check(book), 2, 300)]
    later = TODAY + 100 * DAY
    assert [item.due for item in work_list(cases, library, later)] == [TODAY + 2 * DAY, TODAY + 5 * DAY]


def test_what_is_far_ahead_is_not_on_it_yet(book: Rulebook, library: Library) -> None:
    case = reviewed(made.check(book), AHEAD.days + 1, 300)
    assert work_list([case], library, TODAY) == []
    assert len(work_list([case], library, TODAY + DAY)) == 1


@pytest.mark.parametrize(("answer", "temporary"), [("later", True), ("no", True), ("now", False)])
def test_a_reason_is_temporary_that_somebody_can_still_change(
    book: Rulebook, library: Library, answer: str, temporary: bool
) -> None:
    case = reviewed(made.check(book, {"on_site_tasks": "none", "bound_tools": "part", "tools_at_home": answer}), 5, 300)
    found = [(item.what, item.about) for item in work_list([case], library, TODAY)]
    assert ("temporary", "location_bound_tools") in found or not temporary
    assert len(found) == 1 + temporary


def test_without_its_rulebook_a_case_is_on_the_list_all_the_same(book: Rulebook, library: Library) -> None:
    case = reviewed(made.check(book, {"on_site_tasks": "none", "bound_tools": "part", "tools_at_home": "later"}), 5, 9)
    assert case.edition
    gone = case.but(edition=case.edition.model_copy(update={"digest": "another"}))
    assert [item.what for item in work_list([gone], library, TODAY)] == ["review", "ends"]
