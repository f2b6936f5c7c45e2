"""Tables of evaluations: contenders, judges and what they give."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant
from shared.migrations import append_only

revision = "0012"
down_revision = "0010"

ADDED_TO_ONLY = (
    "evaluation_step",
    "evaluation_category",
    "contender_result",
    "judge",
    "appraisal",
    "appraisal_line",
)


def upgrade() -> None:
    _create_tables()
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _create_tables() -> None:
    op.create_table(
        "evaluation",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("proposals_until", Instant, nullable=False),
        sa.Column("judging_until", Instant, nullable=False),
        sa.Column("explanation", sa.String(4000)),
        sa.CheckConstraint("proposals_until < judging_until", name="window"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ux_evaluation_standing",
        "evaluation",
        ["organisation_id", "year", "title"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_table(
        "evaluation_category",
        sa.Column("id", Id, nullable=False),
        sa.Column("evaluation_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("method", sa.String(24), nullable=False),
        sa.Column("per_branch", sa.Integer(), nullable=False),
        sa.Column("winners", sa.Integer(), nullable=False),
        sa.CheckConstraint("per_branch BETWEEN 1 AND 5", name="few"),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("evaluation_id", "number"),
        sa.UniqueConstraint("evaluation_id", "title"),
    )
    op.create_table(
        "evaluation_step",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("evaluation_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_evaluation_step_evaluation_id", "evaluation_step", ["evaluation_id"], unique=False)
    op.create_table(
        "judge",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("evaluation_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("capacity", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
        ),
        sa.PrimaryKeyConstraint("evaluation_id", "person_id"),
    )
    op.create_table(
        "appraisal",
        sa.Column("id", Id, nullable=False),
        sa.Column("evaluation_id", Id, nullable=False),
        sa.Column("category_id", Id, nullable=False),
        sa.Column("judge_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["evaluation_category.id"],
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id", "judge_id"],
            ["judge.evaluation_id", "judge.person_id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("category_id", "judge_id"),
    )
    op.create_index("ix_appraisal_evaluation_id", "appraisal", ["evaluation_id"], unique=False)
    op.create_table(
        "contender",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("evaluation_id", Id, nullable=False),
        sa.Column("category_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(4000), nullable=False),
        sa.Column("lesson_id", Id),
        sa.Column("meeting_id", Id),
        sa.Column("presenter_id", Id),
        sa.Column("withdrawn_at", Instant),
        sa.CheckConstraint("lesson_id IS NULL OR meeting_id IS NULL", name="one_link"),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["evaluation_category.id"],
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contender_evaluation_id", "contender", ["evaluation_id"], unique=False)
    op.create_index(
        "ux_contender_lesson",
        "contender",
        ["category_id", "lesson_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "ux_contender_meeting",
        "contender",
        ["category_id", "meeting_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "ux_contender_number",
        "contender",
        ["category_id", "branch_id", "number"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "appraisal_line",
        sa.Column("appraisal_id", Id, nullable=False),
        sa.Column("contender_id", Id, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name="bounds"),
        sa.ForeignKeyConstraint(
            ["appraisal_id"],
            ["appraisal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["contender_id"],
            ["contender.id"],
        ),
        sa.PrimaryKeyConstraint("appraisal_id", "contender_id"),
    )
    op.create_table(
        "contender_result",
        sa.Column("contender_id", Id, nullable=False),
        sa.Column("evaluation_id", Id, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("judges", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["contender_id"],
            ["contender.id"],
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
        ),
        sa.PrimaryKeyConstraint("contender_id"),
    )
    op.create_index(
        ("ix_contender_result_evaluation_id"), "contender_result", ["evaluation_id"], unique=False
    )
