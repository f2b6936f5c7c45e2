"""Lists that HR sends as files."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "hr_file",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("by_id", "sha256"),
    )
    op.create_index("ix_hr_file_at", "hr_file", ["at"], unique=False)
