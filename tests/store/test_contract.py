"""What every store does, whichever database is behind it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from traceback import format_exception
from typing import Literal

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select, text, update

from app.cases.accounts import Opening, Person
from app.cases.api_keys import ApiKey
from app.cases.casework import Casework
from app.cases.demo import invented
from app.cases.ids import digest_of
from app.cases.repository import Asked, AuditEntry, Name, SentBefore
from app.cases.submit import check_case
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.store import database
from app.store.accounts import IDLE, LONGEST
from app.store.cases import Cases
from app.store.database import engine_for, reading, writing
from app.store.encryption import sealed
from app.store.tables import case_keys, cases, sessions
from tests.cases import made
from tests.store import opened

NOTED = AuditEntry(made.NOW, "employee", "shared")
ORDERED: tuple[Literal["waiting", "received", "due"], ...] = ("waiting", "received", "due")
SOMEBODY = Person("p" * 26, "noor", "Noor de Wit", frozenset({"hr"}))


def test_a_case_comes_back_as_it_was_kept(store: Casework, book: Rulebook) -> None:
    case = store.store.add(made.check(book), NOTED)
    assert store.store.read(case.id) == case
    assert case.revision == 1


def test_a_key_of_a_form_makes_one_case(store: Casework, book: Rulebook) -> None:
    first = store.store.add(made.check(book), NOTED, "the key of a form")
    assert store.store.add(made.check(book), NOTED, "the key of a form") == first
    assert store.store.find(Asked()).total == 1


def test_a_form_that_now_says_something_else_is_refused(store: Casework, book: Rulebook) -> None:
    first = store.store.add(made.check(book), NOTED, "the key of a form")
    later = replace(made.submitted(), now=made.NOW + timedelta(seconds=1))
    assert store.store.add(check_case(book, made.WORK, later, "another secret"), NOTED, "the key of a form") == first
    for other in (made.check(book, {"site_safe": "no"}), made.check(book).but(who="Another"), made.arrangement()):
        with pytest.raises(SentBefore):
            store.store.add(other, NOTED, "the key of a form")
    assert [case.id for case in store.store.every()] == [first.id]


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
    store.store.read(case.id, AuditEntry(made.NOW, "p", "viewed", case.id))
    store.store.save(case, AuditEntry(made.NOW, "p", "taken", case.id))
    assert [line.done for line in store.store.trail()] == ["shared", "viewed", "taken"]
    assert [line.done for line in store.store.trail(case.id)] == ["viewed", "taken"]


def test_cases_past_their_day_are_named(store: Casework, book: Rulebook) -> None:
    case = store.store.add(made.check(book), NOTED)
    assert store.store.past(case.keep_until) == []
    assert store.store.past(case.keep_until + timedelta(days=1)) == [Name(case.id, case.code)]


def test_accounts_come_back_and_a_login_is_used_once(store: Casework) -> None:
    store.people.add(SOMEBODY, "a hash", b"a secret for codes")
    assert store.people.of_login("noor") == (SOMEBODY, "a hash", b"a secret for codes")
    with pytest.raises(AppError, match="a login that is not in use"):
        store.people.add(Person("q" * 26, "noor", "Another", frozenset()), "", b"")
    assert store.people.all() == (SOMEBODY,)


def test_a_time_step_is_used_once_and_never_one_before_it(store: Casework) -> None:
    store.people.add(SOMEBODY, "", b"")
    assert [store.people.use_step(SOMEBODY.id, step) for step in (7, 7, 6, 8)] == [True, False, False, True]
    store.people.change(SOMEBODY, Opening("", b"new codes"))
    assert store.people.use_step(SOMEBODY.id, 7)
    store.people.change(SOMEBODY, Opening("", b"newer codes", 9))
    assert [store.people.use_step(SOMEBODY.id, step) for step in (9, 10)] == [False, True]


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


def test_expired_sessions_are_deleted_at_the_next_sign_in_and_on_request(store: Casework) -> None:
    store.people.add(SOMEBODY, "", b"")
    idle = store.people.begin(SOMEBODY.id, made.NOW)
    store.people.begin(SOMEBODY.id, made.NOW + IDLE)
    assert digests(store) >= {digest_of(idle)}
    last = store.people.begin(SOMEBODY.id, made.NOW + IDLE + timedelta(seconds=1))
    assert len(digests(store)) == 2
    for minutes in range(40, int(LONGEST.total_seconds() // 60) + 20, 20):
        assert store.people.session(last, made.NOW + timedelta(minutes=minutes))
        store.people.delete_expired_sessions(made.NOW + timedelta(minutes=minutes))
        assert digests(store) >= {digest_of(last)}
    assert digests(store) == {digest_of(last)}
    store.people.delete_expired_sessions(made.NOW + LONGEST + IDLE + timedelta(seconds=2))
    assert digests(store) == set()


def digests(store: Casework) -> set[str]:
    """Return what is kept of everybody who is signed in."""
    assert isinstance(store.store, Cases)
    with reading(store.store._engine) as connection:
        return set(connection.execute(select(sessions.c.digest)).scalars())


def test_a_changed_account_is_signed_out(store: Casework) -> None:
    store.people.add(SOMEBODY, "", b"")
    secret = store.people.begin(SOMEBODY.id, made.NOW)
    store.people.change(SOMEBODY, Opening("another hash"))
    assert store.people.session(secret, made.NOW) is None


def test_accounts_keys_and_who_is_signed_in_change_with_their_lines_or_not_at_all(store: Casework) -> None:
    line = AuditEntry(made.NOW, "admin", "account_added")
    cannot_be_kept = replace(line, by=None)  # type: ignore[arg-type]
    key = ApiKey("0123456789", "Payroll", frozenset({"read_cases"}), made.NOW.date())
    store.people.add(SOMEBODY, "", b"", line)
    secret = store.people.begin(SOMEBODY.id, made.NOW, line)
    store.keys.add(key, "secret", line)
    acts: tuple[Callable[[AuditEntry], object], ...] = (
        lambda line: store.people.add(Person("q" * 26, "mark", "Mark", frozenset()), "", b"", line),
        lambda line: store.people.change(replace(SOMEBODY, active=False), line=line),
        lambda line: store.people.begin(SOMEBODY.id, made.NOW, line, instead_of=secret),
        lambda line: store.people.end(secret, line),
        lambda line: store.keys.add(replace(key, id="9876543210"), "secret", line),
        lambda line: store.keys.revoke(key.id, line),
    )
    for act in acts:
        with pytest.raises(AppError, match="the store cannot be used now"):
            act(cannot_be_kept)
    assert store.people.all() == (SOMEBODY,)
    assert store.people.session(secret, made.NOW)
    assert store.keys.all() == (key,)
    assert list(store.store.trail()) == [line] * 3
    for act in acts:
        act(line)
    assert list(store.store.trail()) == [line] * 9
    assert store.store.broken_at() is None


def test_a_code_names_a_case_of_this_organisation_only(store: Casework, book: Rulebook) -> None:
    case = store.store.add(made.check(book), NOTED)
    assert store.store.named(case.code) == Name(case.id, case.code)
    with pytest.raises(AppError, match="found none of that code"):
        store.store.named("ABCD-EFGH")


def test_a_case_of_another_organisation_does_not_exist(url: str, tmp_path: Path, book: Rulebook) -> None:
    other = made.EMPLOYER.model_copy(update={"id": "other"})
    with opened.at(url, tmp_path) as store, opened.at(url, tmp_path, other) as theirs:
        case = store.store.add(made.check(book), NOTED, "key")
        assert theirs.store.add(made.arrangement(), NOTED, "key").id != case.id
        refused = (
            lambda: theirs.store.read(case.id),
            lambda: theirs.store.erase(case.id, NOTED),
            lambda: theirs.store.named(case.code),
        )
        for act in refused:
            with pytest.raises(AppError) as told:
                act()
            assert told.value.code == "not_found"
        with pytest.raises(AppError, match="somebody else changed"):
            theirs.store.save(case, NOTED)
        assert case.id not in [each.id for each in theirs.store.every()]
        assert store.store.read(case.id) == case


def test_forms_that_are_sent_twice_at_once_make_one_case(store: Casework, book: Rulebook) -> None:
    with ThreadPoolExecutor(4) as at_once:
        added = list(at_once.map(lambda _: store.store.add(made.check(book), NOTED, "one key"), range(8)))
    assert {case.id for case in added} == {added[0].id}
    assert store.store.find(Asked()).total == 1
    assert [line.done for line in store.store.trail()] == ["shared"]


def test_of_changes_at_once_one_is_kept_and_the_trail_stays_whole(store: Casework, book: Rulebook) -> None:
    case = store.store.add(made.check(book), NOTED)

    def saved(handler: int) -> bool:
        with suppress(AppError):
            return bool(store.store.save(case.but(handler=str(handler)), NOTED))
        return False

    with ThreadPoolExecutor(4) as at_once:
        assert sum(at_once.map(saved, range(8))) == 1
        list(at_once.map(lambda _: store.store.note(NOTED), range(8)))
    assert store.store.broken_at() is None
    assert len(list(store.store.trail())) == 1 + 1 + 8


def test_what_is_refused_by_the_database_tells_no_value(store: Casework, book: Rulebook) -> None:
    case = store.store.add(made.check(book), NOTED)
    with pytest.raises(AppError) as refused:
        store.store.add(made.arrangement().but(code=case.code), NOTED)
    assert refused.value.code == "unavailable"
    assert case.code not in f"{refused.value.message}{refused.value.__cause__}"


def test_lines_keep_their_order_when_the_clock_steps_back_and_each_step_is_told_once(
    store: Casework, caplog: pytest.LogCaptureFixture
) -> None:
    for seconds in (0, -60, -18_000, -17_999, -18_030, 10_800, -172_800, -172_000):
        store.store.note(AuditEntry(made.NOW + timedelta(seconds=seconds), f"{seconds}", "viewed"))
    lines = list(store.store.trail())
    assert [line.at - made.NOW for line in lines] == [timedelta(seconds=int(line.by)) for line in lines]
    assert store.store.broken_at() is None
    steps = ["seq=3 back_seconds=17940", "seq=7 back_seconds=183600"]
    assert caplog.messages == [f"event=clock_stepped {step}" for step in steps]
    assert store.store.steps_back() == 2


@pytest.mark.parametrize("key_is_gone", [False, True])
def test_what_was_being_erased_is_finished_when_opened_again(
    url: str, tmp_path: Path, book: Rulebook, key_is_gone: bool
) -> None:
    line = AuditEntry(made.NOW, "noor", "erased")
    with opened.at(url, tmp_path) as store:
        assert isinstance(store.store, Cases)
        done, kept = (store.store.add(made.check(book), NOTED) for _ in range(2))
        store.store.erasing._begin(done.id, line)
        if key_is_gone:
            with writing(store.store._keys) as connection:
                connection.execute(delete(case_keys).where(case_keys.c.case_id == done.id))
    with opened.at(url, tmp_path) as store:
        assert [case.id for case in store.store.every()] == [kept.id]
        assert list(store.store.trail(done.id)) == [replace(line, case=done.id)]


def test_a_store_of_a_newer_version_is_left_alone(url: str, tmp_path: Path) -> None:
    with opened.at(url, tmp_path):
        pass
    engine = engine_for(url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(AppError, match="made by a newer version"), opened.at(url, tmp_path):
        pass


def test_a_search_finds_what_going_through_all_cases_would(store: Casework, book: Rulebook) -> None:
    random = Random(5)
    made_up = invented([book], made.NOW, made.EMPLOYER.retention, seed=5, count=40).cases
    cases = [store.store.add(case, NOTED) for case in made_up]
    for _ in range(60):
        some = random.choice(cases)
        fields = ("status", "verdict", "handler", "manager", "code")
        wanted = {name: getattr(some, name) for name in random.sample(fields, random.randint(0, 2))}
        by = random.choice((None, some.due))
        order, offset = random.choice(ORDERED), random.choice((0, 0, 3))
        matching = [
            case
            for case in cases
            if all(value is None or getattr(case, name) == value for name, value in wanted.items())
            and (by is None or (case.due is not None and case.due <= by))
        ]
        field = {"waiting": "changed", "received": "received", "due": "due"}[order]
        matching.sort(key=lambda case: (getattr(case, field), case.id))
        found = store.store.find(Asked(**wanted, due_by=by, order=order, offset=offset, limit=7))
        assert (list(found.cases), found.total) == (matching[offset : offset + 7], len(matching))


def test_what_is_of_another_case_or_another_version_is_refused_without_a_value(store: Casework, book: Rulebook) -> None:
    case, other = (store.store.add(made.check(book), NOTED) for _ in range(2))
    assert isinstance(store.store, Cases)
    key = AESGCM(store.store._vault.unwrap(store.store._keys_of([case.id])[case.id], case.id))
    newer = case.model_dump_json().replace('"who"', '"whom"').encode()
    with reading(store.store._engine) as connection:
        theirs = connection.execute(select(cases.c.document).where(cases.c.id == other.id)).scalar_one()
    for document, told in (
        (bytes(theirs), "or was altered"),
        (sealed(key, newer, f"{made.EMPLOYER.id} {other.id} document"), "or was altered"),
        (sealed(key, newer, f"another {case.id} document"), "or was altered"),
        (sealed(key, newer, f"{made.EMPLOYER.id} {case.id} document"), "cannot be read by this version"),
    ):
        with writing(store.store._engine) as connection:
            connection.execute(update(cases).where(cases.c.id == case.id).values(document=document))
        with pytest.raises(AppError, match=told) as refused:
            store.store.read(case.id)
        assert refused.value.code == "unavailable"
        assert "4711" not in "".join(format_exception(refused.value))
    store.store.erase(case.id, NOTED)
    assert list(store.store.every()) == [other]


ALTERED: dict[str, object] = {
    "code": "ABCD-EFGH", "status": "decided", "verdict_tag": "0" * 32, "kind_tag": "0" * 32, "handler": "mallory",
    "manager": "mallory", "received": "2021-01-01T00:00:00Z", "changed": "2021-01-01T00:00:00Z", "due": None,
    "keep_until": "2099-01-01", "revision": 7,
}  # fmt: skip


def test_what_stands_beside_a_case_says_what_the_case_says_or_nobody_reads_it(
    store: Casework, book: Rulebook, caplog: pytest.LogCaptureFixture
) -> None:
    case, other = (store.store.add(made.check(book), NOTED) for _ in range(2))
    assert isinstance(store.store, Cases)
    acts = lambda: store.store.read(case.id), lambda: store.store.find(Asked()), lambda: list(store.store.every())
    assert {column.name for column in cases.c} - ALTERED.keys() == {"id", "owner", "document"}
    for name, value in ALTERED.items():
        with writing(store.store._engine) as connection:
            kept = connection.execute(select(cases.c[name]).where(cases.c.id == case.id)).scalar_one()
            connection.execute(update(cases).where(cases.c.id == case.id).values({name: value}))
        for act in acts:
            with pytest.raises(AppError, match="was altered") as refused:
                act()
            assert refused.value.code == "unavailable"
        assert [each.id for each in store.store.altered()] == [case.id]
        assert set(caplog.messages) == {f"event=case_altered case={case.id} columns={name}"}
        caplog.clear()
        with writing(store.store._engine) as connection:
            connection.execute(update(cases).where(cases.c.id == case.id).values({name: kept}))
        assert store.store.altered() == []
    assert [store.store.read(each.id) for each in (case, other)] == [case, other]


def test_a_case_that_was_moved_to_another_organisation_opens_there_for_nobody(
    url: str, tmp_path: Path, book: Rulebook
) -> None:
    elsewhere = made.EMPLOYER.model_copy(update={"id": "other"})
    with opened.at(url, tmp_path) as store, opened.at(url, tmp_path, elsewhere) as theirs:
        case = store.store.add(made.check(book), NOTED)
        assert isinstance(store.store, Cases)
        with writing(store.store._engine) as connection:
            connection.execute(update(cases).values(owner="other"))
        with pytest.raises(AppError, match="or was altered"):
            theirs.store.read(case.id)
        assert theirs.store.altered() == [Name(case.id, case.code)]


def test_a_case_is_erased_while_somebody_reads_and_what_is_left_goes_with_the_next(
    url: str, tmp_path: Path, book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PRAGMAS", (*database.PRAGMAS[1:], "busy_timeout=50"))
    monkeypatch.setattr(database, "OPTIONS", "-c lock_timeout=50ms")
    with opened.at(url, tmp_path) as store:
        assert isinstance(store.store, Cases)
        first, second, kept = (store.store.add(made.check(book), NOTED) for _ in range(3))
        with reading(store.store._keys) as connection:
            connection.execute(select(case_keys)).all()
            store.store.erase(first.id, NOTED)
        store.store.erase(second.id, NOTED)
        assert list(store.store.every()) == [kept]
    left = b"".join(path.read_bytes() for path in tmp_path.glob("*-wal"))
    assert left == b""


def test_two_cases_that_are_being_erased_are_both_finished(url: str, tmp_path: Path, book: Rulebook) -> None:
    line = AuditEntry(made.NOW, "noor", "erased")
    with opened.at(url, tmp_path) as store:
        assert isinstance(store.store, Cases)
        first, second, kept = (store.store.add(made.check(book), NOTED) for _ in range(3))
        store.store.erasing._begin(first.id, line)
        store.store.erasing._begin(second.id, line)
    with opened.at(url, tmp_path) as store:
        assert [case.id for case in store.store.every()] == [kept.id]
        for each in (first, second):
            assert list(store.store.trail(each.id)) == [replace(line, case=each.id)]
