"""What HR hands over: runs, their plans, what waits for its day, and who owns which field."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "hr_field_owner",
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("field"),
    )
    op.create_table(
        "hr_sync_run",
        sa.Column("id", Id, nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("file_id", Id, nullable=True),
        sa.Column("sameness", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("items_done", sa.Integer(), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.Column("leavers", sa.Integer(), nullable=False),
        sa.Column("leavers_allowed", sa.Integer(), nullable=False),
        sa.Column("confirmed_leavers", sa.Integer(), nullable=True),
        sa.Column("failure", Json, nullable=True),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("planned_at", Instant, nullable=True),
        sa.Column("finished_at", Instant, nullable=True),
        sa.Column("lease", Id, nullable=True),
        sa.Column("lease_until", Instant, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sameness"),
    )
    op.create_index("ix_hr_sync_run_state", "hr_sync_run", ["state", "made_at"], unique=False)
    op.create_table(
        "hr_sync_content",
        sa.Column("run_id", Id, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["hr_sync_run.id"],
        ),
        sa.PrimaryKeyConstraint("run_id"),
    )
    op.create_table(
        "hr_sync_item",
        sa.Column("id", Id, nullable=False),
        sa.Column("run_id", Id, nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("changes", Json, nullable=False),
        sa.Column("findings", Json, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["hr_sync_run.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_hr_sync_item_person_id", "hr_sync_item", ["person_id"], unique=False)
    op.create_index("ix_hr_sync_item_run_id", "hr_sync_item", ["run_id", "kind", "number"], unique=False)
    op.create_table(
        "hr_wait",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("said", Json, nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("by_id", Id),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_index(op.f("ix_hr_wait_due_on"), "hr_wait", ["due_on"], unique=False)
