"""Tables of attendance: scans, what they come to, leaves, make-ups."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant
from shared.migrations import append_only

revision = "0002"
down_revision = "0001"

ADDED_TO_ONLY = ("scan", "settlement", "make_up_end")


def upgrade() -> None:
    _create_scans()
    _create_attendances()
    _create_leaves()
    _create_make_ups()
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _create_scans() -> None:
    op.create_table(
        "scan",
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("sitting_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("mark", sa.String(24), nullable=False),
        sa.Column("method", sa.String(24), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("occurred_at", Instant, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("skew_seconds", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(100), nullable=False),
        sa.Column("device", sa.String(100)),
        sa.Column("by_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("by_id", "nonce"),
    )
    op.create_index("ix_scan_meeting_id_person_id", "scan", ["meeting_id", "person_id"], unique=False)


def _create_attendances() -> None:
    op.create_table(
        "attendance",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("sitting_id", Id),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("came_at", Instant),
        sa.Column("left_at", Instant),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("early_minutes", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("check_out_missing", sa.Boolean(), nullable=False),
        sa.Column("settled_at", Instant),
        sa.Column("made_up_at", Instant),
        sa.CheckConstraint("late_minutes >= 0 AND early_minutes >= 0 AND minutes >= 0", name="minutes"),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "person_id"),
    )
    op.create_index("ix_attendance_branch_id_held_on", "attendance", ["branch_id", "held_on"], unique=False)
    op.create_index("ix_attendance_person_id_held_on", "attendance", ["person_id", "held_on"], unique=False)
    op.create_table(
        "settlement",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("meeting_id"),
    )
    op.create_index("ix_settlement_branch_id_held_on", "settlement", ["branch_id", "held_on"], unique=False)


def _create_leaves() -> None:
    op.create_table(
        "leave_request",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(4000), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("decided_by", Id),
        sa.Column("decided_at", Instant),
        sa.Column("decision", sa.String(4000)),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_leave_request_person_id", "leave_request", ["person_id"], unique=False)
    op.create_index(
        "uq_leave_request_standing",
        "leave_request",
        ["meeting_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'granted')"),
        sqlite_where=sa.text("state IN ('asked', 'granted')"),
    )


def _create_make_ups() -> None:
    op.create_table(
        "make_up",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("attendance_id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("cause", sa.String(24), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("note", sa.String(4000)),
        sa.Column("handed_in_at", Instant),
        sa.Column("returned_reason", sa.String(4000)),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["attendance.id"],
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("attendance_id"),
    )
    op.create_index("ix_make_up_meeting_id", "make_up", ["meeting_id"], unique=False)
    op.create_index("ix_make_up_person_id", "make_up", ["person_id"], unique=False)
    op.create_index("ix_make_up_state_due_on", "make_up", ["state", "due_on"], unique=False)
    op.create_table(
        "make_up_end",
        sa.Column("make_up_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("by_id", Id),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["make_up_id"],
            ["make_up.id"],
        ),
        sa.PrimaryKeyConstraint("make_up_id"),
    )
