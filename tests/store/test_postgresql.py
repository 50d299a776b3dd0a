"""What is PostgreSQL's own: its copies, what it keeps of deleted rows, and who may write meanwhile."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.cases.casework import Casework
from app.cases.repository import AuditEntry, Name
from app.cli.backup import POSTGRESQL
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.store import database
from app.store.cases import Cases
from app.store.database import engine_for, reading, writing
from app.store.tables import case_keys
from tests.cases import made
from tests.store import cluster, opened
from tests.store.conftest import EMPTY

NOTED = AuditEntry(made.NOW, "employee", "shared")


def emptied(url: str) -> None:
    engine = engine_for(url)
    with writing(engine) as connection:
        connection.execute(text(EMPTY))
    engine.dispose()


@pytest.fixture
def kept(postgresql: str, tmp_path: Path) -> Iterator[Casework]:
    emptied(postgresql)
    with opened.at(postgresql, tmp_path) as store:
        yield store


def program(name: str) -> str:
    found = cluster.programs()
    assert found
    return str(found / name)


def test_copies_with_its_own_programs_are_put_back_and_read_only_with_their_keys(
    kept: Casework, postgresql: str, tmp_path: Path, book: Rulebook
) -> None:
    erased, left = (kept.store.add(made.check(book), NOTED) for _ in range(2))
    for command in POSTGRESQL.splitlines()[1:]:
        run = command.strip().format(folder=tmp_path).replace("pg_dump", program("pg_dump"))
        subprocess.run(run, shell=True, check=True, env={"THUISWERKCHECK_STORE": postgresql})
    kept.store.erase(erased.id, NOTED)
    keys_of_today = tmp_path / "today.dump"
    dump_keys = [program("pg_dump"), "-Fc", "--schema=thuiswerkcheck_keys", "-f", str(keys_of_today), postgresql]
    subprocess.run(dump_keys, check=True)
    for keys, expected in ((tmp_path / "keys.dump", [erased, left]), (keys_of_today, [left])):
        emptied(postgresql)
        for dump in (tmp_path / "cases.dump", keys):
            subprocess.run([program("pg_restore"), "--clean", "--if-exists", "-d", postgresql, dump], check=True)
        with opened.at(postgresql, tmp_path) as store:
            assert sorted(store.store.every(), key=lambda case: case.id) == sorted(expected, key=lambda case: case.id)
            assert store.store.broken_at() is None
            assert store.store.unreadable() == ([] if erased in expected else [Name(erased.id, erased.code)])


def test_no_table_holds_the_key_of_an_erased_case(kept: Casework, postgresql: str, book: Rulebook) -> None:
    erased, left = (kept.store.add(made.check(book), NOTED) for _ in range(2))
    assert isinstance(kept.store, Cases)
    with reading(kept.store._engine) as connection:
        keys = {row.case_id: bytes(row.wrapped) for row in connection.execute(select(case_keys))}
    assert keys[erased.id] in tables(postgresql)
    kept.store.erase(erased.id, NOTED)
    assert keys[left.id] in tables(postgresql)
    assert keys[erased.id] not in tables(postgresql)


def tables(url: str) -> bytes:
    """Return what the files of all tables hold."""
    engine = engine_for(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
    engine.dispose()
    where = re.search(r"host=(.+)", url)
    assert where
    return b"".join(path.read_bytes() for path in (Path(where[1]) / "data" / "base").rglob("*") if path.is_file())


def test_who_cannot_write_in_time_is_told_so_and_reads_on(
    kept: Casework, postgresql: str, book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = kept.store.add(made.check(book), NOTED)
    monkeypatch.setattr(database, "OPTIONS", "-c lock_timeout=50ms")
    with opened.at(postgresql, Path()) as impatient:
        holding = engine_for(postgresql)
        with writing(holding):
            assert impatient.store.read(case.id) == case
            with pytest.raises(AppError, match="LockNotAvailable") as told:
                impatient.store.note(NOTED)
        assert told.value.code == "unavailable"
        impatient.store.note(NOTED)
        holding.dispose()


@pytest.mark.parametrize("statement", ["UPDATE trail SET done = 'x'", "DELETE FROM trail", "TRUNCATE trail"])
def test_the_database_itself_lets_nobody_alter_the_trail(kept: Casework, postgresql: str, statement: str) -> None:
    kept.store.note(NOTED)
    engine = engine_for(postgresql)
    with pytest.raises(AppError), writing(engine) as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert list(kept.store.trail()) == [NOTED]


@pytest.mark.parametrize("url", ["postgresql:geheim", "postgresql://user:geheim@host:port/x", "mysql://a"])
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(AppError, match="expected THUISWERKCHECK_STORE") as told:
        engine_for(url)
    assert told.value.code == "invalid"
    assert "geheim" not in told.value.message
