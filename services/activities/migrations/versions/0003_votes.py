"""Tables of votes: presence, motions with their ballots, minutes, resolutions with their tasks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0003"
down_revision = "0002"

ADDED_TO_ONLY = (
    "presence_mark",
    "promotion",
    "motion_step",
    "motion_result",
    "open_ballot",
    "ballot_receipt",
    "written_opinion",
    "minutes_version",
    "minutes_step",
    "minutes_addendum",
    "resolution",
    "task_completion",
)
CLOSED = "SELECT 1 FROM motion_result WHERE motion_id = {row}.{key}"
SIGNED = "SELECT 1 FROM minutes WHERE id = {row}.{key} AND state = 'signed'"


def upgrade() -> None:
    _create_presences()
    _create_motions()
    _create_ballots()
    _create_minutes()
    _create_resolutions()
    for table in ADDED_TO_ONLY:
        append_only(op, table)
    _shut(op, "motion", "id", CLOSED, "UPDATE", "DELETE")
    for table in ("open_ballot", "ballot_receipt", "written_opinion"):
        _shut(op, table, "motion_id", CLOSED, "INSERT")
    _shut(op, "secret_ballot", "motion_id", CLOSED, "INSERT", "DELETE")
    _shut(op, "secret_ballot", "motion_id", "SELECT 1", "UPDATE")
    _shut(op, "minutes", "id", SIGNED, "UPDATE", "DELETE")
    _shut(op, "minutes_version", "minutes_id", SIGNED, "INSERT")


def _shut(op: Any, table: str, key: str, when: str, *acts: str) -> None:
    """Refuse these acts on rows for which the query finds something: a closed motion, signed minutes."""
    for act in acts:
        row = "NEW" if act == "INSERT" else "OLD"
        found = when.format(row=row, key=key)
        name = f"{table}_shut_{act.lower()}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN EXISTS ({found}) "
                f"BEGIN SELECT RAISE(ABORT, '{table} is shut'); END"
            )
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF EXISTS ({found}) THEN RAISE EXCEPTION '{table} is shut'; END IF; "
            f"RETURN {row if act != 'UPDATE' else 'NEW'}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _create_presences() -> None:
    op.create_table(
        "presence_mark",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.CheckConstraint("(number % 2 = 1) = (kind = 'arrived')", name="alternates"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "person_id", "number"),
    )
    op.create_table(
        "promotion",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("roll_line_id", Id, nullable=False),
        sa.Column("approval", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(["roll_line_id"], ["roll_line.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("roll_line_id"),
    )


def _create_motions() -> None:
    op.create_table(
        "motion",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("candidates", Json, nullable=False),
        sa.Column("seats", sa.Integer()),
        sa.Column("round_of", Id),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("drafted_by", Id, nullable=False),
        sa.Column("drafted_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.ForeignKeyConstraint(["round_of"], ["motion.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "number"),
    )
    op.create_table(
        "motion_step",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("motion_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_motion_step_motion_id", "motion_step", ["motion_id"], unique=False)
    op.create_table(
        "motion_result",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("motion_id", Id, nullable=False),
        sa.Column("rule_effective_on", sa.Date(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("abstain", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("votes", Json, nullable=False),
        sa.Column("elected", Json, nullable=False),
        sa.Column("tied", Json, nullable=False),
        sa.CheckConstraint("present >= 0 AND written >= 0 AND present + written <= eligible", name="roll"),
        sa.CheckConstraint(
            "yes >= 0 AND no >= 0 AND abstain >= 0 AND yes + no + abstain <= present + written", name="votes"
        ),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"]),
        sa.PrimaryKeyConstraint("motion_id"),
    )


def _create_ballots() -> None:
    op.create_table(
        "open_ballot",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("motion_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("choice", sa.String(24)),
        sa.Column("candidates", Json, nullable=False),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"]),
        sa.PrimaryKeyConstraint("motion_id", "person_id"),
    )
    op.create_table(
        "ballot_receipt",
        sa.Column("motion_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("voted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"]),
        sa.PrimaryKeyConstraint("motion_id", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "secret_ballot",
        sa.Column("id", Id, nullable=False),
        sa.Column("motion_id", Id, nullable=False),
        sa.Column("choice", sa.String(24)),
        sa.Column("candidates", Json, nullable=False),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_secret_ballot_motion_id", "secret_ballot", ["motion_id"], unique=False)
    op.create_table(
        "written_opinion",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("motion_id", Id, nullable=False),
        sa.Column("choice", sa.String(24), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("motion_id", "by_id"),
    )


def _create_minutes() -> None:
    op.create_table(
        "minutes",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id"),
    )
    op.create_table(
        "minutes_version",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("minutes_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(4000), nullable=False),
        sa.Column("discussion", Json, nullable=False),
        sa.Column("dissent", sa.String(4000)),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("minutes_id", "number"),
    )
    op.create_table(
        "minutes_step",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("minutes_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_minutes_step_minutes_id", "minutes_step", ["minutes_id"], unique=False)
    op.create_table(
        "minutes_addendum",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("minutes_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("reason", sa.String(4000), nullable=False),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("minutes_id", "number"),
    )


def _create_resolutions() -> None:
    op.create_table(
        "resolution",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("motion_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"]),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("motion_id"),
        sa.UniqueConstraint("organisation_id", "year", "number"),
    )
    op.create_index("ix_resolution_branch_id", "resolution", ["branch_id"], unique=False)
    op.create_table(
        "resolution_count",
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "year"),
    )
    op.create_table(
        "task",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("resolution_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolution.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_task_branch_id_due_on", "task", ["branch_id", "due_on"], unique=False)
    op.create_index("ix_task_owner_id", "task", ["owner_id"], unique=False)
    op.create_index("ix_task_resolution_id", "task", ["resolution_id"], unique=False)
    op.create_table(
        "task_completion",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("task_id", Id, nullable=False),
        sa.Column("note", sa.String(4000), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"]),
        sa.PrimaryKeyConstraint("task_id"),
    )
