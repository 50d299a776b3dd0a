"""The audit trail: a chain of lines, each of which vouches for the one before it."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from hmac import digest as hmac
from itertools import pairwise
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select

from app.cases.repository import AuditEntry, Head
from app.store.tables import trail

logger = logging.getLogger("thuiswerkcheck.audit")
WAITING = timedelta(minutes=1)
"""How long somebody's line can wait at most for those of others: its time was taken before that."""
START = b"\x00" * 32
COVERED = ("seq", "at", "by", "done", "case_id", "owner")
"""What a line vouches for, beside the line before it: everything but what it does so with."""


def instant(at: datetime) -> str:
    """Return a moment as it is stored."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored)


class Trail:
    """Add lines for one organisation, in the transaction of the change that they tell of."""

    def __init__(self, key: bytes, owner: str) -> None:
        self.owner = owner
        self._key = key

    def add(self, connection: Connection, line: AuditEntry) -> None:
        # Nobody adds a line meanwhile: one transaction writes at a time (`database.writing`).
        query = select(trail.c.seq, trail.c.at, trail.c.mac).order_by(trail.c.seq.desc()).limit(1)
        last = connection.execute(query).first()
        seq, before = (last.seq + 1, bytes(last.mac)) if last else (1, START)
        if last and (back := _back(last.at, instant(line.at))):
            logger.warning("event=clock_stepped seq=%d back_seconds=%d", seq, back.total_seconds())
        row = {"seq": seq, "at": instant(line.at), "by": line.by, "done": line.done, "case_id": line.case}
        row["owner"] = self.owner
        connection.execute(insert(trail).values(**row, mac=self._mac(before, row)))

    def _mac(self, before: bytes, row: dict[str, object]) -> bytes:
        return hmac(self._key, before + orjson.dumps(row, option=orjson.OPT_SORT_KEYS), "sha256")

    def lines(self, connection: Connection, case: str | None) -> Iterator[AuditEntry]:
        query = select(trail).where(trail.c.owner == self.owner).order_by(trail.c.seq)
        for row in connection.execute(query if case is None else query.where(trail.c.case_id == case)):
            yield AuditEntry(moment(row.at), row.by, row.done, row.case_id)

    def broken_at(self, connection: Connection) -> int | None:
        before = START
        rows = connection.execution_options(yield_per=1000).execute(select(trail).order_by(trail.c.seq))
        for expected, row in enumerate(rows, 1):
            if row.seq != expected or not self._follows(before, row):
                return expected
            before = bytes(row.mac)
        return None

    def _follows(self, before: bytes, row: Row[Any]) -> bool:
        covered = {name: getattr(row, name) for name in COVERED}
        try:
            return compare_digest(bytes(row.mac), self._mac(before, covered))
        except TypeError:  # a value of another type than is ever stored
            return False

    def steps_back(self, connection: Connection) -> int:
        times = connection.execution_options(yield_per=1000).execute(select(trail.c.at).order_by(trail.c.seq)).scalars()
        return sum(bool(_back(earlier, later)) for earlier, later in pairwise(times))

    def head(self, connection: Connection, seq: int | None = None) -> Head | None:
        query = select(trail.c.seq, trail.c.mac).order_by(trail.c.seq.desc()).limit(1)
        row = connection.execute(query if seq is None else query.where(trail.c.seq == seq)).first()
        return row and Head(row.seq, bytes(row.mac).hex())


def _back(earlier: str, later: str) -> timedelta:
    """Return by how much a time is before the one that it should follow, nothing where that is a matter of waiting."""
    try:
        back = moment(earlier) - moment(later)
    except (TypeError, ValueError):  # somebody altered it, which `broken_at` tells
        return timedelta()
    return back if back > WAITING else timedelta()
