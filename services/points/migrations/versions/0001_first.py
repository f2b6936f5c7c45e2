"""The first tables: schemes, periods, claims, the ledger, results, objections."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Cents, Id, Instant, Json
from shared.migrations import append_only, create_common_1

revision = "0001"
down_revision = None

ADDED_TO_ONLY = (
    "entry",
    "period_step",
    "group_check",
    "decision",
    "objection_review",
    "run",
    "grade",
    "excess_approval",
)


def upgrade() -> None:
    create_common_1(op)
    _create_schemes_and_periods()
    _create_claims()
    _create_ledger()
    _create_results()
    _create_objections()
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _create_schemes_and_periods() -> None:
    op.create_table(
        "scheme",
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("written_by", Id, nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.Column("resolution_no", sa.String(100)),
        sa.Column("resolved_on", sa.Date),
        sa.Column("effective_on", sa.Date),
        sa.Column("approved_by", Id),
        sa.Column("approved_at", Instant),
        sa.UniqueConstraint("branch_id", "code", "version"),
    )
    op.create_index("ix_scheme_branch_id", "scheme", ["branch_id"])
    op.create_table(
        "period",
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("scheme_id", Id, sa.ForeignKey("scheme.id"), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("claims_until", sa.Date, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("publicity_from", sa.Date),
        sa.Column("publicity_until", sa.Date),
        sa.Column("final_at", Instant),
        sa.UniqueConstraint("branch_id", "code"),
    )
    op.create_table(
        "period_step",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("period_id", Id, sa.ForeignKey("period.id"), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("resolution_no", sa.String(100)),
    )
    op.create_index("ix_period_step_period_id", "period_step", ["period_id"])
    op.create_table(
        "calendar_day",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("branch_id", Id, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("working", sa.Boolean, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
    )


def _create_claims() -> None:
    op.create_table(
        "stored_file",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("branch_id", Id),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("by_id", "sha256"),
    )
    op.create_table(
        "claim",
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("period_id", Id, sa.ForeignKey("period.id"), nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("item_code", sa.String(10), nullable=False),
        sa.Column("origin", sa.String(24), nullable=False),
        sa.Column("filed_by", Id, nullable=False),
        sa.Column("filed_role", sa.String(40), nullable=False),
        sa.Column("occurred_on", sa.Date, nullable=False),
        sa.Column("quantity", Cents, nullable=False),
        sa.Column("level", sa.String(40)),
        sa.Column("share", sa.String(40)),
        sa.Column("achievement", sa.String(100)),
        sa.Column("asked", Cents, nullable=False),
        sa.Column("statement", sa.String(4000), nullable=False),
        sa.Column("statement_digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.Column("submitted_at", Instant),
        sa.Column("entry_id", Id),
    )
    op.create_index("ix_claim_branch_id_state", "claim", ["branch_id", "state"])
    op.create_index("ix_claim_member_id", "claim", ["member_id"])
    op.create_index("ix_claim_period_id_member_id", "claim", ["period_id", "member_id"])
    _create_unique_where(
        "ux_claim_standing",
        "claim",
        ["member_id", "item_code", "occurred_on", "statement_digest"],
        "state NOT IN ('withdrawn', 'rejected')",
    )
    op.create_table(
        "decision",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("claim_id", Id, sa.ForeignKey("claim.id"), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("points", Cents, nullable=False),
        sa.Column("reason", sa.String(4000)),
    )
    op.create_index("ix_decision_claim_id", "decision", ["claim_id"])
    op.create_table(
        "evidence",
        sa.Column("id", Id, primary_key=True),
        sa.Column("claim_id", Id, sa.ForeignKey("claim.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.String(4000)),
        sa.Column("link", sa.String(2000)),
        sa.Column("file_id", Id),
        sa.Column("sha256", sa.String(64)),
    )
    op.create_index("ix_evidence_claim_id", "evidence", ["claim_id"])
    op.create_table(
        "group_check",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("claim_id", Id, sa.ForeignKey("claim.id"), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(4000)),
    )
    op.create_index("ix_group_check_claim_id", "group_check", ["claim_id"])


def _create_ledger() -> None:
    op.create_table(
        "account",
        sa.Column("member_id", Id, primary_key=True),
        sa.Column("period_id", Id, primary_key=True),
        sa.Column("entries", sa.Integer, nullable=False),
    )
    op.create_table(
        "entry_note",
        sa.Column("entry_id", Id, primary_key=True),
        sa.Column("text", sa.String(4000), nullable=False),
    )
    op.create_table(
        "entry",
        sa.Column("id", Id, primary_key=True),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("period_id", Id, sa.ForeignKey("period.id"), nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("item_code", sa.String(10), nullable=False),
        sa.Column("points", Cents, nullable=False),
        sa.Column("quantity", Cents, nullable=False),
        sa.Column("level", sa.String(40)),
        sa.Column("achievement", sa.String(100)),
        sa.Column("occurred_on", sa.Date, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("origin", sa.String(24), nullable=False),
        sa.Column("source_key", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(100)),
        sa.Column("claim_id", Id),
        sa.Column("reverses_id", Id, sa.ForeignKey("entry.id")),
        sa.Column("posted_by", Id),
        sa.Column("posted_role", sa.String(40), nullable=False),
        sa.UniqueConstraint("reverses_id"),
        sa.UniqueConstraint("source_key"),
    )
    op.create_index("ix_entry_period_id_member_id", "entry", ["period_id", "member_id"])


def _create_results() -> None:
    op.create_table(
        "excess_approval",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("period_id", Id, sa.ForeignKey("period.id"), nullable=False),
        sa.Column("most_excellent", sa.Integer, nullable=False),
        sa.Column("resolution_no", sa.String(100), nullable=False),
    )
    op.create_index("ix_excess_approval_period_id", "excess_approval", ["period_id"])
    op.create_table(
        "grade",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("period_id", Id, sa.ForeignKey("period.id"), nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("grade", sa.String(24), nullable=False),
        sa.Column("resolution_no", sa.String(100), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.UniqueConstraint("period_id", "member_id"),
    )
    op.create_index("ix_grade_member_id", "grade", ["member_id"])
    op.create_table(
        "result",
        sa.Column("id", Id, primary_key=True),
        sa.Column("period_id", Id, sa.ForeignKey("period.id"), nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("run_number", sa.Integer, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("months", sa.Integer, nullable=False),
        sa.Column("base", Cents, nullable=False),
        sa.Column("bonus", Cents, nullable=False),
        sa.Column("deductions", Cents, nullable=False),
        sa.Column("score", Cents, nullable=False),
        sa.Column("vetoed", sa.Boolean, nullable=False),
        sa.Column("proposed_grade", sa.String(24), nullable=False),
        sa.Column("lines", Json, nullable=False),
        sa.Column("notice_until", sa.Date),
        sa.Column("made_at", Instant, nullable=False),
        sa.UniqueConstraint("period_id", "member_id", "run_number"),
    )
    op.create_index("ix_result_member_id", "result", ["member_id"])
    op.create_table(
        "run",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("period_id", Id, sa.ForeignKey("period.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("engine", sa.String(20), nullable=False),
        sa.Column("input_digest", sa.String(64), nullable=False),
        sa.Column("output_digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("period_id", "number"),
    )


def _create_objections() -> None:
    op.create_table(
        "objection",
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("period_id", Id, sa.ForeignKey("period.id"), nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("entry_id", Id, sa.ForeignKey("entry.id")),
        sa.Column("claim_id", Id, sa.ForeignKey("claim.id")),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("answer_due_on", sa.Date, nullable=False),
    )
    op.create_index("ix_objection_period_id_member_id", "objection", ["period_id", "member_id"])
    waiting = "state IN ('open', 'appealed')"
    _create_unique_where("ux_objection_entry_waiting", "objection", ["entry_id"], waiting)
    _create_unique_where(
        "ux_objection_claim_waiting", "objection", ["claim_id"], f"entry_id IS NULL AND {waiting}"
    )
    op.create_table(
        "objection_review",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, primary_key=True),
        sa.Column("objection_id", Id, sa.ForeignKey("objection.id"), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("points", Cents),
        sa.Column("reason", sa.String(4000), nullable=False),
    )
    op.create_index("ix_objection_review_objection_id", "objection_review", ["objection_id"])


def _create_unique_where(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)
