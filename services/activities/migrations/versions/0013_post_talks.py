"""The yearly target of post talks, and lessons by their lecturer."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant
from shared.migrations import append_only

revision = "0013"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "post_talk_target",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("per_member", sa.Integer(), nullable=False),
        sa.CheckConstraint("per_member BETWEEN 0 AND 12", name="bounds"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_post_talk_target_branch_id_from_year",
        "post_talk_target",
        ["branch_id", "from_year"],
        unique=False,
    )
    op.create_index("ix_lesson_lecturer_id_starts_at", "lesson", ["lecturer_id", "starts_at"], unique=False)
    append_only(op, "post_talk_target")
