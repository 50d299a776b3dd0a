"""What every store does, whichever database is behind it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.cases.casework import Casework
from app.cases.people import Person
from app.cases.store import Asked, Line
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.store.connect import reading
from app.store.people import IDLE, LONGEST
from tests.cases import made
from tests.store import opened

NOTED = Line(made.NOW, "employee", "shared")
SOMEBODY = Person("p" * 26, "noor", "Noor de Wit", frozenset({"hr"}))


@pytest.fixture
def store(tmp_path: Path) -> Casework:
    return opened.sqlite(tmp_path)


def test_a_case_comes_back_as_it_was_kept(store: Casework, book: Rulebook) -> None:
    case = store.store.add(made.check(book), NOTED)
    assert store.store.read(case.id) == case
    assert case.revision == 1


def test_a_key_of_a_form_makes_one_case(store: Casework, book: Rulebook) -> None:
    first = store.store.add(made.check(book), NOTED, "the key of a form")
    assert store.store.add(made.check(book), NOTED, "the key of a form") == first
    assert store.store.find(Asked()).total == 1


def test_who_saves_an_older_state_is_refused_and_nothing_is_lost(store: Casework, book: Rulebook) -> None:
    case = store.store.add(made.check(book), NOTED)
    store.store.save(case.but(handler="first"), NOTED)
    with pytest.raises(AppError, match="somebody else changed") as refused:
        store.store.save(case.but(handler="second"), NOTED)
    assert refused.value.code == "conflict"
    assert store.store.read(case.id).handler == "first"


def test_an_erased_case_is_as_absent_as_one_that_never_was(store: Casework, book: Rulebook) -> None:
    case = store.store.add(made.check(book), NOTED, "key")
    store.store.erase(case.id, NOTED)
    for act in (store.store.read, lambda id: store.store.erase(id, NOTED)):
        for id in (case.id, "never"):
            with pytest.raises(AppError, match="expected a case, found none"):
                act(id)
    assert store.store.find(Asked()).total == 0


def test_what_is_stored_tells_nothing(store: Casework, book: Rulebook, tmp_path: Path) -> None:
    store.store.add(made.check(book), NOTED)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for told in (b"on_site_tasks", b"partly", b"4711"):
        assert told not in stored


def test_cases_are_found_by_what_is_asked_and_the_longest_waiting_first(store: Casework, book: Rulebook) -> None:
    late = made.check(book).but(changed=made.NOW + timedelta(days=1), handler="somebody")
    early = made.arrangement().but(manager="boss", due=date(2021, 3, 2))
    for case in (late, early):
        store.store.add(case, NOTED)
    found = store.store.find(Asked())
    assert [case.code for case in found.cases] == [early.code, late.code]
    wanted = {
        Asked(handler="somebody"): late,
        Asked(manager="boss"): early,
        Asked(verdict=late.verdict): late,
        Asked(code=early.code): early,
        Asked(due_by=date(2021, 3, 3)): early,
    }
    for asked, case in wanted.items():
        assert [each.code for each in store.store.find(asked).cases] == [case.code]
    assert store.store.find(Asked(status="decided")).total == 0
    assert len(store.store.find(Asked(limit=1, offset=1)).cases) == 1


def test_each_change_has_its_line_in_the_trail_in_order(store: Casework, book: Rulebook) -> None:
    case = store.store.add(made.check(book), NOTED)
    store.store.read(case.id, Line(made.NOW, "p", "viewed", case.id))
    store.store.save(case, Line(made.NOW, "p", "taken", case.id))
    assert [line.done for line in store.store.trail()] == ["shared", "viewed", "taken"]
    assert [line.done for line in store.store.trail(case.id)] == ["viewed", "taken"]


def test_cases_past_their_day_are_named(store: Casework, book: Rulebook) -> None:
    case = store.store.add(made.check(book), NOTED)
    assert store.store.past(case.keep_until) == []
    assert store.store.past(case.keep_until + timedelta(days=1)) == [case.id]


def test_accounts_come_back_and_a_login_is_used_once(store: Casework) -> None:
    store.people.add(SOMEBODY, "a hash", b"a secret for codes")
    assert store.people.of_login("noor") == (SOMEBODY, "a hash", b"a secret for codes")
    with pytest.raises(AppError, match="a login that is not in use"):
        store.people.add(Person("q" * 26, "noor", "Another", frozenset()), "", b"")
    assert store.people.all() == (SOMEBODY,)


def test_a_time_step_is_used_once_and_never_one_before_it(store: Casework) -> None:
    store.people.add(SOMEBODY, "", b"")
    assert [store.people.use_step(SOMEBODY.id, step) for step in (7, 7, 6, 8)] == [True, False, False, True]
    store.people.change(SOMEBODY, "", b"new codes")
    assert store.people.use_step(SOMEBODY.id, 7)


def test_who_is_signed_in_stays_so_until_idle_or_too_long(store: Casework) -> None:
    store.people.add(SOMEBODY, "", b"")
    secret = store.people.begin(SOMEBODY.id, made.NOW)
    session = store.people.session(secret, made.NOW + IDLE)
    assert session and session.person == SOMEBODY
    assert store.people.session("another secret", made.NOW) is None
    assert store.people.session(secret, made.NOW + 2 * IDLE + timedelta(seconds=1)) is None
    again = store.people.begin(SOMEBODY.id, made.NOW)
    for minutes in range(0, int(LONGEST.total_seconds() // 60), 20):
        assert store.people.session(again, made.NOW + timedelta(minutes=minutes))
    assert store.people.session(again, made.NOW + LONGEST + timedelta(minutes=1)) is None


def test_a_changed_account_is_signed_out(store: Casework) -> None:
    store.people.add(SOMEBODY, "", b"")
    secret = store.people.begin(SOMEBODY.id, made.NOW)
    store.people.change(SOMEBODY, "another hash")
    assert store.people.session(secret, made.NOW) is None


def test_tables_of_keys_hold_one_key_for_each_case(tmp_path: Path, book: Rulebook) -> None:
    store = opened.sqlite(tmp_path)
    case = store.store.add(made.check(book), NOTED)
    from app.store.connect import engine_for  # noqa: PLC0415
    from app.store.tables import case_keys  # noqa: PLC0415

    with reading(engine_for(f"sqlite:///{tmp_path / 'keys.db'}")) as connection:
        assert [row.case_id for row in connection.execute(case_keys.select())] == [case.id]
