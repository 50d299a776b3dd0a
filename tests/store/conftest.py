"""Stores to test with, on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cases.casework import Casework
from app.store.database import engine_for, writing
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
    """Return the URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'cases.db'}"
    found: str = request.getfixturevalue("postgresql")
    engine = engine_for(found)
    with writing(engine) as connection:
        connection.execute(text(EMPTY))
    engine.dispose()
    return found


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Casework]:
    """Return an empty store, of each kind in turn."""
    with opened.at(url, tmp_path) as kept:
        yield kept
