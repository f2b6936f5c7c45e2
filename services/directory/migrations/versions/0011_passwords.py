"""When a password was chosen, and those before it."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    # Accounts of before count as changed on the day of this migration.
    changed = sa.Column(
        "password_changed_at", Instant, nullable=False, server_default="2026-11-23T00:00:00.000000Z"
    )
    op.add_column("account", changed)
    op.create_table(
        "old_password",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("account.person_id"), nullable=False),
        sa.Column("replaced_at", Instant, nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
    )
    op.create_index("ix_old_password_person_id", "old_password", ["person_id"])
