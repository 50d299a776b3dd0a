"""Make the first tables, and let the audit trail only ever grow."""

from alembic import op
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
)

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


FILTERS = ("status", "verdict_tag", "kind_tag", "handler", "manager")


def upgrade() -> None:
    """Make all tables of the first version, as they were then: later ones change them in steps of their own."""
    _cases()
    _around_cases()
    _trail()
    _people()
    _signing_in()


def _cases() -> None:
    op.create_table(
        "cases",
        Column("id", String(26), nullable=False),
        Column("owner", String(40), nullable=False),
        Column("code", String(9), nullable=False),
        Column("status", String(10), nullable=False),
        Column("verdict_tag", String(32), nullable=False),
        Column("kind_tag", String(32), nullable=False),
        Column("handler", String(26), nullable=False),
        Column("manager", String(26), nullable=False),
        Column("received", String(20), nullable=False),
        Column("changed", String(20), nullable=False),
        Column("due", String(10)),
        Column("keep_until", String(10), nullable=False),
        Column("revision", Integer, nullable=False),
        Column("document", LargeBinary, nullable=False),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("owner", "code"),
        Index("cases_waiting", "owner", "changed", "id", *FILTERS, "due"),
        Index("cases_received", "owner", "received", "id", *FILTERS, "due"),
        Index("cases_due", "owner", "due", "id", *FILTERS),
        Index("cases_keep", "owner", "keep_until"),
    )


def _around_cases() -> None:
    op.create_table(
        "submissions",
        Column("owner", String(40), nullable=False),
        Column("key_digest", String(64), nullable=False),
        Column("case_id", String(26), nullable=False, index=True),
        Column("said", String(32), nullable=False),
        PrimaryKeyConstraint("owner", "key_digest"),
    )
    op.create_table(
        "erasures",
        Column("case_id", String(26), nullable=False),
        Column("owner", String(40), nullable=False),
        Column("at", String(20), nullable=False),
        Column("by", String(26), nullable=False),
        Column("done", String(20), nullable=False),
        PrimaryKeyConstraint("case_id"),
    )


def _trail() -> None:
    op.create_table(
        "trail",
        Column("seq", Integer, nullable=False, autoincrement=False),
        Column("at", String(20), nullable=False),
        Column("by", String(26), nullable=False),
        Column("done", String(20), nullable=False),
        Column("case_id", String(26), nullable=False),
        Column("owner", String(40), nullable=False),
        Column("mac", LargeBinary(32), nullable=False),
        PrimaryKeyConstraint("seq"),
        CheckConstraint("seq > 0"),
        Index("trail_case", "case_id"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(what=what))
    else:
        op.execute(POSTGRESQL)


def _people() -> None:
    op.create_table(
        "people",
        Column("id", String(26), nullable=False),
        Column("owner", String(40), nullable=False),
        Column("login", String(100), nullable=False),
        Column("name", String(100), nullable=False),
        Column("roles", String(40), nullable=False),
        Column("active", Boolean, nullable=False),
        Column("fresh", Boolean, nullable=False),
        Column("password_hash", String(200), nullable=False),
        Column("totp", LargeBinary, nullable=False),
        Column("totp_step", Integer, nullable=False, server_default="0"),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("owner", "login"),
    )


def _signing_in() -> None:
    op.create_table(
        "api_keys",
        Column("id", String(10), nullable=False),
        Column("owner", String(40), nullable=False),
        Column("name", String(100), nullable=False),
        Column("mac", LargeBinary(32), nullable=False),
        Column("scopes", String(100), nullable=False),
        Column("until", String(10), nullable=False),
        Column("last_used", String(10)),
        Column("revoked", Boolean, nullable=False),
        PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sessions",
        Column("digest", String(64), nullable=False),
        Column("person", String(26), nullable=False, index=True),
        Column("since", String(20), nullable=False),
        Column("seen", String(20), nullable=False),
        Column("form_key", String(43), nullable=False),
        PrimaryKeyConstraint("digest"),
    )
