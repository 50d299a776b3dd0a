"""Erase cases, so that one which stops halfway is finished later and no copy can be read."""

from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, select

from app.cases.store import Line
from app.problems import AppError
from app.store.ballast import Ballast
from app.store.connect import is_sqlite, outside, reading, writing
from app.store.tables import case_keys, cases, erasures, submissions
from app.store.trail import Trail, instant, moment


class Erasing:
    """Erase cases of one organisation: first what is going to be erased is kept, then the key goes, then the rest."""

    def __init__(self, engine: Engine, keys: Engine, trail: Trail, ballast: Ballast) -> None:
        self._engine = engine
        self._keys = keys
        self._trail = trail
        self._ballast = ballast

    def erase(self, id: str, line: Line) -> None:
        """Erase a case; raises AppError `not_found`."""
        self._ballast.lets(lambda: self._erase(id, line))
        self._ballast.make()

    def _erase(self, id: str, line: Line) -> None:
        self._begin(id, line)
        self.finish()

    def _begin(self, id: str, line: Line) -> None:
        pending = {"case_id": id, "owner": self._trail.owner, "at": instant(line.at), "by": line.by, "done": line.done}
        with writing(self._engine) as connection:
            known = select(cases.c.id).where(cases.c.id == id, cases.c.owner == self._trail.owner)
            if connection.execute(known).first() is None:
                raise AppError("not_found", "expected a case, found none: it was erased, or never existed")
            connection.execute(delete(erasures).where(erasures.c.case_id == id))
            connection.execute(insert(erasures).values(pending))

    def finish(self) -> None:
        """Erase everything of which it was kept that it is going to be erased."""
        with reading(self._engine) as connection:
            pending = connection.execute(select(erasures).where(erasures.c.owner == self._trail.owner)).all()
        for each in pending:
            self._forget(each)
        for engine in dict.fromkeys((self._keys, self._engine)) if pending else ():
            # What stays behind while somebody reads is unreadable without the secret, and goes with the next one.
            with suppress(AppError):
                leave_nothing(engine)

    def _forget(self, pending: Row[Any]) -> None:
        id = pending.case_id
        with writing(self._keys) as connection:
            connection.execute(delete(case_keys).where(case_keys.c.case_id == id))
        with writing(self._engine) as connection:
            if connection.execute(delete(erasures).where(erasures.c.case_id == id)).rowcount == 0:
                return  # another process finished it
            connection.execute(delete(cases).where(cases.c.id == id))
            connection.execute(delete(submissions).where(submissions.c.case_id == id))
            self._trail.add(connection, Line(moment(pending.at), pending.by, pending.done, id))


def leave_nothing(engine: Engine) -> None:
    """Remove what is left of deleted rows: SQLite's log is emptied, PostgreSQL writes the table of keys anew."""
    with outside(engine) as connection:
        if is_sqlite(engine):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        else:
            connection.exec_driver_sql(f"VACUUM FULL {case_keys.fullname}")
