"""A store to test with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import Engine

from app.cases.casework import Casework
from app.cases.organisation import Employer
from app.store import database
from app.store import open as opening
from app.store.cases import Cases
from app.store.database import is_sqlite
from app.store.migrate import migrate
from app.store.open import CASES, KEYS, engines, kept
from tests.cases.made import EMPLOYER

SECRET = "a secret of the tests that is long enough"


def sqlite(folder: Path) -> Casework:
    """Return a new store in a folder."""
    return kept(EMPLOYER, f"sqlite:///{folder / 'cases.db'}", folder, SECRET)


@contextmanager
def at(url: str, folder: Path, employer: Employer = EMPLOYER) -> Iterator[Casework]:
    """Open a store, and let go of it after."""
    opened = kept(employer, url, folder, SECRET)
    yield opened
    assert isinstance(opened.store, Cases)
    opened.store.close()


def from_copies(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let each new store on SQLite begin as a copy of one that has its tables: making them lasts longer than a test."""

    def copy(path: Path) -> None:
        if path.stat().st_size > 0:
            return
        if not (folder / path.name).exists():
            both = engines(f"sqlite:///{folder / CASES}", folder)
            migrate(*both)
            for each in both:
                each.dispose()
        copyfile(folder / path.name, path)

    def migrated(engine: Engine, keys: Engine) -> None:
        paths = [Path(each.url.database or "") for each in (engine, keys) if is_sqlite(each)]
        if [path.name for path in paths if path.is_file()] == [CASES, KEYS]:
            for path in paths:
                copy(path)
        migrate(engine, keys)

    patch.setattr(opening, "migrate", migrated)


def without_waiting(patch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Let SQLite not wait for the disk, since nobody cuts the power during tests; return what it is told in earnest."""
    real = database.PRAGMAS
    patch.setattr(database, "PRAGMAS", tuple(each.replace("synchronous=FULL", "synchronous=OFF") for each in real))
    return real
