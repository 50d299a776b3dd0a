"""Whoever alters the audit trail is found out."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.cases.casework import Casework
from app.cases.repository import AuditEntry, Head
from app.store.open import kept as kept_at
from tests.cases import made
from tests.store import opened

COLUMNS = ("seq", "at", "by", "done", "case_id", "owner", "mac")
LINES = 10
VALUES: tuple[object, ...] = ("another", b"another", 12345, "")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Casework]:
    with opened.at(f"sqlite:///{tmp_path / 'cases.db'}", tmp_path) as store:
        for number in range(LINES):
            store.store.note(AuditEntry(made.NOW, f"person {number}", "viewed", f"case {number}"))
        yield store


def altered(folder: Path, statement: str, *values: object) -> None:
    """Do what somebody with the database can do: no trigger stops them."""
    with closing(sqlite3.connect(folder / "cases.db")) as connection:
        for what in ("update", "delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS trail_no_{what}")
        connection.execute(statement, values)
        connection.commit()


@pytest.mark.parametrize("column", COLUMNS)
def test_each_column_of_each_line_vouches(kept: Casework, tmp_path: Path, column: str) -> None:
    for seq in range(1, LINES + 1):
        value = VALUES[2] if column == "seq" else VALUES[seq % len(VALUES)]
        with closing(sqlite3.connect(tmp_path / "cases.db")) as connection:
            asked = f'SELECT seq, "at", "by", done, case_id, owner, mac FROM trail WHERE seq = {seq}'
            before = connection.execute(asked).fetchone()
        altered(tmp_path, f'UPDATE trail SET "{column}" = ? WHERE seq = ?', value, seq)
        assert kept.store.broken_at() == seq
        altered(tmp_path, f"DELETE FROM trail WHERE seq = {VALUES[2] if column == 'seq' else seq}")
        altered(tmp_path, "INSERT INTO trail VALUES (?, ?, ?, ?, ?, ?, ?)", *before)
        assert kept.store.broken_at() is None


def test_a_missing_line_is_noticed_the_last_beside_a_head_kept_elsewhere(kept: Casework, tmp_path: Path) -> None:
    head = kept.store.head()
    assert head
    assert head.seq == LINES, "the first line has number one"
    altered(tmp_path, f"DELETE FROM trail WHERE seq = {LINES}")
    assert kept.store.broken_at() is None
    assert kept.store.head(head.seq) != head
    altered(tmp_path, "DELETE FROM trail WHERE seq = 7")
    assert kept.store.broken_at() == 7
    altered(tmp_path, "DELETE FROM trail")
    assert kept.store.broken_at() is None
    assert kept.store.head() is None


def test_a_time_that_somebody_altered_keeps_nobody_from_adding_lines(kept: Casework, tmp_path: Path) -> None:
    altered(tmp_path, "UPDATE trail SET at = 'never' WHERE seq = ?", LINES)
    kept.store.note(AuditEntry(made.NOW, "noor", "viewed"))
    assert kept.store.steps_back() == 0
    assert kept.store.broken_at() == LINES


def test_lines_that_change_places_are_found(kept: Casework, tmp_path: Path) -> None:
    altered(tmp_path, "UPDATE trail SET seq = CASE seq WHEN 4 THEN 1005 WHEN 5 THEN 1004 END WHERE seq IN (4, 5)")
    altered(tmp_path, "UPDATE trail SET seq = seq - 1000 WHERE seq > 1000")
    assert kept.store.broken_at() == 4


def test_a_trail_made_with_another_secret_is_not_taken_for_ours(kept: Casework, tmp_path: Path) -> None:
    assert isinstance(kept.store.head(), Head)
    theirs = kept_at(made.EMPLOYER, f"sqlite:///{tmp_path / 'cases.db'}", tmp_path, "another secret " * 3)
    assert theirs.store.broken_at() == 1


def test_the_database_itself_lets_nobody_alter_it(kept: Casework, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "cases.db")) as connection:
        for statement in ("UPDATE trail SET done = 'x'", "DELETE FROM trail"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                connection.execute(statement)
