"""Runs of six months that were told."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant
from shared.migrations import append_only

revision = "0011"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "lapse",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("lapsed_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("told_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "began_on"),
    )
    append_only(op, "lapse")
