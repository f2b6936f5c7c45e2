"""Who moved on to another branch before the period's end is judged by both, and marked."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # Until now nobody was judged by the branch they had left.
    op.add_column("result", sa.Column("transferred", sa.Boolean(), nullable=False, server_default=sa.false()))
