"""Every person's messages and how they are delivered."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("title_zh", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200), nullable=False),
        sa.Column("body_zh", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("due_at", Instant, nullable=True),
        sa.Column("compulsory", sa.Boolean(), nullable=False),
        sa.Column("harmless", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("told_at", Instant, nullable=False),
        sa.Column("read_at", Instant, nullable=True),
        sa.Column("deliver_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "source", "key"),
    )
    op.create_index("ix_message_person_id", "message", ["person_id", "id"], unique=False)
    op.create_index(
        "ix_message_unread",
        "message",
        ["person_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
        sqlite_where=sa.text("read_at IS NULL"),
    )
    op.create_index(
        "ix_message_waiting",
        "message",
        ["deliver_at"],
        unique=False,
        postgresql_where=sa.text("deliver_at IS NOT NULL"),
        sqlite_where=sa.text("deliver_at IS NOT NULL"),
    )
    op.create_table(
        "message_delivery",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("slot", Instant, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("next_at", Instant, nullable=False),
        sa.Column("sent_at", Instant, nullable=True),
        sa.Column("error", sa.String(60), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "channel", "slot", "urgent"),
    )
    op.create_index(
        "ix_message_delivery_waiting",
        "message_delivery",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
        sqlite_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "message_preference",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("quiet_from", sa.String(5), nullable=True),
        sa.Column("quiet_until", sa.String(5), nullable=True),
        sa.Column("channels_off", Json, nullable=False),
        sa.Column("kinds_off", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "delivered_message",
        sa.Column("delivery_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["message_delivery.id"],
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
        ),
        sa.PrimaryKeyConstraint("delivery_id", "message_id"),
    )
    op.create_index("ix_delivered_message_message_id", "delivered_message", ["message_id"])
