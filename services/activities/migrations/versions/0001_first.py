"""The first tables: meetings, sittings, rolls."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only, create_common_1

revision = "0001"
down_revision = None

ADDED_TO_ONLY = ("meeting_step",)


def upgrade() -> None:
    create_common_1(op)
    _create_meetings()
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _create_meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("theme", sa.String(200)),
        sa.Column("agenda", Json, nullable=False),
        sa.Column("chair_id", Id),
        sa.Column("recorder_id", Id),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("planned_by", Id, nullable=False),
        sa.Column("planned_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_meeting_branch_id_state", "meeting", ["branch_id", "state"], unique=False)
    op.create_table(
        "meeting_count",
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "kind", "year"),
    )
    op.create_table(
        "meeting_step",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_meeting_step_meeting_id", "meeting_step", ["meeting_id"], unique=False)
    op.create_table(
        "roll_line",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("standing", sa.String(24), nullable=False),
        sa.Column("may_vote", sa.Boolean(), nullable=False),
        sa.Column("excluded_reason", sa.String(200)),
        sa.Column("excluded_approval", sa.String(100)),
        sa.Column("exempt_reason", sa.String(200)),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "person_id"),
    )
    op.create_index("ix_roll_line_person_id", "roll_line", ["person_id"], unique=False)
    op.create_table(
        "sitting",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("time_zone", sa.String(60), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("capacity", sa.Integer()),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(24), nullable=False),
        sa.Column("registers_until", Instant),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="order"),
        sa.CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="places"),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sitting_branch_id_starts_at", "sitting", ["branch_id", "starts_at"], unique=False)
    op.create_index("ix_sitting_meeting_id", "sitting", ["meeting_id"], unique=False)
