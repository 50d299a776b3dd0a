"""Erase cases, so that one which stops halfway is finished later and no copy can be read."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, delete, insert, select

from app.cases.case import Case
from app.cases.record import Record
from app.cases.repository import AuditEntry, ChangedSince, Done
from app.problems import AppError
from app.store.audit_trail import Trail, instant, moment
from app.store.database import is_sqlite, outside, reading, writing
from app.store.records import Records
from app.store.tables import case_keys, cases, erasures, keys_metadata, record_keys, records, submissions

SIZE = 8 * 2**20
"""Bytes; erasing writes some pages of the database, and what it overwrites is kept in its log until it is done."""
T = TypeVar("T")


class Ballast:
    """Hold a file that is of no use but to be removed; without a path there is none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def make(self) -> None:
        if self._path is None or (self._path.is_file() and self._path.stat().st_size == SIZE):
            return
        try:
            # Written in full, since a sparse file holds no room.
            self._path.write_bytes(bytes(SIZE))
        except OSError:
            self._free()

    def _free(self) -> bool:
        with suppress(OSError):
            if self._path:
                self._path.unlink()
                return True
        return False

    def lets(self, act: Callable[[], T]) -> T:
        """Do something; where the store is unavailable, free the room and do it again. It should be safe to repeat."""
        try:
            return act()
        except AppError as error:
            if error.code != "unavailable" or not self._free():
                raise
        return act()


LEAVES_A_RECORD: Done = "withdrawn"
"""What is done to a case of which the record stays; of whatever else is erased everything goes."""
KEPT = ((cases, cases.c.id), (records, records.c.case_id))
"""Where something of a case can be, and under which id."""
GONE = "expected a case, found none: it was erased, or never existed"


class Erasing:
    """Erase cases of one organisation: first what is going to be erased is kept, then the key goes, then the rest.

    What remains of a withdrawn case is kept in one transaction with that it is going to be erased.
    """

    def __init__(self, engine: Engine, keys: Engine, trail: Trail, *, records: Records, ballast: Ballast) -> None:
        self._engine = engine
        self._keys = keys
        self._trail = trail
        self._records = records
        self._ballast = ballast

    def erase(self, id: str, line: AuditEntry) -> None:
        """Erase the record too, also where nothing else is left; raises AppError `not_found`."""
        self._once_begun(lambda: self._begin(id, line))

    def withdraw(self, case: Case, record: Record | None, line: AuditEntry) -> None:
        """Raises AppError `not_found`, and ChangedSince for an older revision."""
        self._once_begun(lambda: self._begin_withdrawal(case, record, line))

    def _once_begun(self, begin: Callable[[], None]) -> None:
        def act() -> None:
            begin()
            self.finish()

        self._ballast.lets(act)
        self._ballast.make()

    def _begin(self, id: str, line: AuditEntry) -> None:
        with writing(self._engine) as connection:
            kept = (select(t.c.owner).where(c == id, t.c.owner == self._trail.owner) for t, c in KEPT)
            if not any(connection.execute(each).first() for each in kept):
                raise AppError("not_found", GONE)
            # It takes the place of a withdrawal that stopped halfway: erasing leaves no record either.
            connection.execute(delete(erasures).where(erasures.c.case_id == id))
            self._note(connection, id, line)

    def _begin_withdrawal(self, case: Case, record: Record | None, line: AuditEntry) -> None:
        # Before the transaction below: it writes a key itself, and on PostgreSQL would wait for that transaction.
        row = self._records.row(record) if record else None
        with writing(self._engine) as connection:
            if connection.execute(select(erasures).where(erasures.c.case_id == case.id)).first():
                return  # it is being erased already
            kept = select(cases.c.revision).where(cases.c.id == case.id, cases.c.owner == self._trail.owner)
            revision = connection.execute(kept).scalar()
            if revision is None:
                raise AppError("not_found", GONE)
            if revision != case.revision:
                raise ChangedSince
            if row:
                connection.execute(insert(records).values(row))
            self._note(connection, case.id, line)

    def _note(self, connection: Connection, id: str, line: AuditEntry) -> None:
        pending = {"case_id": id, "owner": self._trail.owner, "at": instant(line.at), "by": line.by, "done": line.done}
        connection.execute(insert(erasures).values(pending))

    def finish(self) -> None:
        with reading(self._engine) as connection:
            pending = connection.execute(select(erasures).where(erasures.c.owner == self._trail.owner)).all()
        for each in pending:
            self._forget(each)
        for engine in dict.fromkeys((self._keys, self._engine)) if pending else ():
            # What stays behind while somebody reads is unreadable without the secret, and goes with the next one.
            with suppress(AppError):
                leave_nothing(engine)

    def _forget(self, pending: Row[Any]) -> None:
        id, whole = pending.case_id, pending.done != LEAVES_A_RECORD
        with writing(self._keys) as connection:
            # The key first: from here on no copy of the case can be read, wherever it is.
            connection.execute(delete(case_keys).where(case_keys.c.case_id == id))
            if whole:
                connection.execute(delete(record_keys).where(record_keys.c.case_id == id))
        with writing(self._engine) as connection:
            same = erasures.c.case_id == id, erasures.c.done == pending.done
            if connection.execute(delete(erasures).where(*same)).rowcount == 0:
                return  # another process finished it, or goes further
            connection.execute(delete(cases).where(cases.c.id == id))
            connection.execute(delete(submissions).where(submissions.c.case_id == id))
            if whole:
                connection.execute(delete(records).where(records.c.case_id == id))
            self._trail.add(connection, AuditEntry(moment(pending.at), pending.by, pending.done, id))


def leave_nothing(engine: Engine) -> None:
    """Remove what is left of deleted rows: SQLite's log is emptied, PostgreSQL writes the tables of keys anew."""
    with outside(engine) as connection:
        if is_sqlite(engine):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        else:
            for table in keys_metadata.sorted_tables:
                connection.exec_driver_sql(f"VACUUM FULL {table.fullname}")
