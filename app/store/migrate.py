"""Bring a database to the tables of today, step by step, each step whole or not at all."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine, inspect, text

from app.problems import AppError
from app.store.connect import is_sqlite, writing
from app.store.tables import KEYS_SCHEMA, keys_metadata

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(engine: Engine, keys: Engine) -> None:
    """Make or change the tables of cases, and those of their keys.

    Raises AppError `unavailable` where a newer version of this program made them.
    """
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        _upgrade(config)
    with writing(keys) as connection:
        # Asked first: one that takes no changes now is still opened.
        if not is_sqlite(keys) and not inspect(connection).has_schema(KEYS_SCHEMA):
            connection.execute(text(f"CREATE SCHEMA {KEYS_SCHEMA}"))
        keys_metadata.create_all(connection)


def _upgrade(config: Config) -> None:
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise AppError("unavailable", "the store was made by a newer version of this program: run that one") from None
