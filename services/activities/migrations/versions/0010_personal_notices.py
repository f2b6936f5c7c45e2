"""Notices to one person."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("notice", sa.Column("person_id", Id))
    op.add_column("notice", sa.Column("registration_id", Id))
    op.create_index("ix_notice_person_id", "notice", ["person_id"])
