"""Absences and departures in the roster."""

from alembic import op

from shared.migrations import create_common_2

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_common_2(op)
