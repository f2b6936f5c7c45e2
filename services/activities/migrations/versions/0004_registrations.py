"""Registrations with their places, themes of theme days, series, and calendar feeds."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0004"
down_revision = "0003"

ADDED_TO_ONLY = ("registration_step", "theme_day_rule", "theme_follow_up")


def upgrade() -> None:
    _extend_sittings()
    _create_registrations()
    _create_themes()
    _create_series()
    _create_calendars()
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _extend_sittings() -> None:
    for name, default in (("offer_hours", "24"), ("guests_most", "0")):
        op.add_column("sitting", sa.Column(name, sa.Integer(), nullable=False, server_default=default))
    op.add_column(
        "sitting", sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def _create_registrations() -> None:
    op.create_table(
        "registration",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("sitting_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("offered_until", Instant),
        sa.Column("registered_at", Instant, nullable=False),
        sa.CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="offer"),
        sa.CheckConstraint("guests >= 0", name="guests"),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sitting_id", "turn"),
    )
    op.create_index("ix_registration_person_id", "registration", ["person_id"], unique=False)
    op.create_index("ix_registration_sitting_id_state", "registration", ["sitting_id", "state"], unique=False)
    op.create_index(
        "ix_registration_state_offered_until", "registration", ["state", "offered_until"], unique=False
    )
    op.create_index(
        "ux_registration_active",
        "registration",
        ["sitting_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('requested', 'confirmed', 'waitlisted', 'offered')"),
        postgresql_where=sa.text("state IN ('requested', 'confirmed', 'waitlisted', 'offered')"),
    )
    op.create_table(
        "registration_step",
        sa.Column("id", Id, nullable=False),
        sa.Column("registration_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(200)),
        sa.Column("by_id", Id),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_registration_step_registration_id", "registration_step", ["registration_id"], unique=False
    )


def _create_themes() -> None:
    op.create_table(
        "theme",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(4000)),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("proposed_by", Id, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("decided_by", Id),
        sa.Column("decided_at", Instant),
        sa.Column("decision_reason", sa.String(4000)),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_theme_branch_id_month_on", "theme", ["branch_id", "month_on"], unique=False)
    op.create_index(
        "ux_theme_chosen",
        "theme",
        ["branch_id", "month_on"],
        unique=True,
        sqlite_where=sa.text("state = 'chosen'"),
        postgresql_where=sa.text("state = 'chosen'"),
    )
    op.create_table(
        "theme_day_rule",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("pattern", Json, nullable=False),
        sa.Column("clock", sa.String(5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_theme_day_rule_branch_id_from_on", "theme_day_rule", ["branch_id", "from_on"], unique=False
    )
    op.create_table(
        "theme_follow_up",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("theme_id", Id, nullable=False),
        sa.Column("outcome", sa.String(4000), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme_id"],
            ["theme.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_theme_follow_up_theme_id", "theme_follow_up", ["theme_id"], unique=False)


def _create_series() -> None:
    op.create_table(
        "series",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("group_id", Id),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("pattern", Json, nullable=False),
        sa.Column("clock", sa.String(5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(60), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("capacity", sa.Integer()),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("planned_until", sa.Date(), nullable=False),
        sa.Column("planned_by", Id, nullable=False),
        sa.Column("planned_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_series_branch_id", "series", ["branch_id"], unique=False)
    op.create_table(
        "occurrence",
        sa.Column("series_id", Id, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("meeting_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
        ),
        sa.PrimaryKeyConstraint("series_id", "on_day"),
        sa.UniqueConstraint("meeting_id"),
    )


def _create_calendars() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("scope", sa.String(24), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("revoked_at", Instant),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_calendar_feed_person_id", "calendar_feed", ["person_id"], unique=False)
