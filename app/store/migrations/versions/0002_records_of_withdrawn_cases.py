"""Make the table of what remains of withdrawn cases."""

from alembic import op
from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, String, UniqueConstraint

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table; that of the keys of records stands apart, where it is made when it is not there."""
    op.create_table(
        "records",
        Column("case_id", String(26), nullable=False),
        Column("owner", String(40), nullable=False),
        Column("code", String(9), nullable=False),
        Column("keep_until", String(10), nullable=False),
        Column("document", LargeBinary, nullable=False),
        PrimaryKeyConstraint("case_id"),
        UniqueConstraint("owner", "code"),
        Index("records_keep", "owner", "keep_until"),
    )
