"""Keep cases: each encrypted with its own key, each change together with its line of the audit trail."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import ValidationError
from sqlalchemy import ColumnElement, Connection, Engine, Row, func, insert, select, tuple_, update

from app.cases.case import Case
from app.cases.ids import digest_of
from app.cases.record import Record
from app.cases.repository import Asked, AuditEntry, ChangedSince, Found, Head, Name, SentBefore
from app.problems import AppError
from app.store.audit_trail import Trail, instant
from app.store.database import reading, writing
from app.store.encryption import Vault, opened, sealed
from app.store.erasure import Ballast, Erasing
from app.store.records import Records
from app.store.tables import case_keys, cases, records, submissions


class Forms:
    """Know the forms of one organisation by their keys."""

    def __init__(self, vault: Vault, owner: str) -> None:
        self._vault = vault
        self._owner = owner

    def keep(self, connection: Connection, case: Case, key: str) -> None:
        row = {"owner": self._owner, "key_digest": digest_of(key), "case_id": case.id, "said": self._said(case, key)}
        connection.execute(insert(submissions).values(row))

    def made(self, connection: Connection, case: Case, key: str) -> str | None:
        """Raises SentBefore where the form said something else then than this case does."""
        form = submissions.c.owner == self._owner, submissions.c.key_digest == digest_of(key)
        submission = connection.execute(select(submissions.c.case_id, submissions.c.said).where(*form)).first()
        if submission is None:
            return None
        if submission.said != self._said(case, key):
            raise SentBefore
        return str(submission.case_id)

    def _said(self, case: Case, key: str) -> str:
        # Without the time of a statement, which is another when the same form is sent again.
        said = {"kind", "who", "edition", "proposal", "statements"}
        # With the key in it, equal answers of two people do not look equal.
        return self._vault.tag(key + case.model_dump_json(include=said, exclude={"statements": {"__all__": {"at"}}}))


logger = logging.getLogger("thuiswerkcheck.audit")
ORDERS = {"waiting": cases.c.changed, "received": cases.c.received, "due": cases.c.due.nulls_last()}


class Cases:
    """Keep the cases of one organisation in SQL; `keys` may be another database, which is backed up apart."""

    def __init__(self, engine: Engine, keys: Engine, vault: Vault, owner: str, *, ballast: Ballast) -> None:
        self._engine = engine
        self._keys = keys
        self._vault = vault
        self._owner = owner
        self._forms = Forms(vault, owner)
        self._trail = Trail(vault.trail_key, owner)
        self.records = Records(engine, keys, vault, self._trail)
        self.erasing = Erasing(engine, keys, self._trail, records=self.records, ballast=ballast)

    def add(self, case: Case, line: AuditEntry, key: str = "") -> Case:
        case_key = self._vault.new_key()
        stored = case.but(revision=1)
        # A key without a case is harmless; a case without a key could never be read.
        with writing(self._keys) as connection:
            connection.execute(insert(case_keys).values(case_id=case.id, wrapped=self._vault.wrap(case_key, case.id)))
        with writing(self._engine) as connection:
            before = self._forms.made(connection, case, key) if key else None
            if before is None:
                self._insert(connection, self._row(stored, case_key), line)
                if key:
                    self._forms.keep(connection, case, key)
        return stored if before is None else self.read(before)

    def _insert(self, connection: Connection, row: dict[str, Any], line: AuditEntry) -> None:
        connection.execute(insert(cases).values(row))
        self._trail.add(connection, line)

    def read(self, id: str, line: AuditEntry | None = None) -> Case:
        with reading(self._engine) as connection:
            row = connection.execute(select(cases).where(*self._is(id))).one_or_none()
        keys = self._keys_of([id])
        # Of another organisation, erased and absent are answered alike, so that an id tells nothing.
        if row is None or id not in keys:
            raise AppError("not_found", "expected a case, found none: it was erased, or never existed")
        if line:
            # Before anything is shown: where the line cannot be kept, nobody looks.
            self.note(line)
        return self._opened(row, keys[id])

    def save(self, case: Case, line: AuditEntry) -> Case:
        keys = self._keys_of([case.id])
        stored = case.but(revision=case.revision + 1)
        with writing(self._engine) as connection:
            unchanged = (*self._is(case.id), cases.c.revision == case.revision)
            key = self._vault.unwrap(keys[case.id], case.id) if case.id in keys else None
            if key is None or not self._updated(connection, stored, key, unchanged):
                raise ChangedSince
            self._trail.add(connection, line)
        return stored

    def _updated(self, connection: Connection, case: Case, key: bytes, where: Sequence[ColumnElement[bool]]) -> bool:
        return connection.execute(update(cases).where(*where).values(self._row(case, key))).rowcount == 1

    def withdraw(self, case: Case, record: Record | None, line: AuditEntry) -> None:
        self.erasing.withdraw(case, record, line)

    def erase(self, id: str, line: AuditEntry) -> None:
        self.erasing.erase(id, line)

    def find(self, query: Asked) -> Found:
        wanted = self._wanted(query)
        part = select(cases.c.id).where(*wanted).order_by(ORDERS[query.order], cases.c.id)
        with reading(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(cases).where(*wanted)).scalar_one()
            # Ids first: indexes hold all that is filtered and ordered by, so that no document is read in vain.
            ids = connection.execute(part.offset(query.offset).limit(query.limit)).scalars().all()
            rows = connection.execute(select(cases).where(cases.c.id.in_(ids))).all()
        by_id = {row.id: self._opened(row, key) for row, key in self._with_keys(rows)}
        return Found([by_id[id] for id in ids if id in by_id], total)

    def _wanted(self, query: Asked) -> list[ColumnElement[bool]]:
        equal = {"status": query.status, "handler": query.handler, "manager": query.manager, "code": query.code}
        wanted = [cases.c[name] == value for name, value in equal.items() if value is not None]
        if query.verdict is not None:
            wanted.append(cases.c.verdict_tag == self._vault.tag(query.verdict))
        if query.kind is not None:
            wanted.append(cases.c.kind_tag == self._vault.tag(query.kind))
        if query.due_by is not None:
            wanted.append(cases.c.due <= query.due_by.isoformat())
        if query.after is not None:
            moment, id = query.after
            wanted.append(tuple_(cases.c.received, cases.c.id) > tuple_(instant(moment), id))
        return [cases.c.owner == self._owner, *wanted]

    def every(self) -> Iterator[Case]:
        yield from (self._opened(row, key) for row, key in self._with_keys(self._rows()))

    def _rows(self) -> Sequence[Row[Any]]:
        with reading(self._engine) as connection:
            query = select(cases).where(cases.c.owner == self._owner)
            return connection.execute(query.order_by(cases.c.received, cases.c.id)).all()

    def altered(self) -> Sequence[Name]:
        wrong = [Name(row.id, row.code) for row, key in self._with_keys(self._rows()) if not self._opens(row, key)]
        return [*wrong, *self.records.altered()]

    def _opens(self, row: Row[Any], key: bytes) -> bool:
        try:
            return bool(self._opened(row, key))
        except AppError:
            return False

    def past(self, day: date) -> Sequence[Name]:
        return [*self._names(cases.c.keep_until < day.isoformat()), *self.records.past(day)]

    def unreadable(self) -> Sequence[Name]:
        kept = self._names()  # before the keys: a case that is added meanwhile has its key by now
        with reading(self._keys) as connection:
            keys = frozenset(connection.execute(select(case_keys.c.case_id)).scalars())
        return [*(name for name in kept if name.id not in keys), *self.records.unreadable()]

    def named(self, code: str) -> Name:
        for name in (*self._names(cases.c.code == code), *self.records.names(records.c.code == code)):
            return name
        raise AppError("not_found", "expected the code of a case, found none of that code")

    def _names(self, *wanted: ColumnElement[bool]) -> Sequence[Name]:
        query = select(cases.c.id, cases.c.code).where(cases.c.owner == self._owner, *wanted)
        with reading(self._engine) as connection:
            return [Name(*row) for row in connection.execute(query.order_by(cases.c.keep_until, cases.c.id))]

    def note(self, line: AuditEntry) -> None:
        with writing(self._engine) as connection:
            self._trail.add(connection, line)

    def look(self, line: AuditEntry) -> None:
        try:
            self.note(line)
        except AppError as error:
            if error.code != "unavailable":
                raise
            entry = instant(line.at), line.by, line.done, line.case or "-"
            logger.warning("event=look_not_noted at=%s by=%s done=%s case=%s", *entry)

    def trail(self, case: str | None = None) -> Iterator[AuditEntry]:
        with reading(self._engine) as connection:
            # All at once: a transaction would stay open for as long as whoever reads the lines takes.
            lines = list(self._trail.lines(connection, case))
        yield from lines

    def broken_at(self) -> int | None:
        with reading(self._engine) as connection:
            return self._trail.broken_at(connection)

    def steps_back(self) -> int:
        with reading(self._engine) as connection:
            return self._trail.steps_back(connection)

    def head(self, seq: int | None = None) -> Head | None:
        with reading(self._engine) as connection:
            return self._trail.head(connection, seq)

    def close(self) -> None:
        self._engine.dispose()
        self._keys.dispose()

    def _is(self, id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return cases.c.id == id, cases.c.owner == self._owner

    def _keys_of(self, ids: Sequence[str]) -> dict[str, bytes]:
        keys: dict[str, bytes] = {}
        with reading(self._keys) as connection:
            # In parts: the number of parameters in a statement is limited.
            for some in (ids[start : start + 500] for start in range(0, len(ids), 500)):
                rows = connection.execute(select(case_keys).where(case_keys.c.case_id.in_(some)))
                keys |= {row.case_id: bytes(row.wrapped) for row in rows}
        return keys

    def _with_keys(self, rows: Sequence[Row[Any]]) -> Iterator[tuple[Row[Any], bytes]]:
        keys = self._keys_of([row.id for row in rows])
        # A row without a key is being erased, or came back from a copy: there is nothing to open it with.
        return ((row, keys[row.id]) for row in rows if row.id in keys)

    def _opened(self, row: Row[Any], key: bytes) -> Case:
        unwrapped = AESGCM(self._vault.unwrap(key, row.id))
        try:
            case = Case.model_validate_json(opened(unwrapped, bytes(row.document), self._about(row.id)))
        except ValidationError:  # its message repeats what is in the case
            raise AppError("unavailable", "what is stored cannot be read by this version of the program") from None
        except AppError:
            logger.error("event=case_altered case=%s columns=document", row.id)
            raise
        # Whoever has the database could change what is in plain sight, to hide a case or to let it go early.
        if wrong := [name for name, value in self._plain(case).items() if getattr(row, name) != value]:
            logger.error("event=case_altered case=%s columns=%s", row.id, ",".join(wrong))
            raise AppError("unavailable", "what is stored of a case was altered")
        return case

    def _about(self, id: str) -> str:
        # A document that is moved to another row, or given to another organisation, does not open.
        return f"{self._owner} {id} document"

    def _row(self, case: Case, key: bytes) -> dict[str, Any]:
        document = sealed(AESGCM(key), case.model_dump_json().encode(), self._about(case.id))
        return {**self._plain(case), "owner": self._owner, "document": document}

    def _plain(self, case: Case) -> dict[str, Any]:
        """Return what is found and ordered by, which stands beside the document in plain sight."""
        plain = {name: getattr(case, name) for name in ("id", "code", "status", "handler", "manager", "revision")}
        times = {"received": instant(case.received), "changed": instant(case.changed)}
        days = {"due": case.due and case.due.isoformat(), "keep_until": case.keep_until.isoformat()}
        tags = {"verdict_tag": self._vault.tag(case.verdict or ""), "kind_tag": self._vault.tag(case.kind)}
        return {**plain, **times, **days, **tags}
