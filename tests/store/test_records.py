"""What remains of a withdrawn case: the decision, sealed, and nothing of the employee."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from alembic import command
from alembic.config import Config
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select, update

from app.cases.case import Case, Event, Link
from app.cases.casework import Casework
from app.cases.organisation import Retention
from app.cases.record import record_of
from app.cases.repository import Asked, AuditEntry, Name, Sealed
from app.cases.withdraw import withdraw
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.store.cases import Cases
from app.store.database import reading, writing
from app.store.encryption import Vault
from app.store.encryption import opened as unsealed
from app.store.erasure import Ballast
from app.store.migrate import SCRIPTS
from app.store.open import engines
from app.store.tables import case_keys, cases, erasures, record_keys, records, submissions
from tests.cases import made, worked
from tests.store import opened

NOTED = AuditEntry(made.NOW, "employee", "shared")
CANARY = "Kanarie 7431"
LEFT = {"how", "terms", "reasons", "by", "name", "at"}
"""Everything that the employer's record says of a decision."""


def left(case: Case, done: str = "withdrawn") -> AuditEntry:
    return AuditEntry(made.NOW, "employee", done, case.id)  # type: ignore[arg-type]


def decided(book: Rulebook, **changes: Any) -> Case:
    """Return a decided case in which every place that can hold words of or about the employee holds a canary."""
    case = worked.decided(made.check(book).but(who=CANARY), how="employer", reasons=("no_room",), note=CANARY)
    case = worked.disagreed(case)
    event = Event(at=made.NOW, by=CANARY, what="noted", about=CANARY, form=CANARY)
    link = Link(party="manager", digest=CANARY)
    said = case.statements[0].model_copy(update={"by": CANARY, "party": "manager"})
    around = {"events": (*case.events, event), "links": (*case.links, link), "statements": (*case.statements, said)}
    return case.but(**around, manager=worked.MARK.id, **changes)


def withdrawn(store: Casework, case: Case) -> Case:
    kept = store.store.add(case, NOTED, f"key of {case.id}")
    withdraw(store.store, kept, left(kept), Retention())
    return kept


def test_of_a_decided_case_the_decision_remains_and_opening_it_leaves_a_line(store: Casework, book: Rulebook) -> None:
    case = withdrawn(store, decided(book))
    with pytest.raises(AppError, match="found none"):
        store.store.read(case.id)
    assert store.store.find(Asked()).total == 0
    until = case.decisions[0].terms.until + timedelta(days=365)
    assert store.store.records.all() == [Sealed(case.id, case.code, until)]
    assert store.store.records.sealed(case.id) == Sealed(case.id, case.code, until)
    assert store.store.named(case.code) == Name(case.id, case.code, is_record=True)
    opening = AuditEntry(made.NOW, worked.HANNA.id, "record_opened", case.id)
    record = store.store.records.open(case.id, opening)
    (kept,), (decision,) = record.decisions, case.decisions
    assert {name: getattr(kept, name) for name in LEFT} == {name: getattr(decision, name) for name in LEFT}
    assert list(store.store.trail(case.id)) == [left(case), opening]


def test_a_record_whose_opening_cannot_be_noted_stays_shut(store: Casework, book: Rulebook) -> None:
    case = withdrawn(store, decided(book))
    with pytest.raises(AppError, match="the store cannot be used now"):
        store.store.records.open(case.id, AuditEntry(made.NOW, None, "record_opened", case.id))  # type: ignore[arg-type]


def test_the_sealed_part_holds_exactly_what_the_employer_decided(store: Casework, book: Rulebook) -> None:
    for case in (decided(book), worked.decided(made.arrangement())):
        kept = withdrawn(store, case)
        inside = unsealed_record(store, kept)
        assert inside.keys() == {"decisions"}
        assert [each.keys() for each in inside["decisions"]] == [LEFT]
        assert inside["decisions"][0]["terms"].keys() == {"days", "since", "until", "review"}
        assert CANARY not in str(inside)


def unsealed_record(store: Casework, case: Case) -> dict[str, Any]:
    """Return what is sealed in the record of a case, as whoever has database, keys and secret can."""
    assert isinstance(store.store, Cases)
    vault = Vault(opened.SECRET)
    with reading(store.store._keys) as connection:
        wrapped = connection.execute(select(record_keys.c.wrapped).where(record_keys.c.case_id == case.id)).scalar_one()
    with reading(store.store._engine) as connection:
        row = connection.execute(select(records).where(records.c.case_id == case.id)).one()
    key = AESGCM(vault.unwrap(bytes(wrapped), f"{case.id} record"))
    about = f"{made.EMPLOYER.id} {case.id} {case.code} {row.keep_until} record"
    found: dict[str, Any] = orjson.loads(unsealed(key, bytes(row.document), about))
    return found


