"""Hours that can be trusted: scans, both sides' words about a record, doubts, its history, no-shows."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant
from shared.migrations import append_only

revision = "0007"
down_revision = "0006"

ADDED_TO_ONLY = ("service_scan", "confirmation", "void_word", "record_step")


def upgrade() -> None:
    _create_scans()
    _create_words()
    _create_doubts()
    _create_no_shows()
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _create_scans() -> None:
    op.create_table(
        "service_scan",
        sa.Column("id", Id, nullable=False),
        sa.Column("shift_id", Id, nullable=False),
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
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("by_id", "nonce"),
    )
    op.create_index("ix_service_scan_shift_id_person_id", "service_scan", ["shift_id", "person_id"])


def _create_words() -> None:
    op.create_table(
        "confirmation",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(24), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(400)),
        sa.CheckConstraint("minutes >= 0", name="minutes"),
        sa.ForeignKeyConstraint(["record_id"], ["service_record.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("record_id", "round", "by_id"),
        sa.UniqueConstraint("record_id", "round", "side"),
    )
    op.create_table(
        "void_word",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["service_record.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("record_id", "round", "by_id"),
        sa.UniqueConstraint("record_id", "round", "side"),
    )


def _create_doubts() -> None:
    op.create_table(
        "dispute",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("upheld", sa.Boolean()),
        sa.Column("answer", sa.String(400)),
        sa.Column("answered_by", Id),
        sa.Column("answered_at", Instant),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by"),
        sa.CheckConstraint("(answered_at IS NULL) = (upheld IS NULL)", name="upheld"),
        sa.ForeignKeyConstraint(["record_id"], ["service_record.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_dispute_record_id", "dispute", ["record_id"])
    op.create_index(
        "ux_dispute_open",
        "dispute",
        ["record_id", "by_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "record_step",
        sa.Column("id", Id, nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("was", sa.String(24)),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("was_starts_at", Instant),
        sa.Column("was_ends_at", Instant),
        sa.Column("was_minutes", sa.Integer()),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant),
        sa.Column("minutes", sa.Integer()),
        sa.Column("side", sa.String(12)),
        sa.Column("reason", sa.String(400)),
        sa.Column("by_id", Id),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["service_record.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_record_step_record_id", "record_step", ["record_id"])


def _create_no_shows() -> None:
    op.create_table(
        "no_show",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("sign_up_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("side", sa.String(24), nullable=False),
        sa.Column("note", sa.String(400)),
        sa.Column("marked_by", Id, nullable=False),
        sa.Column("marked_at", Instant, nullable=False),
        sa.Column("appeal", sa.String(400)),
        sa.Column("appealed_at", Instant),
        sa.Column("answer", sa.String(400)),
        sa.Column("answered_by", Id),
        sa.Column("answered_at", Instant),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by"),
        sa.CheckConstraint("(appealed_at IS NULL) = (appeal IS NULL)", name="appeal"),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_up.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_no_show_sign_up_id", "no_show", ["sign_up_id"])
    op.create_index(
        "ux_no_show_holds",
        "no_show",
        ["sign_up_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
