"""What HR reads back: the feed with its head, results and hours of a year, and webhooks."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Cents, Id, Instant, Json

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _make_the_feed()
    _make_webhooks()


def _make_the_feed() -> None:
    op.create_table(
        "feed_event",
        sa.Column("key", sa.String(length=140), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("party", Json),
        sa.Column("at", Instant, nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("position"),
    )
    op.create_index(
        "ix_feed_event_waiting",
        "feed_event",
        ["at"],
        postgresql_where=sa.text("position IS NULL"),
        sqlite_where=sa.text("position IS NULL"),
    )
    op.create_table(
        "feed_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kept_from", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "period_result",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("period_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("points", Cents, nullable=False),
        sa.Column("vetoed", sa.Boolean(), nullable=False),
        sa.Column("grade", sa.String(length=20)),
        sa.Column("heard_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "period_id"),
    )
    op.create_index("ix_period_result_year", "period_result", ["year"])
    op.create_table(
        "served_record",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("source_id", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("heard_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "source_id"),
    )
    op.create_index("ix_served_record_year", "served_record", ["year", "person_id"])
    op.execute("INSERT INTO feed_head (id, position, kept_from) VALUES (1, 0, 0)")


def _make_webhooks() -> None:
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", Id, nullable=False),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("event_types", Json, nullable=False),
        sa.Column("made_by", Id, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("disabled_at", Instant),
        sa.Column("disabled_because", sa.String(24)),
        sa.Column("failing_since", Instant),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_webhook_endpoint_owner_id", "webhook_endpoint", ["owner_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", Id, nullable=False),
        sa.Column("endpoint_id", Id, nullable=False),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("message_id", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant),
        sa.Column("last_at", Instant),
        sa.Column("last_status", sa.Integer()),
        sa.Column("last_milliseconds", sa.Integer()),
        sa.Column("last_error", sa.String(length=100)),
        sa.Column("last_answer", sa.String(length=1000)),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoint.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("endpoint_id", "message_id"),
    )
    op.create_index(
        "ix_webhook_delivery_due",
        "webhook_delivery",
        ["next_at"],
        postgresql_where=sa.text("next_at IS NOT NULL"),
        sqlite_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_webhook_delivery_made_at", "webhook_delivery", ["made_at"])
    op.create_index("ix_webhook_delivery_owner_id", "webhook_delivery", ["owner_id"])
    op.create_table(
        "webhook_secret",
        sa.Column("id", Id, nullable=False),
        sa.Column("endpoint_id", Id, nullable=False),
        sa.Column("sealed", sa.String(length=400), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("expires_at", Instant),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoint.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_webhook_secret_endpoint_id", "webhook_secret", ["endpoint_id"])
