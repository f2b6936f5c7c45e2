"""Tables of learning: materials, the question bank, courses, contests, attempts, notices."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0006"
down_revision = "0005"

ADDED_TO_ONLY = ("question_version", "course_question", "passing", "notice_receipt")


def upgrade() -> None:
    _create_tables()
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _create_tables() -> None:
    op.create_table(
        "material",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("area", sa.String(24)),
        sa.Column("approved", sa.Integer()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_material_branch_id", "material", ["branch_id"], unique=False)
    op.create_table(
        "material_version",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("material_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("link", sa.String(200)),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.Column("decided_by", Id),
        sa.Column("decided_at", Instant),
        sa.CheckConstraint("minutes BETWEEN 1 AND 10", name="short"),
        sa.ForeignKeyConstraint(
            ["material_id"],
            ["material.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("material_id", "number"),
    )
    op.create_table(
        "question",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("category", sa.String(100), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("retired_at", Instant),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_question_branch_id_category", "question", ["branch_id", "category"], unique=False)
    op.create_table(
        "question_version",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("question_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("stem", sa.String(4000), nullable=False),
        sa.Column("options", Json, nullable=False),
        sa.Column("explanation", sa.String(4000)),
        sa.Column("legal_basis", sa.String(200)),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("question_id", "number"),
    )
    op.create_table(
        "course",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("material_id", Id, nullable=False),
        sa.Column("material_number", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("closed_at", Instant),
        sa.ForeignKeyConstraint(
            ["material_id"],
            ["material.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_course_branch_id", "course", ["branch_id"], unique=False)
    op.create_table(
        "course_question",
        sa.Column("course_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["question_version.id"],
        ),
        sa.PrimaryKeyConstraint("course_id", "position"),
    )
    op.create_table(
        "contest",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("category", sa.String(100)),
        sa.Column("draws", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("opens_at", Instant, nullable=False),
        sa.Column("closes_at", Instant, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name="window"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contest_branch_id", "contest", ["branch_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("contest_id", Id),
        sa.Column("course_id", Id),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scored", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("deadline_at", Instant),
        sa.Column("ended_at", Instant),
        sa.Column("ending", sa.String(24)),
        sa.Column("right_count", sa.Integer()),
        sa.Column("passed", sa.Boolean()),
        sa.CheckConstraint("(contest_id IS NULL) <> (course_id IS NULL)", name="one_of"),
        sa.ForeignKeyConstraint(
            ["contest_id"],
            ["contest.id"],
        ),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contest_id", "person_id", "number"),
        sa.UniqueConstraint("course_id", "person_id", "number"),
    )
    op.create_index(
        "ix_attempt_deadline_at",
        "attempt",
        ["deadline_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_attempt_person_id", "attempt", ["person_id"], unique=False)
    op.create_index(
        "ux_attempt_running_contest",
        "attempt",
        ["contest_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ux_attempt_running_course",
        "attempt",
        ["course_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "attempt_item",
        sa.Column("attempt_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version_id", Id, nullable=False),
        sa.Column("shown", Json, nullable=False),
        sa.Column("chosen", Json),
        sa.Column("answered_at", Instant),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["question_version.id"],
        ),
        sa.PrimaryKeyConstraint("attempt_id", "position"),
    )
    op.create_table(
        "passing",
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("attempt_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
        ),
        sa.PrimaryKeyConstraint("subject_id", "person_id"),
    )
    op.create_table(
        "notice",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("withdrawn_at", Instant),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notice_branch_id", "notice", ["branch_id"], unique=False)
    op.create_table(
        "notice_receipt",
        sa.Column("notice_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
        ),
        sa.PrimaryKeyConstraint("notice_id", "person_id"),
    )
