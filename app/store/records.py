"""Keep what remains of withdrawn cases, each sealed with a key of its own."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import ValidationError
from sqlalchemy import ColumnElement, Engine, Row, insert, select

from app.cases.record import Record
from app.cases.repository import AuditEntry, Name, Sealed
from app.problems import AppError
from app.store.audit_trail import Trail
from app.store.database import reading, writing
from app.store.encryption import Vault, opened, sealed
from app.store.tables import record_keys, records

logger = logging.getLogger("thuiswerkcheck.audit")


class Records:
    """Keep the records of one organisation; `keys` is where the keys of its cases are."""

    def __init__(self, engine: Engine, keys: Engine, vault: Vault, trail: Trail) -> None:
        self._engine = engine
        self._keys = keys
        self._vault = vault
        self._trail = trail

    def row(self, record: Record) -> dict[str, Any]:
        until = record.keep_until.isoformat()
        about = {"id", "code", "keep_until"}
        document = record.model_dump_json(exclude=about, exclude_defaults=True).encode()
        return {
            "case_id": record.id,
            "owner": self._trail.owner,
            "code": record.code,
            "keep_until": until,
            # The key is kept before its record is: a key without a record is harmless.
            "document": sealed(AESGCM(self._key_for(record.id)), document, self._about(record.id, record.code, until)),
        }

    def _key_for(self, id: str) -> bytes:
        with writing(self._keys) as connection:
            # One that is there already stays: a record may be sealed with it.
            kept = connection.execute(select(record_keys.c.wrapped).where(record_keys.c.case_id == id)).scalar()
            if kept is not None:
                return self._vault.unwrap(bytes(kept), _name_of_key(id))
            key = self._vault.new_key()
            wrapped = self._vault.wrap(key, _name_of_key(id))
            connection.execute(insert(record_keys).values(case_id=id, wrapped=wrapped))
        return key

    def _about(self, id: str, code: str, until: str) -> str:
        return f"{self._trail.owner} {id} {code} {until} record"

    def all(self) -> Sequence[Sealed]:
        """Return all records whose keys are there, those first that go first; one that was altered is never among them.

        Raises AppError `unavailable` where there is one.
        """
        return [_as_sealed(self._opened(row, key)) for row, key in self._with_keys(self._rows())]

    def sealed(self, id: str) -> Sealed | None:
        rows = list(self._with_keys(self._rows(records.c.case_id == id)))
        return _as_sealed(self._opened(*rows[0])) if rows else None

    def open(self, id: str, line: AuditEntry) -> Record:
        """Raises AppError `not_found`, and `unavailable` where the line cannot be kept."""
        rows = list(self._with_keys(self._rows(records.c.case_id == id)))
        if not rows:
            raise AppError("not_found", "expected the record of a withdrawn case, found none")
        record = self._opened(*rows[0])
        with writing(self._engine) as connection:
            # Before it is handed out: where the line cannot be kept, nobody looks.
            self._trail.add(connection, line)
        return record

    def _opened(self, row: Row[Any], wrapped: bytes) -> Record:
        about = self._about(row.case_id, row.code, row.keep_until)
        try:
            key = AESGCM(self._vault.unwrap(wrapped, _name_of_key(row.case_id)))
            inside = orjson.loads(opened(key, bytes(row.document), about))
            return Record.model_validate({"id": row.case_id, "code": row.code, "keep_until": row.keep_until, **inside})
        except ValidationError:
            raise AppError("unavailable", "what is stored cannot be read by this version of the program") from None
        except AppError:
            logger.error("event=record_altered case=%s", row.case_id)
            raise

    def past(self, day: date) -> Sequence[Name]:
        return self.names(records.c.keep_until < day.isoformat())

    def unreadable(self) -> Sequence[Name]:
        rows = self._rows()  # before the keys, as with cases
        there = {row.case_id for row, _ in self._with_keys(rows)}
        return [_named(row) for row in rows if row.case_id not in there]

    def altered(self) -> Sequence[Name]:
        rows = self._with_keys(self._rows())
        return [_named(row) for row, key in rows if not self._opens(row, key)]

    def _opens(self, row: Row[Any], wrapped: bytes) -> bool:
        try:
            return bool(self._opened(row, wrapped))
        except AppError:
            return False

    def names(self, *wanted: ColumnElement[bool]) -> Sequence[Name]:
        return [_named(row) for row in self._rows(*wanted)]

    def _rows(self, *wanted: ColumnElement[bool]) -> Sequence[Row[Any]]:
        query = select(records).where(records.c.owner == self._trail.owner, *wanted)
        with reading(self._engine) as connection:
            return connection.execute(query.order_by(records.c.keep_until, records.c.case_id)).all()

    def _with_keys(self, rows: Sequence[Row[Any]]) -> Iterator[tuple[Row[Any], bytes]]:
        with reading(self._keys) as connection:
            keys = {row.case_id: bytes(row.wrapped) for row in connection.execute(select(record_keys))}
        return ((row, keys[row.case_id]) for row in rows if row.case_id in keys)


def _named(row: Row[Any]) -> Name:
    return Name(row.case_id, row.code, is_record=True)


def _as_sealed(record: Record) -> Sealed:
    return Sealed(record.id, record.code, record.keep_until)


def _name_of_key(id: str) -> str:
    # Never what the key of the case of this id is wrapped as: neither can be put in the place of the other.
    return f"{id} record"
