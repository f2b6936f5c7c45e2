"""Tables of lessons."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant
from shared.migrations import append_only

revision = "0005"
down_revision = "0004"

ADDED_TO_ONLY = (
    "lesson_step",
    "topic",
    "topic_vote",
    "lesson_participant",
    "rating_receipt",
    "lesson_review",
)


def upgrade() -> None:
    _create_tables()
    for table in ADDED_TO_ONLY:
        append_only(op, table)
    for act in ("INSERT", "UPDATE", "DELETE"):
        _shut_ratings(op, act)


def _shut_ratings(op: Any, act: str) -> None:
    """Nobody changes a rating; with the conclusion, which writes all anew, none is added or removed either."""
    row = "NEW" if act == "INSERT" else "OLD"
    over = f"SELECT 1 FROM lesson WHERE id = {row}.lesson_id AND state IN ('reviewed', 'archived')"  # noqa: S608 - names of ours
    found = "SELECT 1" if act == "UPDATE" else over
    name = f"lesson_rating_shut_{act.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON lesson_rating WHEN EXISTS ({found}) "
            "BEGIN SELECT RAISE(ABORT, 'lesson_rating is shut'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({found}) THEN RAISE EXCEPTION 'lesson_rating is shut'; END IF; RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON lesson_rating FOR EACH ROW EXECUTE FUNCTION {name}()")


def _create_tables() -> None:
    op.create_table(
        "lesson",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("venue", sa.String(24), nullable=False),
        sa.Column("audience", sa.String(24), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("topic", sa.String(200)),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("lecturer_id", Id),
        sa.Column("agreed_at", Instant),
        sa.Column("reviewer_id", Id),
        sa.Column("starts_at", Instant),
        sa.Column("ends_at", Instant),
        sa.Column("place", sa.String(200)),
        sa.Column("menu_minimum", sa.Integer()),
        sa.Column("orders_until", Instant),
        sa.Column("opened_at", Instant),
        sa.Column("by_topic", sa.Boolean(), nullable=False),
        sa.Column("by_lecturer", sa.Boolean(), nullable=False),
        sa.Column("by_menu", sa.Boolean(), nullable=False),
        sa.Column("by_comment", sa.Boolean(), nullable=False),
        sa.Column("planned_by", Id, nullable=False),
        sa.Column("planned_at", Instant, nullable=False),
        sa.CheckConstraint(
            "lecturer_id IS NOT NULL OR state NOT IN "
            "('accepted', 'prepared', 'scheduled', 'held', 'reviewed', 'archived')",
            name="lecturer",
        ),
        sa.CheckConstraint("starts_at < ends_at", name="order"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_lesson_branch_id_state", "lesson", ["branch_id", "state"], unique=False)
    op.create_table(
        "lesson_step",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("lesson_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_lesson_step_lesson_id", "lesson_step", ["lesson_id"], unique=False)
    op.create_table(
        "topic",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("lesson_id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.Column("lecturer_id", Id),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lesson_id", "title"),
    )
    op.create_table(
        "topic_vote",
        sa.Column("topic_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["topic.id"],
        ),
        sa.PrimaryKeyConstraint("topic_id", "person_id"),
    )
    op.create_table(
        "nomination",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("lesson_id", Id, nullable=False),
        sa.Column("lecturer_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("why", sa.String(4000)),
        sa.Column("reason", sa.String(4000)),
        sa.Column("starts_at", Instant),
        sa.Column("settled_at", Instant),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_nomination_lecturer_id", "nomination", ["lecturer_id"], unique=False)
    op.create_index("ix_nomination_lesson_id", "nomination", ["lesson_id"], unique=False)
    op.create_index(
        "ux_nomination_unsettled",
        "nomination",
        ["lesson_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'date_proposed')"),
        postgresql_where=sa.text("state IN ('open', 'date_proposed')"),
    )
    op.create_table(
        "outline",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("lesson_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.Column("decided_by", Id),
        sa.Column("decided_at", Instant),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lesson_id", "number"),
    )
    op.create_table(
        "lesson_order",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("lesson_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("withdrawn_at", Instant),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ux_lesson_order_standing",
        "lesson_order",
        ["lesson_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "lesson_participant",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("lesson_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lesson_id", "person_id"),
    )
    op.create_index("ix_lesson_participant_person_id", "lesson_participant", ["person_id"], unique=False)
    op.create_table(
        "rating_receipt",
        sa.Column("lesson_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id", "person_id"],
            ["lesson_participant.lesson_id", "lesson_participant.person_id"],
        ),
        sa.PrimaryKeyConstraint("lesson_id", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lesson_rating",
        sa.Column("id", Id, nullable=False),
        sa.Column("lesson_id", Id, nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.Column("usefulness", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(4000)),
        sa.CheckConstraint(
            "content BETWEEN 1 AND 5 AND usefulness BETWEEN 1 AND 5 AND delivery BETWEEN 1 AND 5",
            name="marks",
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lesson_rating_lesson_id", "lesson_rating", ["lesson_id"], unique=False)
    op.create_table(
        "lesson_review",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("lesson_id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lesson_id", "kind"),
    )
