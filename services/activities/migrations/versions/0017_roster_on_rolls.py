"""What the roster says of those on a roll: why somebody is not expected, since when; and whose vote is suspended."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("roll_line", sa.Column("absence", sa.String(24)))
    op.add_column("roll_line", sa.Column("changed_at", Instant))
    op.create_table(
        "vote_suspension",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("from_on", sa.Date()),
        sa.Column("lifted_on", sa.Date()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_vote_suspension_person_id", "vote_suspension", ["person_id"], unique=False)
