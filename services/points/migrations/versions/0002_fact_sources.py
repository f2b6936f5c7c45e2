"""Sources whose facts may be corrected."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "fact_source",
        sa.Column("member_id", Id, nullable=False),
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "source_id"),
    )
