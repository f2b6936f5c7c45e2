"""The table of work shifts."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant

revision = "0003"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "work_shift",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="forwards"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "starts_at"),
    )
