"""Record sheets with their lines, endorsements and history, and the keys that sign them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0006"
down_revision = "0002"

ADDED_TO_ONLY = ("endorsement", "record_sheet_line", "record_sheet_step")
FROZEN = (
    *("number", "check_code", "person_id", "branch_id", "community_id", "volunteer_number", "masked_name"),
    *("from_on", "until_on", "minutes", "recording_body", "key_id", "status_index", "credential"),
    *("issued_on", "issued_at"),
)
"""All of a sheet but its state."""


def upgrade() -> None:
    _create_keys()
    _create_sheets()
    _create_what_belongs_to_them()
    for table in ADDED_TO_ONLY:
        append_only(op, table)
    _freeze(op, "record_sheet", FROZEN)


def _freeze(op: Any, table: str, columns: tuple[str, ...]) -> None:
    """Refuse to write these columns again, and to remove a row."""
    change = f"UPDATE OF {', '.join(columns)}"
    if op.get_bind().dialect.name == "sqlite":
        for name, act in (("change", change), ("removal", "DELETE")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{name} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is frozen'; END $$"
    )
    for name, act in (("change", change), ("removal", "DELETE")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{name} BEFORE {act} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_frozen()"
        )


def _create_keys() -> None:
    op.create_table(
        "credential_key",
        sa.Column("id", Id, nullable=False),
        sa.Column("holder_id", Id, nullable=False),
        sa.Column("did", sa.String(80), nullable=False),
        sa.Column("private_jwk", Json, nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("retired_at", Instant),
        sa.CheckConstraint("listed >= 0 AND listed <= 131072", name="listed"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("did"),
    )
    op.create_index(
        "ux_credential_key_signs",
        "credential_key",
        ["holder_id"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )


def _create_sheets() -> None:
    op.create_table(
        "record_sheet_count",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year"),
    )
    op.create_table(
        "record_sheet",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("check_code", sa.String(12), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("volunteer_number", sa.String(20), nullable=False),
        sa.Column("masked_name", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("recording_body", sa.String(200)),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("key_id", Id, nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", Instant, nullable=False),
        sa.CheckConstraint("from_on <= until_on", name="forwards"),
        sa.CheckConstraint("minutes > 0", name="minutes"),
        sa.ForeignKeyConstraint(["key_id"], ["credential_key.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_id", "status_index"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_record_sheet_branch_id", "record_sheet", ["branch_id", "state"], unique=False)
    op.create_index(
        "ux_record_sheet_holds",
        "record_sheet",
        ["person_id", "community_id", "branch_id", "from_on", "until_on"],
        unique=True,
        sqlite_where=sa.text("state = 'issued'"),
        postgresql_where=sa.text("state = 'issued'"),
    )


def _create_what_belongs_to_them() -> None:
    op.create_table(
        "record_sheet_line",
        sa.Column("sheet_id", Id, nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["service_record.id"]),
        sa.ForeignKeyConstraint(["sheet_id"], ["record_sheet.id"]),
        sa.PrimaryKeyConstraint("sheet_id", "record_id"),
    )
    op.create_index("ix_record_sheet_line_record_id", "record_sheet_line", ["record_id"], unique=False)
    op.create_table(
        "endorsement",
        sa.Column("id", Id, nullable=False),
        sa.Column("sheet_id", Id, nullable=False),
        sa.Column("key_id", Id, nullable=False),
        sa.Column("confirmed_by", Id, nullable=False),
        sa.Column("confirmed_at", Instant, nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["credential_key.id"]),
        sa.ForeignKeyConstraint(["sheet_id"], ["record_sheet.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sheet_id"),
    )
    op.create_table(
        "record_sheet_step",
        sa.Column("id", Id, nullable=False),
        sa.Column("sheet_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(400)),
        sa.Column("by_id", Id),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["record_sheet.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_record_sheet_step_sheet_id", "record_sheet_step", ["sheet_id"], unique=False)
