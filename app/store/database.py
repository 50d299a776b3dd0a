"""Connections to SQLite or PostgreSQL, set up so that what was acknowledged is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, InterfaceError, TimeoutError

from app.problems import AppError
from app.store.tables import KEYS_SCHEMA

# With WAL only FULL keeps the last transactions when the power fails; `secure_delete` overwrites what is erased.
PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF")
OPTIONS = "-c synchronous_commit=on -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
# Any number will do, as long as every process takes the same.
ONE_WRITER = text("SELECT pg_advisory_xact_lock(7461)")


def engine_for(url: str) -> Engine:
    """Open nothing yet; raises AppError `invalid` for another kind of database."""
    if url.startswith("sqlite:"):
        # An error that repeats parameters would tell what is in a case.
        engine = create_engine(
            url, hide_parameters=True, execution_options={"schema_translate_map": {KEYS_SCHEMA: None}}
        )
        event.listen(engine, "connect", _prepare)
    elif url.startswith(("postgresql:", "postgresql+psycopg:")):
        engine = _postgresql("postgresql+psycopg:" + url.partition(":")[2])
    else:
        raise AppError("invalid", "expected THUISWERKCHECK_STORE to start with `postgresql:`, found another beginning")
    event.listen(engine, "begin", _begin)
    return engine


def _postgresql(url: str) -> Engine:
    try:
        options = {"connect_timeout": 5, "options": OPTIONS}
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=options)
    except (ArgumentError, ValueError):  # its message can repeat the password
        expected = "expected THUISWERKCHECK_STORE to be like `postgresql://user:password@host/database`"
        raise AppError("invalid", f"{expected}, found something that cannot be read as such") from None


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("outside", False):
        return
    writing = options.get("writing", False)
    if is_sqlite(connection.engine):
        # Whoever writes waits here, not at the first write: what it reads before must still hold then.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    elif writing:
        connection.execute(ONE_WRITER)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Wait until no other transaction writes.

    What goes wrong with the database is AppError `unavailable`, here and in `reading`.
    """
    with _translated_errors(), engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    with _translated_errors(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def outside(engine: Engine) -> Iterator[Connection]:
    """Open a connection for what cannot be done in a transaction."""
    with _translated_errors(), engine.connect().execution_options(outside=True) as connection:
        yield connection if is_sqlite(engine) else connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Raise AppError `unavailable`, without any value, for what goes wrong with the database."""
    try:
        yield
    except DataError:
        # What PostgreSQL takes for no text, such as an id with a NUL in it, is the asker's fault.
        raise AppError("invalid", "expected a value that can be stored, found another") from None
    except (DatabaseError, InterfaceError, TimeoutError) as error:
        raise AppError("unavailable", f"the store cannot be used now: {_kind(error)}") from None


def _kind(error: Exception) -> str:
    # Its name and not its message, which can repeat values.
    cause = getattr(error, "orig", None) or error
    return str(getattr(cause, "sqlite_errorname", type(cause).__name__))
