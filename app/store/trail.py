"""The audit trail: a chain of lines, each of which vouches for the one before it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hmac import compare_digest
from hmac import digest as hmac

import orjson
from sqlalchemy import Connection, func, insert, select, text

from app.cases.store import Line
from app.store.tables import trail

START = b"\x00" * 32


def instant(at: datetime) -> str:
    """Return a moment as it is stored."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(stored: str) -> datetime:
    """Return the moment again."""
    return datetime.fromisoformat(stored)


class Trail:
    """Add lines for one organisation, in the transaction of the change that they tell of."""

    def __init__(self, key: bytes, owner: str) -> None:
        self._key = key
        self._owner = owner

    def add(self, connection: Connection, line: Line) -> None:
        """Add a line after the last one; nobody else can add one until this transaction ends."""
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7461)"))
        last = connection.execute(select(trail.c.seq, trail.c.mac).order_by(trail.c.seq.desc()).limit(1)).first()
        seq, before = (last.seq + 1, bytes(last.mac)) if last else (1, START)
        row = {"seq": seq, "at": instant(line.at), "by": line.by, "done": line.done, "case_id": line.case}
        row["owner"] = self._owner
        connection.execute(insert(trail).values(**row, mac=self._mac(before, row)))

    def _mac(self, before: bytes, row: dict[str, object]) -> bytes:
        return hmac(self._key, before + orjson.dumps(row, option=orjson.OPT_SORT_KEYS), "sha256")

    def lines(self, connection: Connection, case: str | None) -> Iterator[Line]:
        """Yield the lines of this organisation, of one case where it is named."""
        asked = select(trail).where(trail.c.owner == self._owner).order_by(trail.c.seq)
        for row in connection.execute(asked if case is None else asked.where(trail.c.case_id == case)):
            yield Line(moment(row.at), row.by, row.done, row.case_id)

    def broken_at(self, connection: Connection) -> int | None:
        """Return the number of the first line that is missing or was altered, None where the chain is whole.

        A chain cannot show that its last lines are gone: compare `head` with what was kept elsewhere.
        """
        before = START
        for expected, row in enumerate(connection.execute(select(trail).order_by(trail.c.seq)), 1):
            told = {name: value for name, value in row._mapping.items() if name != "mac"}
            if row.seq != expected or not compare_digest(bytes(row.mac), self._mac(before, told)):
                return expected
            before = bytes(row.mac)
        return None

    def head(self, connection: Connection) -> tuple[int, str]:
        """Return how many lines there are and the last one's `mac`, to be kept outside this machine."""
        last = connection.execute(select(func.max(trail.c.seq))).scalar_one()
        if last is None:
            return 0, START.hex()
        return last, bytes(connection.execute(select(trail.c.mac).where(trail.c.seq == last)).scalar_one()).hex()
