"""Duties and who takes them, programmes, materials of meetings, and what meetings led to."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    _create_arrangements()
    _create_attachments()


def _create_arrangements() -> None:
    op.create_table(
        "duty",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("sitting_id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("note", sa.String(4000)),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= needed", name="places"),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_duty_sitting_id", "duty", ["sitting_id"], unique=False)
    op.create_table(
        "undertaking",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("duty_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.Column("settled_by", Id),
        sa.Column("settled_at", Instant),
        sa.ForeignKeyConstraint(
            ["duty_id"],
            ["duty.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_undertaking_branch_id", "undertaking", ["branch_id"], unique=False)
    op.create_index("ix_undertaking_duty_id", "undertaking", ["duty_id"], unique=False)
    op.create_index("ix_undertaking_person_id", "undertaking", ["person_id"], unique=False)
    op.create_index(
        "ux_undertaking_standing",
        "undertaking",
        ["duty_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'taken')"),
        postgresql_where=sa.text("state IN ('asked', 'taken')"),
    )
    op.create_table(
        "programme",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sitting_id", Id, nullable=False),
        sa.Column("parts", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
        ),
        sa.PrimaryKeyConstraint("sitting_id"),
    )


def _create_attachments() -> None:
    op.create_table(
        "meeting_material",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("material_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("withdrawn_by", Id),
        sa.Column("withdrawn_at", Instant),
        sa.ForeignKeyConstraint(
            ["material_id", "number"],
            ["material_version.material_id", "material_version.number"],
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ux_meeting_material_standing",
        "meeting_material",
        ["meeting_id", "material_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "meeting_outcome",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("noun", sa.String(60), nullable=False),
        sa.Column("target_id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("withdrawn_by", Id),
        sa.Column("withdrawn_at", Instant),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ux_meeting_outcome_standing",
        "meeting_outcome",
        ["meeting_id", "noun", "target_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
