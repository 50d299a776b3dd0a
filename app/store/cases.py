"""Keep cases: each encrypted with its own key, each change together with its line of the audit trail."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update

from app.cases.case import Case
from app.cases.secret import digest_of
from app.cases.store import Asked, Found, Line
from app.problems import AppError
from app.store.connect import is_sqlite, reading, writing
from app.store.tables import case_keys, cases, submissions
from app.store.trail import Trail, instant
from app.store.vault import Vault, opened, sealed

ORDERS = {"waiting": cases.c.changed, "received": cases.c.received, "due": cases.c.due}


class Cases:
    """Keep the cases of one organisation in SQL; `keys` may be another database, which is backed up apart."""

    def __init__(self, engine: Engine, keys: Engine, vault: Vault, owner: str) -> None:
        self._engine = engine
        self._keys = keys
        self._vault = vault
        self._owner = owner
        self._trail = Trail(vault.trail_key, owner)

    def add(self, case: Case, line: Line, key: str = "") -> Case:
        """Keep a new case, or return the one that was kept under this key of a form."""
        kept = self._kept_under(key)
        if kept is not None:
            return kept
        # A key without a case is harmless; a case without a key could never be read.
        case_key = self._vault.new_key()
        with writing(self._keys) as connection:
            connection.execute(insert(case_keys).values(case_id=case.id, wrapped=self._vault.wrap(case_key, case.id)))
        stored = case.but(revision=1)
        with writing(self._engine) as connection:
            if key:
                connection.execute(insert(submissions).values(**self._submission(key), case_id=case.id))
            connection.execute(insert(cases).values(self._row(stored, case_key)))
            self._trail.add(connection, line)
        return stored

    def _submission(self, key: str) -> dict[str, str]:
        return {"owner": self._owner, "key_digest": digest_of(key)}

    def _kept_under(self, key: str) -> Case | None:
        if not key:
            return None
        with reading(self._engine) as connection:
            asked = select(submissions.c.case_id).filter_by(**self._submission(key))
            found = connection.execute(asked).scalar_one_or_none()
        return None if found is None else self.read(found)

    def read(self, id: str, line: Line | None = None) -> Case:
        """Return a case; of another organisation, erased and absent are the same: AppError `not_found`."""
        with reading(self._engine) as connection:
            document = connection.execute(select(cases.c.document).where(*self._is(id))).scalar_one_or_none()
        keys = self._keys_of([id])
        if document is None or id not in keys:
            raise AppError("not_found", "expected a case, found none: it was erased, or never existed")
        if line:
            self.note(line)
        return self._opened(id, bytes(document), keys[id])

    def save(self, case: Case, line: Line) -> Case:
        """Keep a changed case, if nobody changed it since."""
        keys = self._keys_of([case.id])
        stored = case.but(revision=case.revision + 1)
        with writing(self._engine) as connection:
            unchanged = (*self._is(case.id), cases.c.revision == case.revision)
            if case.id not in keys or not self._updated(connection, stored, keys[case.id], unchanged):
                raise AppError("conflict", "somebody else changed this case since you opened it")
            self._trail.add(connection, line)
        return stored

    def _updated(self, connection: Connection, case: Case, key: bytes, where: Sequence[ColumnElement[bool]]) -> bool:
        return connection.execute(update(cases).where(*where).values(self._row(case, key))).rowcount == 1

    def erase(self, id: str, line: Line) -> None:
        """Forget the key first: from then on no copy of the case can be read, wherever it is."""
        self.read(id)
        with writing(self._keys) as connection:
            connection.execute(delete(case_keys).where(case_keys.c.case_id == id))
        with writing(self._engine) as connection:
            connection.execute(delete(cases).where(*self._is(id)))
            connection.execute(delete(submissions).where(submissions.c.case_id == id))
            self._trail.add(connection, line)
        self._leave_nothing()

    def _leave_nothing(self) -> None:
        """Empty SQLite's write-ahead logs, in which deleted rows would live on."""
        for engine in {self._engine, self._keys}:
            if is_sqlite(engine):
                with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def find(self, asked: Asked) -> Found:
        """Return the cases that are asked for."""
        wanted = self._wanted(asked)
        order = ORDERS[asked.order]
        with reading(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(cases).where(*wanted)).scalar_one()
            part = select(cases.c.id, cases.c.document).where(*wanted).order_by(order, cases.c.id)
            rows = connection.execute(part.offset(asked.offset).limit(asked.limit)).all()
        return Found(list(self._all_opened(rows)), total)

    def _wanted(self, asked: Asked) -> list[ColumnElement[bool]]:
        equal = {"status": asked.status, "handler": asked.handler, "manager": asked.manager, "code": asked.code}
        wanted = [cases.c[name] == value for name, value in equal.items() if value is not None]
        if asked.verdict is not None:
            wanted.append(cases.c.verdict_tag == self._vault.tag(asked.verdict))
        if asked.kind is not None:
            wanted.append(cases.c.kind_tag == self._vault.tag(asked.kind))
        if asked.due_by is not None:
            wanted.append(cases.c.due <= asked.due_by.isoformat())
        return [cases.c.owner == self._owner, *wanted]

    def every(self) -> Iterator[Case]:
        """Yield all cases, oldest first."""
        with reading(self._engine) as connection:
            asked = select(cases.c.id, cases.c.document).where(cases.c.owner == self._owner)
            rows = connection.execute(asked.order_by(cases.c.received, cases.c.id)).all()
        yield from self._all_opened(rows)

    def past(self, day: date) -> Sequence[str]:
        """Return the ids of cases that should no longer be kept."""
        with reading(self._engine) as connection:
            late = select(cases.c.id).where(cases.c.owner == self._owner, cases.c.keep_until < day.isoformat())
            return connection.execute(late.order_by(cases.c.keep_until, cases.c.id)).scalars().all()

    def note(self, line: Line) -> None:
        """Keep a line of the audit trail that belongs to no change."""
        with writing(self._engine) as connection:
            self._trail.add(connection, line)

    def trail(self, case: str | None = None) -> Iterator[Line]:
        """Yield the lines of the audit trail, oldest first."""
        with reading(self._engine) as connection:
            lines = list(self._trail.lines(connection, case))
        yield from lines

    def _is(self, id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return cases.c.id == id, cases.c.owner == self._owner

    def _keys_of(self, ids: Sequence[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        with reading(self._keys) as connection:
            for some in (ids[start : start + 500] for start in range(0, len(ids), 500)):
                rows = connection.execute(select(case_keys).where(case_keys.c.case_id.in_(some)))
                found |= {row.case_id: self._vault.unwrap(bytes(row.wrapped), row.case_id) for row in rows}
        return found

    def _all_opened(self, rows: Sequence[Any]) -> Iterator[Case]:
        keys = self._keys_of([row.id for row in rows])
        return (self._opened(row.id, bytes(row.document), keys[row.id]) for row in rows if row.id in keys)

    def _opened(self, id: str, document: bytes, key: bytes) -> Case:
        return Case.model_validate_json(opened(AESGCM(key), document, f"{id} document"))

    def _row(self, case: Case, key: bytes) -> dict[str, Any]:
        document = sealed(AESGCM(key), case.model_dump_json().encode(), f"{case.id} document")
        plain = {name: getattr(case, name) for name in ("id", "code", "status", "handler", "manager", "revision")}
        times = {"received": instant(case.received), "changed": instant(case.changed)}
        days = {"due": case.due and case.due.isoformat(), "keep_until": case.keep_until.isoformat()}
        tags = {"verdict_tag": self._vault.tag(case.verdict or ""), "kind_tag": self._vault.tag(case.kind)}
        return {**plain, **times, **days, **tags, "owner": self._owner, "document": document}
