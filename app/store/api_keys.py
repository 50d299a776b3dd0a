"""Keep the keys of programs; a copy of the database holds none that could be used."""

from datetime import date
from hmac import compare_digest
from hmac import digest as hmac
from typing import Any

from sqlalchemy import ColumnElement, Engine, insert, select, update

from app.cases.api_keys import ApiKey
from app.cases.repository import AuditEntry
from app.permissions import SCOPES
from app.problems import AppError
from app.store.audit_trail import Trail
from app.store.database import reading, writing
from app.store.encryption import Vault
from app.store.tables import api_keys


class Keys:
    """Keep the keys of one organisation; the vault's pepper makes what is kept useless to whoever has only that."""

    def __init__(self, engine: Engine, vault: Vault, owner: str) -> None:
        self._engine = engine
        self._pepper = vault.pepper
        self._owner = owner
        self._trail = Trail(vault.trail_key, owner)

    def add(self, key: ApiKey, secret: str, line: AuditEntry) -> None:
        columns = {"id": key.id, "owner": self._owner, "name": key.name, "scopes": ",".join(sorted(key.scopes))}
        kept = insert(api_keys).values(**columns, until=key.until.isoformat(), revoked=key.revoked)
        with writing(self._engine) as connection:
            connection.execute(kept.values(mac=self._mac(key.id, secret)))
            self._trail.add(connection, line)

    def of(self, id: str, secret: str) -> ApiKey | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(api_keys).where(*self._is(id))).first()
        # Computed for an id that nobody has too, so that the time does not tell which ids there are.
        same = compare_digest(bytes(row.mac) if row else b"", self._mac(id, secret))
        return _key(row) if row and same else None

    def used(self, key: ApiKey, day: date) -> None:
        # One write a day, not one for each request.
        if key.last_used is None or key.last_used < day:
            with writing(self._engine) as connection:
                connection.execute(update(api_keys).where(*self._is(key.id)).values(last_used=day.isoformat()))

    def revoke(self, id: str, line: AuditEntry) -> None:
        with writing(self._engine) as connection:
            if not connection.execute(update(api_keys).where(*self._is(id)).values(revoked=True)).rowcount:
                raise AppError(
                    "not_found", f"expected the id of a key, found `{id}`; `thuiswerkcheck keys list` lists them"
                )
            self._trail.add(connection, line)

    def all(self) -> tuple[ApiKey, ...]:
        with reading(self._engine) as connection:
            query = select(api_keys).where(api_keys.c.owner == self._owner).order_by(api_keys.c.name, api_keys.c.id)
            return tuple(_key(row) for row in connection.execute(query))

    def _is(self, id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return api_keys.c.id == id, api_keys.c.owner == self._owner

    def _mac(self, id: str, secret: str) -> bytes:
        # A fast hash is enough for 256 random bits; with owner and id in it, no row can lend its value to another.
        return hmac(self._pepper, f"{self._owner} {id} {secret}".encode(), "sha256")


def _key(row: Any) -> ApiKey:
    scopes = frozenset(scope for scope in SCOPES if scope in row.scopes.split(","))
    used = row.last_used and date.fromisoformat(row.last_used)
    return ApiKey(row.id, row.name, scopes, date.fromisoformat(row.until), used, row.revoked)
