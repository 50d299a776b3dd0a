"""The tables, the same in SQLite and PostgreSQL; times are text in UTC, so that they sort and mean the same in both."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

KEYS_SCHEMA = "thuiswerkcheck_keys"
"""In PostgreSQL keys stand in a schema of their own, in SQLite in a file: either way they are backed up apart."""

FILTERS = ("status", "verdict_tag", "kind_tag", "handler", "manager")

metadata = MetaData()
"""The tables of today: whoever changes one here writes the step in `migrations` that changes what is there already."""
keys_metadata = MetaData(schema=KEYS_SCHEMA)

cases = Table(
    "cases",
    metadata,
    Column("id", String(26), primary_key=True),
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
    UniqueConstraint("owner", "code"),
    Index("cases_waiting", "owner", "changed", "id", *FILTERS, "due"),
    Index("cases_received", "owner", "received", "id", *FILTERS, "due"),
    Index("cases_due", "owner", "due", "id", *FILTERS),
    Index("cases_keep", "owner", "keep_until"),
)
"""What only its key opens is in `document`; the tags tell verdicts and kinds apart, not what they are.

Each order has an index that holds everything a list is filtered by: searching reads no document but those it returns.
"""

records = Table(
    "records",
    metadata,
    Column("case_id", String(26), primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("code", String(9), nullable=False),
    Column("keep_until", String(10), nullable=False),
    Column("document", LargeBinary, nullable=False),
    UniqueConstraint("owner", "code"),
    Index("records_keep", "owner", "keep_until"),
)
"""What remains of withdrawn cases: what was decided is in `document`, which vouches for what stands beside it."""

submissions = Table(
    "submissions",
    metadata,
    Column("owner", String(40), primary_key=True),
    Column("key_digest", String(64), primary_key=True),
    Column("case_id", String(26), nullable=False, index=True),
    Column("said", String(32), nullable=False),
)
"""Which case was made with which key of a form, and what stands for what the form said."""

erasures = Table(
    "erasures",
    metadata,
    Column("case_id", String(26), primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("at", String(20), nullable=False),
    Column("by", String(26), nullable=False),
    Column("done", String(20), nullable=False),
)
"""What is being erased, and the line of the audit trail for when it is: so one that stopped halfway can be finished.

Of a case that is withdrawn (`done`) the record stays, of every other it goes too.
"""

trail = Table(
    "trail",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(20), nullable=False),
    Column("by", String(26), nullable=False),
    Column("done", String(20), nullable=False),
    Column("case_id", String(26), nullable=False),
    Column("owner", String(40), nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
    CheckConstraint("seq > 0"),
    Index("trail_case", "case_id"),
)
"""The audit trail: lines are only ever added, and each `mac` covers its line and the one before it."""

people = Table(
    "people",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("login", String(100), nullable=False),
    Column("name", String(100), nullable=False),
    Column("roles", String(40), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("fresh", Boolean, nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("totp", LargeBinary, nullable=False),
    Column("totp_step", Integer, nullable=False, server_default="0"),
    UniqueConstraint("owner", "login"),
)
"""Accounts; `totp` is encrypted, and `totp_step` is the last time step of which a code was used."""

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(10), primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("name", String(100), nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
    Column("scopes", String(100), nullable=False),
    Column("until", String(10), nullable=False),
    Column("last_used", String(10)),
    Column("revoked", Boolean, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", String(26), nullable=False, index=True),
    Column("since", String(20), nullable=False),
    Column("seen", String(20), nullable=False),
    Column("form_key", String(43), nullable=False),
)

case_keys = Table(
    "case_keys",
    keys_metadata,
    Column("case_id", String(26), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
"""The key of each case, itself encrypted; without it a case can never be read again."""

record_keys = Table(
    "record_keys",
    keys_metadata,
    Column("case_id", String(26), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
"""The key of the record of each withdrawn case, in the same way."""
