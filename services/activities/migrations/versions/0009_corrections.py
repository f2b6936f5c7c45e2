"""Corrections of attendance."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant
from shared.migrations import append_only

revision = "0009"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("attendance", sa.Column("corrections", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "attendance_correction",
        sa.Column("id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("attendance_id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("was", sa.String(24), nullable=False),
        sa.Column("was_came_at", Instant),
        sa.Column("was_left_at", Instant),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("sitting_id", Id),
        sa.Column("came_at", Instant),
        sa.Column("left_at", Instant),
        sa.Column("reason", sa.String(4000), nullable=False),
        sa.CheckConstraint("number >= 1", name="counts"),
        sa.CheckConstraint("by_id <> person_id", name="another"),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendance.id"]),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("attendance_id", "number"),
    )
    op.create_index("ix_attendance_correction_meeting_id", "attendance_correction", ["meeting_id"])
    append_only(op, "attendance_correction")
