"""Tables of surveys: the questionnaire, who has answered, and apart from them what was answered."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0007"
down_revision = "0008"

ADDED_TO_ONLY = ("survey_closing", "survey_receipt", "named_survey_answer")
TERMS = (
    *("branch_id", "title", "purpose", "anonymous", "audience", "opens_at", "closes_at", "minimum_group"),
    *("questions", "breakdown_by", "published_by", "published_at"),
)
NOT_OPEN = "NOT EXISTS (SELECT 1 FROM survey WHERE id = {row}.survey_id AND state = 'open'{more})"
ONE_ANSWER = (
    "(chosen IS NOT NULL AND mark IS NULL AND text IS NULL)"
    " OR (chosen IS NULL AND mark IS NOT NULL AND mark BETWEEN 1 AND 5 AND text IS NULL)"
    " OR (chosen IS NULL AND mark IS NULL AND text IS NOT NULL)"
)


def upgrade() -> None:
    _create_survey()
    _create_answers()
    for table in ADDED_TO_ONLY:
        append_only(op, table)
    _shut(op, "survey", "terms", f"UPDATE OF {', '.join(TERMS)}", "OLD.state <> 'draft'")
    _shut(op, "survey", "closed", "UPDATE", "OLD.state = 'closed'")
    _shut(op, "survey", "delete", "DELETE", "OLD.state <> 'draft'")
    _shut(op, "survey_receipt", "insert", "INSERT", NOT_OPEN.format(row="NEW", more=""))
    _shut(op, "survey_answer", "insert", "INSERT", NOT_OPEN.format(row="NEW", more=" AND anonymous"))
    _shut(op, "survey_answer", "delete", "DELETE", NOT_OPEN.format(row="OLD", more=""))
    _shut(op, "survey_answer", "update", "UPDATE", "true")
    _shut(
        op, "named_survey_answer", "insert", "INSERT", NOT_OPEN.format(row="NEW", more=" AND NOT anonymous")
    )


def _shut(op: Any, table: str, what: str, act: str, when: str) -> None:
    """Refuse an act on rows for which the condition holds: a published questionnaire, a closed survey."""
    name = f"{table}_shut_{what}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is shut'); END"
        )
        return
    row = "OLD" if act == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{table} is shut'; END IF; RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _create_survey() -> None:
    op.create_table(
        "survey",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("purpose", sa.String(4000), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.String(24), nullable=False),
        sa.Column("opens_at", Instant, nullable=False),
        sa.Column("closes_at", Instant, nullable=False),
        sa.Column("minimum_group", sa.Integer(), nullable=False),
        sa.Column("questions", Json, nullable=False),
        sa.Column("breakdown_by", sa.Integer()),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("published_by", Id),
        sa.Column("published_at", Instant),
        sa.CheckConstraint("opens_at < closes_at", name="window"),
        sa.CheckConstraint("minimum_group > 1", name="group"),
        sa.CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="publication"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_survey_branch_id", "survey", ["branch_id"], unique=False)
    op.create_table(
        "survey_closing",
        sa.Column("survey_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by_id", Id),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.CheckConstraint("asked >= 0 AND answered >= 0", name="numbers"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"]),
        sa.PrimaryKeyConstraint("survey_id"),
    )


def _create_answers() -> None:
    op.create_table(
        "survey_receipt",
        sa.Column("survey_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"]),
        sa.PrimaryKeyConstraint("survey_id", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", Id, nullable=False),
        sa.Column("survey_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.Integer()),
        sa.Column("chosen", Json),
        sa.Column("mark", sa.Integer()),
        sa.Column("text", sa.String(4000)),
        sa.CheckConstraint(ONE_ANSWER, name="one_answer"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_answer_survey_id", "survey_answer", ["survey_id"], unique=False)
    op.create_table(
        "named_survey_answer",
        sa.Column("survey_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chosen", Json),
        sa.Column("mark", sa.Integer()),
        sa.Column("text", sa.String(4000)),
        sa.CheckConstraint(ONE_ANSWER, name="one_answer"),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"]),
        sa.PrimaryKeyConstraint("survey_id", "person_id", "position"),
    )
