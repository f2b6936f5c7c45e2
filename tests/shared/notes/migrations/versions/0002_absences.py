"""What the roster has come to know since."""

from alembic import op

from shared.migrations import create_common_2, create_common_3

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_common_2(op)
    create_common_3(op)
