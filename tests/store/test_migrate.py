"""The steps that change a database lead to the tables that the program uses: who changes a table writes a step."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Column, create_engine

from app.cases.casework import Casework
from app.store.cases import Cases
from app.store.database import engine_for, reading
from app.store.migrate import SCRIPTS, last_step, version
from app.store.tables import keys_metadata, metadata
from tests.store import opened

DETAILS = {"compare_type": True, "compare_server_default": True}


def test_after_all_steps_the_tables_are_those_of_today(store: Casework) -> None:
    assert isinstance(store.store, Cases)
    with reading(store.store._engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=DETAILS), metadata) == []


def test_the_last_step_is_the_one_with_the_last_number(store: Casework) -> None:
    assert isinstance(store.store, Cases)
    assert ScriptDirectory(str(SCRIPTS)).get_heads() == [last_step()]
    with reading(store.store._engine) as connection:
        assert version(connection) == last_step()


def test_a_table_that_was_changed_without_a_step_is_noticed(store: Casework) -> None:
    assert isinstance(store.store, Cases)
    changed = metadata.__class__()
    for table in metadata.tables.values():
        table.to_metadata(changed)
    changed.tables["people"].append_column(Column("away", Boolean))
    with reading(store.store._engine) as connection:
        (found,) = compare_metadata(MigrationContext.configure(connection, opts=DETAILS), changed)
    assert found[0] == "add_column"


def test_sqlite_is_told_exactly_what_it_would_be_told_now(tmp_path: Path) -> None:
    now = tmp_path / "now.db"
    engine = create_engine(f"sqlite:///{now}")
    metadata.create_all(engine)
    engine.dispose()
    opened.sqlite(tmp_path)
    kept, expected = (statements(path) for path in (tmp_path / "cases.db", now))
    assert expected
    assert {name: told for name, told in kept.items() if name in expected} == expected
    assert kept.keys() - expected.keys() == {"alembic_version", "trail_no_UPDATE", "trail_no_DELETE"}


def test_the_keys_of_cases_stand_apart_as_the_program_uses_them(tmp_path: Path) -> None:
    opened.sqlite(tmp_path)
    keys = engine_for(f"sqlite:///{tmp_path / 'keys.db'}")
    with reading(keys) as connection:
        tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    assert tables == {table.name for table in keys_metadata.tables.values()}


def statements(path: Path) -> dict[str, tuple[str, ...]]:
    """Return what was told to make each table, index and trigger, by name, in whatever order its lines stand."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: tuple(sorted(line.strip().rstrip(",") for line in told.splitlines())) for name, told in rows}
