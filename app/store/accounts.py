"""Keep accounts, and who is signed in."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.cases.accounts import UNCHANGED, Opening, Person, Session
from app.cases.ids import digest_of
from app.cases.repository import AuditEntry
from app.permissions import ROLES, Role
from app.problems import AppError
from app.store.audit_trail import Trail, instant, moment
from app.store.database import reading, writing
from app.store.encryption import Vault
from app.store.tables import people, sessions

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


class Accounts:
    """Keep the accounts of one organisation in SQL."""

    def __init__(self, engine: Engine, vault: Vault, owner: str) -> None:
        self._engine = engine
        self._vault = vault
        self._owner = owner
        self._trail = Trail(vault.trail_key, owner)

    def add(self, person: Person, password_hash: str, totp: bytes, line: AuditEntry | None = None) -> None:
        secrets = {"password_hash": password_hash, "totp": self._vault.seal_for_person(totp, person.id)}
        with self._changing(line) as connection:
            try:
                connection.execute(insert(people).values(**self._row(person), **secrets))
            except IntegrityError:
                raise AppError("conflict", f"expected a login that is not in use, found `{person.login}`") from None

    def change(self, person: Person, opening: Opening = UNCHANGED, line: AuditEntry | None = None) -> None:
        values = self._row(person)
        if opening.password_hash is not None:
            values["password_hash"] = opening.password_hash
        if opening.totp is not None:
            values |= {"totp": self._vault.seal_for_person(opening.totp, person.id), "totp_step": opening.step}
        with self._changing(line) as connection:
            connection.execute(update(people).where(people.c.id == person.id, people.c.owner == self._owner), values)
            # In the same transaction: nobody goes on with a role or a password that was taken away.
            connection.execute(delete(sessions).where(sessions.c.person == person.id))

    @contextmanager
    def _changing(self, line: AuditEntry | None) -> Iterator[Connection]:
        with writing(self._engine) as connection:
            yield connection
            if line:
                self._trail.add(connection, line)

    def _row(self, person: Person) -> dict[str, Any]:
        roles = ",".join(role for role in ROLES if role in person.roles)
        plain = {name: getattr(person, name) for name in ("id", "login", "name", "active", "fresh")}
        return {**plain, "owner": self._owner, "roles": roles}

    def of_login(self, login: str) -> tuple[Person, str, bytes] | None:
        with reading(self._engine) as connection:
            row = self._account(connection, people.c.login == login)
        if row is None:
            return None
        return _person(row), row.password_hash, self._vault.open_for_person(bytes(row.totp), row.id)

    def use_step(self, person: str, step: int) -> bool:
        with writing(self._engine) as connection:
            # Compared where it is written: of two who come with the same code at once, only one is first.
            mine = (people.c.id == person, people.c.owner == self._owner, people.c.totp_step < step)
            return connection.execute(update(people).where(*mine).values(totp_step=step)).rowcount == 1

    def person(self, id: str) -> Person | None:
        with reading(self._engine) as connection:
            row = self._account(connection, people.c.id == id)
        return None if row is None else _person(row)

    def all(self) -> tuple[Person, ...]:
        with reading(self._engine) as connection:
            query = select(people).where(people.c.owner == self._owner).order_by(people.c.name, people.c.id)
            return tuple(_person(row) for row in connection.execute(query))

    def _account(self, connection: Connection, which: Any) -> Any:
        return connection.execute(select(people).where(which, people.c.owner == self._owner)).first()

    def begin(self, person: str, at: datetime, line: AuditEntry | None = None, *, instead_of: str = "") -> str:
        secret, now = token_urlsafe(32), instant(at)
        values = {"digest": digest_of(secret), "person": person, "since": now, "seen": now}
        with self._changing(line) as connection:
            _delete_expired(connection, at)
            connection.execute(delete(sessions).where(sessions.c.digest == digest_of(instead_of)))
            # A key of its own: pages carry it, and the secret in the cookie must not follow from it.
            connection.execute(insert(sessions).values(**values, form_key=token_urlsafe(32)))
        return secret

    def session(self, secret: str, at: datetime) -> Session | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(sessions).where(sessions.c.digest == digest_of(secret))).first()
            account = row and self._account(connection, people.c.id == row.person)
        if row is None or account is None or not account.active:
            return None
        since, seen = moment(row.since), moment(row.seen)
        if at - seen > IDLE or at - since > LONGEST:
            with suppress(AppError):  # on a full disk too, where to sign in is told
                self.end(secret)
            return None
        # At most one write a minute: otherwise each page would wait for whoever writes.
        if at - seen >= timedelta(minutes=1):
            with suppress(AppError):  # a full disk should not keep people from reading
                self._seen(row.digest, at)
        return Session(_person(account), since, at, row.form_key)

    def _seen(self, digest: str, at: datetime) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(sessions).where(sessions.c.digest == digest).values(seen=instant(at)))

    def delete_expired_sessions(self, at: datetime) -> None:
        with writing(self._engine) as connection:
            _delete_expired(connection, at)

    def end(self, secret: str, line: AuditEntry | None = None) -> None:
        with self._changing(line) as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest_of(secret)))


def _delete_expired(connection: Connection, at: datetime) -> None:
    past = or_(sessions.c.seen < instant(at - IDLE), sessions.c.since < instant(at - LONGEST))
    connection.execute(delete(sessions).where(past))


def _person(row: Any) -> Person:
    roles: frozenset[Role] = frozenset(role for role in ROLES if role in row.roles.split(","))
    return Person(row.id, row.login, row.name, roles, row.active, row.fresh)
