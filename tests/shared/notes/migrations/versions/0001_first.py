"""The tables that every service has, and the notes."""

from alembic import op

from shared.migrations import create_common_1
from tests.shared.notes.app import Table

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_common_1(op)
    Table.metadata.create_all(op.get_bind())