def test_of_an_undecided_case_nothing_remains(store: Casework, book: Rulebook) -> None:
    case = withdrawn(store, made.check(book).but(who=CANARY))
    assert rows(store) == {}
    assert [line.done for line in store.store.trail(case.id)] == ["withdrawn"]


def rows(store: Casework) -> dict[str, list[str]]:
    """Return of which cases each table has something, those that have nothing left out."""
    assert isinstance(store.store, Cases)
    found: dict[str, list[str]] = {}
    for engine, columns in (
        (store.store._engine, (cases.c.id, submissions.c.case_id, erasures.c.case_id, records.c.case_id)),
        (store.store._keys, (case_keys.c.case_id, record_keys.c.case_id)),
    ):
        with reading(engine) as connection:
            for column in columns:
                found[column.table.name] = list(connection.execute(select(column)).scalars())
    return {table: ids for table, ids in found.items() if ids}


def test_no_row_or_key_but_those_of_the_record_remains(store: Casework, book: Rulebook) -> None:
    case = withdrawn(store, decided(book))
    assert rows(store) == {"records": [case.id], "record_keys": [case.id]}


@pytest.mark.parametrize("done", ["erased", "purged"])
@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_erasing_takes_the_record_too(store: Casework, book: Rulebook, done: str, is_withdrawn: bool) -> None:
    case = withdrawn(store, decided(book)) if is_withdrawn else store.store.add(decided(book), NOTED)
    store.store.erase(case.id, left(case, done))
    assert rows(store) == {}
    for act in (lambda: store.store.erase(case.id, NOTED), lambda: store.store.named(case.code)):
        with pytest.raises(AppError, match="found none"):
            act()


def test_records_past_their_term_are_named_with_the_cases(store: Casework, book: Rulebook) -> None:
    case = withdrawn(store, decided(book))
    (record,) = store.store.records.all()
    assert store.store.past(record.keep_until) == []
    assert store.store.past(record.keep_until + timedelta(days=1)) == [Name(case.id, case.code, is_record=True)]


def test_a_decision_that_is_taken_while_somebody_withdraws_is_in_the_record(store: Casework, book: Rulebook) -> None:
    before = store.store.add(made.check(book), NOTED)
    store.store.save(worked.decided(before), NOTED)
    with pytest.raises(AppError, match="somebody else changed"):
        store.store.withdraw(before, None, left(before))
    assert withdraw(store.store, before, left(before), Retention())
    assert [each.id for each in store.store.records.all()] == [before.id]


def test_withdrawing_twice_at_once_leaves_a_record_that_opens(store: Casework, book: Rulebook) -> None:
    case = store.store.add(decided(book), NOTED)
    record = record_of(case, Retention(), made.NOW.date())
    assert isinstance(store.store, Cases)
    store.store.erasing._begin_withdrawal(case, record, left(case))
    store.store.withdraw(case, record, left(case))
    assert store.store.records.open(case.id, NOTED) == record
    assert [line.done for line in store.store.trail(case.id)] == ["withdrawn"]


def test_who_erases_while_somebody_withdraws_erases_everything(store: Casework, book: Rulebook) -> None:
    assert isinstance(store.store, Cases)
    for erased_first in (False, True):
        case = store.store.add(decided(book), NOTED)
        record = record_of(case, Retention(), made.NOW.date())
        if erased_first:
            store.store.erasing._begin(case.id, left(case, "erased"))
            store.store.withdraw(case, record, left(case))
        else:
            store.store.erasing._begin_withdrawal(case, record, left(case))
            store.store.erase(case.id, left(case, "erased"))
        assert "records" not in rows(store)
        assert [line.done for line in store.store.trail(case.id)] == ["erased"]


@pytest.mark.parametrize("key_is_gone", [False, True])
def test_a_withdrawal_that_stopped_halfway_is_finished_when_opened_again(
    url: str, tmp_path: Path, book: Rulebook, key_is_gone: bool
) -> None:
    with opened.at(url, tmp_path) as store:
        assert isinstance(store.store, Cases)
        case = store.store.add(decided(book), NOTED, "key")
        record = record_of(case, Retention(), made.NOW.date())
        store.store.erasing._begin_withdrawal(case, record, left(case))
        if key_is_gone:
            with writing(store.store._keys) as connection:
                connection.execute(delete(case_keys).where(case_keys.c.case_id == case.id))
    with opened.at(url, tmp_path) as store:
        assert rows(store) == {"records": [case.id], "record_keys": [case.id]}
        assert store.store.records.open(case.id, NOTED) == record
        assert list(store.store.trail(case.id)) == [left(case)]


