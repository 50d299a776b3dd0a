"""Take the steps that bring a database to the tables of today; importing what takes them needs a while."""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from app.problems import AppError
from app.store.migrate import SCRIPTS


def upgrade(connection: Connection) -> None:
    """Take every step that this database lacks; raises AppError `unavailable` where a newer program took more."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise AppError("unavailable", "the store was made by a newer version of this program: run that one") from None
