"""The chain over the ledger, and its signed checkpoints."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "ledger_link",
        sa.Column("period_id", Id, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("entry_id", Id, nullable=False, unique=True),
        sa.Column("entry_digest", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "checkpoint",
        sa.Column("id", Id, primary_key=True),
        sa.Column("period_id", Id, sa.ForeignKey("period.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("did", sa.String(80), nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.UniqueConstraint("period_id", "number"),
    )
    op.create_table(
        "statement_key",
        sa.Column("did", sa.String(80), primary_key=True),
        sa.Column("public_jwk", Json, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
    )
    for table in ("ledger_link", "checkpoint", "statement_key"):
        append_only(op, table)
