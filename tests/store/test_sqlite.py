"""What SQLite's files hold, and who can read them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.cases.repository import AuditEntry, Name
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.store import database
from app.store.database import engine_for, reading, writing
from app.store.erasure import SIZE
from app.store.tables import case_keys
from tests.cases import made
from tests.store import opened

NOTED = AuditEntry(made.NOW, "employee", "shared")


def test_what_is_stored_tells_nothing(tmp_path: Path, book: Rulebook) -> None:
    opened.sqlite(tmp_path).store.add(made.check(book), NOTED)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for told in (b"on_site_tasks", b"partly", b"4711"):
        assert told not in stored


def test_only_whoever_runs_it_can_read_the_files(tmp_path: Path, book: Rulebook) -> None:
    opened.sqlite(tmp_path).store.add(made.check(book), NOTED)
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.glob("*.db*")}
    assert set(modes) >= {"cases.db", "cases.db-wal", "keys.db", "keys.db-wal"}
    assert set(modes.values()) == {0}


def test_the_keys_hold_one_for_each_case(tmp_path: Path, book: Rulebook) -> None:
    case = opened.sqlite(tmp_path).store.add(made.check(book), NOTED)
    with reading(engine_for(f"sqlite:///{tmp_path / 'keys.db'}")) as connection:
        assert [row.case_id for row in connection.execute(case_keys.select())] == [case.id]


def test_room_is_held_back(tmp_path: Path) -> None:
    opened.sqlite(tmp_path)
    assert (tmp_path / "ballast").stat().st_size == SIZE


def test_nothing_of_an_erased_case_is_in_any_file(tmp_path: Path, book: Rulebook) -> None:
    store = opened.sqlite(tmp_path).store
    erased, kept = (store.add(made.check(book), NOTED, f"key {number}") for number in range(2))
    store.save(erased.but(who="Kanarie 7431"), NOTED)
    told = [*stored(tmp_path / "cases.db", erased.id), *stored(tmp_path / "keys.db", erased.id)]
    assert [each for each in told if each not in files(tmp_path)] == []
    store.erase(erased.id, NOTED)
    assert [each for each in told if each in files(tmp_path)] == []
    assert store.read(kept.id) == kept


def test_a_copy_that_is_put_back_cannot_read_what_was_erased_since(tmp_path: Path, book: Rulebook) -> None:
    with opened.at(f"sqlite:///{tmp_path / 'cases.db'}", tmp_path) as store:
        erased, kept = (store.store.add(made.check(book), NOTED) for _ in range(2))
    copy = (tmp_path / "cases.db").read_bytes()
    with opened.at(f"sqlite:///{tmp_path / 'cases.db'}", tmp_path) as store:
        store.store.erase(erased.id, NOTED)
    (tmp_path / "cases.db").write_bytes(copy)
    with opened.at(f"sqlite:///{tmp_path / 'cases.db'}", tmp_path) as store:
        with pytest.raises(AppError, match="found none"):
            store.store.read(erased.id)
        assert list(store.store.every()) == [kept]
        assert store.store.unreadable() == [Name(erased.id, erased.code)]
        store.store.erase(erased.id, NOTED)
        assert store.store.unreadable() == []


def test_a_key_whose_case_was_never_kept_harms_nothing(tmp_path: Path, book: Rulebook) -> None:
    store = opened.sqlite(tmp_path).store
    kept = store.add(made.check(book), NOTED)
    with writing(engine_for(f"sqlite:///{tmp_path / 'keys.db'}")) as connection:
        connection.execute(case_keys.insert().values(case_id="0" * 26, wrapped=b"never used"))
    store = opened.sqlite(tmp_path).store
    assert list(store.every()) == [kept]
    assert store.unreadable() == []


def test_a_database_keeps_what_was_acknowledged_and_nothing_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real_pragmas: tuple[str, ...]
) -> None:
    monkeypatch.setattr(database, "PRAGMAS", real_pragmas)
    opened.sqlite(tmp_path)
    found = {}
    with reading(engine_for(f"sqlite:///{tmp_path / 'cases.db'}")) as connection:
        for name in ("journal_mode", "synchronous", "secure_delete", "busy_timeout"):
            found[name] = connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "busy_timeout": 10000}


def files(folder: Path) -> bytes:
    """Return all bytes of every file."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def stored(database: Path, id: str) -> list[bytes]:
    """Return what is stored of a case, as a file would show it: its document, or its key."""
    column = ("cases", "document", "id") if database.name == "cases.db" else ("case_keys", "wrapped", "case_id")
    with closing(sqlite3.connect(database)) as connection:
        asked = "SELECT {1} FROM {0} WHERE {2} = ?".format(*column)
        return [bytes(value)[-40:] for (value,) in connection.execute(asked, (id,))]
