"""What branches change of their parameters."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "parameter_change",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("values", Json, nullable=False),
        sa.Column("note", sa.String(4000), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("branch_id", "number"),
    )
    append_only(op, "parameter_change")
