"""When people and workplaces were last changed, and what SCIM calls a person."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from shared.columns import Instant

revision = "0009"
down_revision = "0008"

_TABLES = ("person", "workplace")


def upgrade() -> None:
    # SQLite adds a column that must be filled only with a constant; every row that is written fills it itself.
    known_since = sa.literal(datetime(2026, 11, 23, tzinfo=UTC), Instant)
    for table in _TABLES:
        for name in ("created_at", "modified_at"):
            op.add_column(table, sa.Column(name, Instant, nullable=False, server_default=known_since))
        op.create_index(f"ix_{table}_modified_at", table, ["modified_at"])
    op.add_column("workplace", sa.Column("hr_removed_at", Instant))
    op.add_column("person", sa.Column("user_name", sa.String(100)))
    op.add_column("person", sa.Column("user_name_key", sa.String(100)))
    op.create_index("ix_person_employee_no", "person", ["employee_no"])
    op.create_index(
        "uq_person_user_name_present",
        "person",
        ["user_name_key"],
        unique=True,
        postgresql_where=sa.text("hr_removed_at IS NULL"),
        sqlite_where=sa.text("hr_removed_at IS NULL"),
    )
