"""Copy SQLite's files while they are in use: the cases, and their keys apart from them."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.problems import AppError
from app.store.database import is_sqlite
from app.store.open import engines

CASES_COPIES, KEYS_COPIES = "cases", "keys"
"""The folders below the one that is named: they are to be kept in different places, and for different times."""


def copies(url: str, data: Path, folder: Path, at: datetime) -> tuple[Path, ...]:
    """Return none where it is not SQLite; raises AppError `unavailable` where a copy cannot be made or is not sound."""
    engine, keys = engines(url, data)
    if not is_sqlite(engine):
        return ()
    name = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"
    # The keys come second: whatever case is in its copy, the key that it had by then is in theirs.
    wanted = ((engine, folder / CASES_COPIES / name), (keys, folder / KEYS_COPIES / name))
    return tuple(_copied(Path(source.url.database or ""), target) for source, target in wanted)


def _copied(source: Path, target: Path) -> Path:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Before SQLite opens it, which would make a file that others can read.
        target.touch(mode=0o600, exist_ok=False)
        with closing(sqlite3.connect(source)) as existing, closing(sqlite3.connect(target)) as copy:
            # A copy of the file alone would lack what is still in SQLite's log.
            existing.backup(copy)
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except (OSError, sqlite3.Error) as error:
        raise AppError("unavailable", f"`{target}` could not be made: {type(error).__name__}") from None
    if not sound:
        raise AppError("unavailable", f"`{target}` is not sound: keep an older copy")
    return target
