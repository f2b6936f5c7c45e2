"""What a branch hands over of a member who moves."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "transfer_sheet",
        sa.Column("id", Id, primary_key=True),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("from_branch_id", Id, nullable=False),
        sa.Column("to_branch_id", Id),
        sa.Column("moved_on", sa.Date, nullable=False),
        sa.Column("letter_no", sa.String(100), nullable=False),
        sa.Column("periods", Json, nullable=False),
        sa.Column("open_claims", Json, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.UniqueConstraint("member_id", "letter_no"),
    )
    for column in ("from_branch_id", "to_branch_id", "moved_on"):
        op.create_index(f"ix_transfer_sheet_{column}", "transfer_sheet", [column])
    op.create_table(
        "transfer_closing",
        sa.Column("sheet_id", Id, sa.ForeignKey("transfer_sheet.id"), primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("returned", sa.Integer, nullable=False),
    )
    for table in ("transfer_sheet", "transfer_closing"):
        append_only(op, table)
