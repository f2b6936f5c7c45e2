"""Tables of recognition: star levels and how they came about, feedback letters, national exports."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0008"
down_revision = "0007"

ADDED_TO_ONLY = ("star_step", "feedback_letter", "feedback_line", "feedback_receipt", "national_export")


def upgrade() -> None:
    _create_stars()
    _create_letters()
    _create_exports()
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _create_stars() -> None:
    op.create_table(
        "star_level",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("needed_minutes", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("applied_at", Instant, nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 10", name="level"),
        sa.CheckConstraint("needed_minutes > 0", name="needed_minutes"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_star_level_person_id", "star_level", ["person_id"])
    op.create_index("ix_star_level_branch_id_state", "star_level", ["branch_id", "state"])
    stands = sa.text("state IN ('applied', 'awarded')")
    op.create_index(
        "ux_star_level_stands",
        "star_level",
        ["person_id", "level"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )
    op.create_table(
        "star_step",
        sa.Column("id", Id, nullable=False),
        sa.Column("star_level_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("total_minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.Column("by_id", Id),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["star_level_id"], ["star_level.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_star_step_star_level_id", "star_step", ["star_level_id"])


def _create_letters() -> None:
    op.create_table(
        "feedback_letter",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("figures", Json, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("conduct", sa.String(4000), nullable=False),
        sa.Column("issuer", sa.String(80), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.CheckConstraint("edition > 0", name="edition"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "branch_id", "quarter", "edition"),
    )
    op.create_index("ix_feedback_letter_branch_id", "feedback_letter", ["branch_id"])
    op.create_table(
        "feedback_line",
        sa.Column("letter_id", Id, nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["feedback_letter.id"]),
        sa.ForeignKeyConstraint(["record_id"], ["service_record.id"]),
        sa.PrimaryKeyConstraint("letter_id", "record_id"),
    )
    op.create_table(
        "feedback_receipt",
        sa.Column("letter_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["feedback_letter.id"]),
        sa.PrimaryKeyConstraint("letter_id"),
    )


def _create_exports() -> None:
    op.create_table(
        "national_export",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_national_export_branch_id", "national_export", ["branch_id"])
