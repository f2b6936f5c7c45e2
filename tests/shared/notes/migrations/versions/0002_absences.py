"""Absences and departures in the roster."""

from alembic import op

from shared.migrations import create_common_2

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_common_2(op)