def test_a_key_whose_record_was_never_kept_leaves_the_case_as_it_is(store: Casework, book: Rulebook) -> None:
    case = store.store.add(decided(book), NOTED)
    record = record_of(case, Retention(), made.NOW.date())
    assert isinstance(store.store, Cases)
    assert record
    store.store.records.row(record)
    assert store.store.read(case.id) == case
    assert (store.store.records.all(), store.store.unreadable()) == ([], [])
    withdraw(store.store, case, left(case), Retention())
    assert store.store.records.open(case.id, NOTED) == record


def test_a_record_that_somebody_altered_opens_for_nobody_and_no_list_lies(
    store: Casework, book: Rulebook, caplog: pytest.LogCaptureFixture
) -> None:
    case, other = (withdrawn(store, decided(book)) for _ in range(2))
    assert isinstance(store.store, Cases)
    acts = (store.store.records.all, lambda: store.store.records.open(case.id, NOTED))
    with reading(store.store._engine) as connection:
        theirs = connection.execute(select(records.c.document).where(records.c.case_id == other.id)).scalar_one()
    for name, value in {"code": "ABCD-EFGH", "keep_until": "2099-01-01", "document": theirs}.items():
        with writing(store.store._engine) as connection:
            kept = connection.execute(select(records.c[name]).where(records.c.case_id == case.id)).scalar_one()
            connection.execute(update(records).where(records.c.case_id == case.id).values({name: value}))
        for act in acts:
            with pytest.raises(AppError, match="was altered"):
                act()
        assert [each.id for each in store.store.altered()] == [case.id]
        assert set(caplog.messages) == {f"event=record_altered case={case.id}"}
        with writing(store.store._engine) as connection:
            connection.execute(update(records).where(records.c.case_id == case.id).values({name: kept}))
    assert store.store.altered() == []


def test_a_record_of_another_organisation_does_not_exist(url: str, tmp_path: Path, book: Rulebook) -> None:
    other = made.EMPLOYER.model_copy(update={"id": "other"})
    with opened.at(url, tmp_path) as store, opened.at(url, tmp_path, other) as theirs:
        case = withdrawn(store, decided(book))
        assert (theirs.store.records.all(), theirs.store.past(date.max)) == ([], [])
        assert theirs.store.records.sealed(case.id) is None
        for act in (
            lambda: theirs.store.records.open(case.id, NOTED),
            lambda: theirs.store.erase(case.id, NOTED),
            lambda: theirs.store.named(case.code),
        ):
            with pytest.raises(AppError, match="found none"):
                act()
        assert store.store.records.sealed(case.id)


def test_no_byte_of_the_employee_is_in_any_file_after_withdrawing(tmp_path: Path, book: Rulebook) -> None:
    with opened.at(f"sqlite:///{tmp_path / 'cases.db'}", tmp_path) as store:
        case = store.store.add(decided(book), NOTED, "key")
        assert isinstance(store.store, Cases)
        with reading(store.store._engine) as connection:
            row = connection.execute(select(cases)).one()
            form = connection.execute(select(submissions)).one()
        with reading(store.store._keys) as connection:
            key = connection.execute(select(case_keys.c.wrapped)).scalar_one()
        of_the_case = [bytes(row.document)[-40:], bytes(key)[-40:], form.key_digest.encode(), form.said.encode()]
        of_the_case += [row.verdict_tag.encode(), row.manager.encode()]
        assert [each for each in of_the_case if each not in files(tmp_path)] == []
        withdraw(store.store, case, left(case), Retention())
        told = [CANARY, *made.WORK, case.links[0].digest, case.who]
        assert [each for each in (*of_the_case, *map(str.encode, told)) if each in files(tmp_path)] == []


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@pytest.fixture
def as_it_was(bare_url: str, tmp_path: Path, book: Rulebook) -> Iterator[Case]:
    """Return a case in a database of before there were records."""
    engine, keys = engines(bare_url, tmp_path)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with writing(keys) as connection:
        if bare_url.startswith("postgresql"):
            connection.exec_driver_sql("CREATE SCHEMA thuiswerkcheck_keys")
        case_keys.create(connection)
    old = Cases(engine, keys, Vault(opened.SECRET), made.EMPLOYER.id, ballast=Ballast(None))
    yield old.add(decided(book), NOTED)
    old.close()


def test_a_database_from_before_records_opens_and_its_cases_can_be_withdrawn(
    url: str, tmp_path: Path, as_it_was: Case
) -> None:
    with opened.at(url, tmp_path) as store:
        assert store.store.read(as_it_was.id) == as_it_was
        withdraw(store.store, as_it_was, left(as_it_was), Retention())
        assert rows(store) == {"records": [as_it_was.id], "record_keys": [as_it_was.id]}
