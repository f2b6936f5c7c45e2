"""What the roster has come to know since: absences, departures, and by what people are known elsewhere."""

from alembic import op

from shared.migrations import create_common_2, create_common_3

revision = "0009"
down_revision = "0003"


def upgrade() -> None:
    create_common_2(op)
    create_common_3(op)
