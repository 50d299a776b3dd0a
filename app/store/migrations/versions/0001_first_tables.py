"""Make the first tables, and let the audit trail only ever grow."""

from alembic import op

from app.store.tables import metadata

revision = "0001"
down_revision = None

SQLITE = """
CREATE TRIGGER trail_no_{what} BEFORE {what} ON trail
BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END
"""
POSTGRESQL = """
CREATE FUNCTION trail_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail only grows'; END $$;
CREATE TRIGGER trail_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON trail
FOR EACH STATEMENT EXECUTE FUNCTION trail_only_grows()
"""


def upgrade() -> None:
    """Make all tables of the first version."""
    connection = op.get_bind()
    metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(what=what))
    else:
        op.execute(POSTGRESQL)
