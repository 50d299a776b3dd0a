"""What remains once an employee withdraws: what was decided, for its own term, and not a word of theirs."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from app.cases.case import Case, Decision
from app.cases.organisation import Retention
from app.cases.record import Record, Recorded, record_of
from app.cases.transitions import Actor, stepped
from app.rulebook.model import Rulebook
from tests.cases import made, worked

TODAY = worked.TODAY


def test_only_of_what_was_decided_something_remains(book: Rulebook) -> None:
    new = made.check(book)
    decided = worked.decided(new)
    reopened = stepped(decided, Actor("h", made.NOW, Retention()), "reopened", "review", status="in_hand")
    assert record_of(new, Retention(), TODAY) is None
    for case in (decided, worked.disagreed(decided), reopened):
        found = record_of(case, Retention(), TODAY)
        assert found
        assert [each.at for each in found.decisions] == [each.at for each in case.decisions]


def test_a_check_and_a_tailored_arrangement_leave_the_same(book: Rulebook) -> None:
    check, arrangement = (worked.decided(case).but(code="ABCD-EFGH") for case in (made.check(book), made.arrangement()))
    one, other = (record_of(case, Retention(), TODAY) for case in (check, arrangement))
    assert one
    assert one.model_copy(update={"id": arrangement.id}) == other


def test_every_field_of_a_decision_is_kept_or_left_out_on_purpose() -> None:
    assert set(Recorded.model_fields) == {"how", "terms", "reasons", "by", "name", "at"}
    assert set(Record.model_fields) == {"id", "code", "decisions", "replies", "edition", "keep_until"}
    assert {"note", "talked_on", "talked_how"} <= set(Decision.model_fields) - set(Recorded.model_fields)


def days_kept(case: Case, retention: Retention) -> int:
    found = record_of(case, retention, TODAY)
    assert found
    return (found.keep_until - case.decisions[-1].terms.until).days


def test_a_record_is_kept_for_its_own_term_and_never_longer_than_without_withdrawing(book: Rulebook) -> None:
    case = worked.decided(made.check(book))
    assert days_kept(case, Retention()) == 365
    assert days_kept(case, Retention(decided_days=30)) == 30
    assert days_kept(case, Retention(decided_days=30, record_days=7)) == 7
    assert days_kept(case, Retention(decided_days=1000)) == 365  # until when it was kept when it was decided
    with pytest.raises(ValidationError, match="no more days than `decided_days`"):
        Retention(decided_days=30, record_days=31)


def test_nothing_remains_where_the_term_is_over(book: Rulebook) -> None:
    case = worked.decided(made.check(book))
    last = case.decisions[-1].terms.until + timedelta(days=7)
    assert record_of(case, Retention(record_days=7), last)
    assert record_of(case, Retention(record_days=7), last + timedelta(days=1)) is None
    assert record_of(case, Retention(record_days=7), date.max) is None
