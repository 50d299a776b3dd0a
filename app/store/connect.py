"""Connections to SQLite or PostgreSQL, set up so that what was acknowledged is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, InterfaceError, TimeoutError

from app.problems import AppError
from app.store.tables import KEYS_SCHEMA

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "foreign_keys=ON",
    "busy_timeout=10000",
)


def engine_for(url: str) -> Engine:
    """Return the engine of a database, not opened yet; raises AppError `invalid` for another kind of database."""
    if url.startswith("sqlite:"):
        engine = create_engine(url, execution_options={"schema_translate_map": {KEYS_SCHEMA: None}})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    if url.startswith(("postgresql:", "postgresql+psycopg:")):
        return create_engine("postgresql+psycopg:" + url.partition(":")[2], pool_pre_ping=True)
    raise AppError("invalid", "expected THUISWERKCHECK_STORE to start with `postgresql:` or `sqlite:`, found another")


def is_sqlite(engine: Engine) -> bool:
    """Say whether this is SQLite."""
    return engine.dialect.name == "sqlite"


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later could not begin to write while another does.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that changes something; what goes wrong with the database is AppError `unavailable`."""
    with _told(), engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that changes nothing."""
    with _told(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (DatabaseError, InterfaceError, TimeoutError) as error:
        raise AppError("unavailable", f"the store cannot be used now: {_kind(error)}") from None


def _kind(error: Exception) -> str:
    """Return what went wrong without any value: the message of a database can repeat those."""
    return type(getattr(error, "orig", None) or error).__name__
