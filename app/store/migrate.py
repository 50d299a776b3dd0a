"""Bring a database to the tables of today, step by step, each step whole or not at all."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from app.problems import AppError
from app.store.database import is_sqlite, writing
from app.store.tables import KEYS_SCHEMA, keys_metadata

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(engine: Engine, keys: Engine) -> None:
    """Raises AppError `unavailable` where a newer version of this program made the tables."""
    with writing(engine) as connection:
        if version(connection) != last_step():
            upgrade(connection)
    with writing(keys) as connection:
        # Asked first: one that takes no changes now is still opened.
        if not is_sqlite(keys) and not inspect(connection).has_schema(KEYS_SCHEMA):
            connection.execute(text(f"CREATE SCHEMA {KEYS_SCHEMA}"))
        keys_metadata.create_all(connection)


def version(connection: Connection) -> str | None:
    """Return None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    step: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return step


def last_step() -> str:
    """It is the number with which its file begins."""
    return max(path.stem.partition("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


def upgrade(connection: Connection) -> None:
    """Raises AppError `unavailable` where a newer program took more steps."""
    # Alembic takes a while to import, and most starts find the tables as they should be.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise AppError("unavailable", "the store was made by a newer version of this program: run that one") from None
