"""What directory tells of punishments, by their references alone, and what is put before committees because of it."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant
from shared.migrations import append_only

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "discipline_reference",
        sa.Column("member_id", Id, primary_key=True),
        sa.Column("reference_no", sa.String(100), primary_key=True),
        sa.Column("effect", sa.String(20)),
        sa.Column("recorded_on", sa.Date),
        sa.Column("filed_by", Id),
        sa.Column("lifted_on", sa.Date),
    )
    op.create_index("ix_discipline_reference_lifted_on", "discipline_reference", ["lifted_on"])
    op.create_table(
        "discipline_proposal",
        sa.Column("member_id", Id, primary_key=True),
        sa.Column("reference_no", sa.String(100), primary_key=True),
        sa.Column("period_id", Id, sa.ForeignKey("period.id"), primary_key=True),
        sa.Column("lifting", sa.Boolean, primary_key=True),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("claim_id", Id, sa.ForeignKey("claim.id")),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("ix_discipline_proposal_claim_id", "discipline_proposal", ["claim_id"])
    append_only(op, "discipline_proposal")
    op.add_column("claim", sa.Column("lifts_id", Id))
