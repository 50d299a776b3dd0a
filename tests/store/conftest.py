"""Stores to test with, on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from app.cases.casework import Casework
from app.store.database import engine_for, writing
from app.store.migrate import last_step, version
from app.store.tables import KEYS_SCHEMA, keys_metadata, metadata
from tests.store import cluster, opened

KINDS = ("sqlite", "postgresql")
EMPTY = "DROP SCHEMA IF EXISTS thuiswerkcheck_keys CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public"


@pytest.fixture(scope="session")
def postgresql() -> str:
    """Return the URL of this worker's own database; all workers share one cluster."""
    if cluster.programs() is None:
        pytest.fail(cluster.MISSING, pytrace=False)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    return cluster.database(os.getpid() if worker == "alone" else os.getppid(), worker)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database in which nothing is kept, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'cases.db'}"
    found: str = request.getfixturevalue("postgresql")
    engine = engine_for(found)
    with writing(engine) as connection:
        connection.execute(text(emptying(connection)))
    engine.dispose()
    return found


@pytest.fixture
def bare_url(url: str) -> str:
    """Return the URL of a database without tables, of each kind in turn."""
    if url.startswith("postgresql"):
        engine = engine_for(url)
        with writing(engine) as connection:
            connection.execute(text(EMPTY))
        engine.dispose()
    return url


def emptying(connection: Connection) -> str:
    """Return what empties a database: tables that are those of today stay, since making them takes long."""
    shown = text("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', :keys)")
    found = set(connection.execute(shown, {"keys": KEYS_SCHEMA}).scalars())
    today = {f"public.{each}" for each in metadata.tables} | set(keys_metadata.tables)
    if found != {*today, "public.alembic_version"} or version(connection) != last_step():
        return EMPTY
    # Without its triggers, one of which keeps everybody from deleting lines of the trail.
    return "; ".join(
        ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {each}" for each in sorted(today))]
    )


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Casework]:
    """Return an empty store, of each kind in turn."""
    with opened.at(url, tmp_path) as kept:
        yield kept
