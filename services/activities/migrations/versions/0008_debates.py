"""Tables of debates."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0008"
down_revision = "0006"

ADDED_TO_ONLY = ("contribution_version",)


def upgrade() -> None:
    _create_tables()
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _create_tables() -> None:
    op.create_table(
        "debate",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("audience", sa.String(24), nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("background", sa.String(4000)),
        sa.Column("sides", Json, nullable=False),
        sa.Column("opens_at", Instant, nullable=False),
        sa.Column("closes_at", Instant, nullable=False),
        sa.Column("moderator_id", Id, nullable=False),
        sa.Column("concluded_at", Instant),
        sa.Column("cancelled_at", Instant),
        sa.Column("cancelled_by", Id),
        sa.Column("cancellation_reason", sa.String(4000)),
        sa.CheckConstraint("opens_at < closes_at", name="window"),
        sa.CheckConstraint("concluded_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_debate_branch_id_closes_at", "debate", ["branch_id", "closes_at"], unique=False)
    op.create_table(
        "contribution",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("debate_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(100)),
        sa.Column("answers_id", Id),
        sa.Column("said_at", Instant, nullable=False),
        sa.Column("withdrawn_at", Instant),
        sa.ForeignKeyConstraint(
            ["answers_id"],
            ["contribution.id"],
        ),
        sa.ForeignKeyConstraint(
            ["debate_id"],
            ["debate.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("debate_id", "person_id", "number"),
    )
    op.create_table(
        "contribution_version",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("contribution_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contribution_id", "number"),
    )
    op.create_table(
        "debate_summary",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("debate_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.Column("decided_by", Id),
        sa.Column("decided_at", Instant),
        sa.CheckConstraint("by_id <> decided_by", name="another"),
        sa.ForeignKeyConstraint(
            ["debate_id"],
            ["debate.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("debate_id", "number"),
    )
    op.create_index(
        "ux_debate_summary_adopted",
        "debate_summary",
        ["debate_id"],
        unique=True,
        sqlite_where=sa.text("verdict = 'approved'"),
        postgresql_where=sa.text("verdict = 'approved'"),
    )
