"""People as HR knows them, codes of places, and absences in the roster."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Instant
from shared.migrations import create_common_2, create_common_3

revision = "0002"
down_revision = "0001"

_NEW = (
    ("external_id", sa.String(100)),
    ("employment_type", sa.String(40)),
    ("hired_on", sa.String(10)),
    ("left_on", sa.Date),
    ("departure", sa.String(20)),
    ("sex", sa.String(10)),
    ("birth_on", sa.Date),
    ("phone_sealed", sa.String(400)),
    ("email", sa.String(200)),
    ("political_status", sa.String(2)),
    ("development_stage", sa.String(20)),
    ("joined_party_on", sa.Date),
    ("regularised_on", sa.Date),
    ("hr_removed_at", Instant),
)


def upgrade() -> None:
    create_common_2(op)
    create_common_3(op)
    for name, kind in _NEW:
        op.add_column("person", sa.Column(name, kind))
    op.add_column("person", sa.Column("pinyin", sa.String(400), nullable=False, server_default=""))
    op.execute(
        "UPDATE person SET political_status ="
        " CASE party_status WHEN 'full' THEN '01' WHEN 'probationary' THEN '02' END"
    )
    op.drop_column("person", "party_status")
    op.create_index("ix_person_external_id", "person", ["external_id"], unique=True)
    op.create_index("ix_person_pinyin", "person", ["pinyin"])
    for table in ("workplace", "organisation"):
        op.add_column(table, sa.Column("code", sa.String(40)))
        op.create_index(f"ix_{table}_code", table, ["code"], unique=True)
