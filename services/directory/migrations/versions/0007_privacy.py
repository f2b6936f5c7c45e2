"""What is sensitive, who read it, and why; what people agree to and ask about their own data."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "reading",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("client_id", sa.String(100), nullable=False),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("ix_reading_person_id", "reading", ["person_id", "id"])
    op.create_index("ix_reading_reader_id", "reading", ["reader_id", "id"])
    op.create_index("ix_reading_at", "reading", ["at"])
    op.create_table(
        "privacy_consent",
        sa.Column("id", Id, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("wording", sa.String(40), nullable=False),
        sa.Column("given_at", Instant, nullable=False),
        sa.Column("withdrawn_at", Instant),
    )
    _one_at_a_time("privacy_consent", "in_force", ["person_id", "purpose"], "withdrawn_at IS NULL")
    op.create_table(
        "correction_request",
        sa.Column("id", Id, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("field", sa.String(24), nullable=False),
        sa.Column("wished_sealed", sa.String(2000)),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("verdict", sa.String(24)),
        sa.Column("answer", sa.String(400)),
        sa.Column("decided_by", Id),
        sa.Column("decided_at", Instant),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by"),
        sa.CheckConstraint("(decided_at IS NULL) = (verdict IS NULL)", name="verdict"),
        sa.CheckConstraint("(decided_at IS NULL) = (answer IS NULL)", name="answer"),
    )
    _one_at_a_time("correction_request", "open", ["person_id", "kind", "field"], "decided_at IS NULL")
    _guard()


def _one_at_a_time(table: str, state: str, columns: list[str], holds: str) -> None:
    where = sa.text(holds)
    op.create_index(
        f"ux_{table}_{state}", table, columns, unique=True, sqlite_where=where, postgresql_where=where
    )


def _guard() -> None:
    """A reading never changes and stays half a year; a consent changes once, by its withdrawal, and stays.

    Source of the half year: Cybersecurity Law art. 23 (2025).
    """
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        young = "OLD.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-180 days')"
        _refuse("reading", "UPDATE")
        _refuse("reading", "DELETE", young)
        _refuse("privacy_consent", "UPDATE", "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL")
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is kept as it is', TG_TABLE_NAME; END $$"
    )
    _refuse_here("reading", "UPDATE")
    _refuse_here("reading", "DELETE", "OLD.at > now() - interval '180 days'")
    _refuse_here("privacy_consent", "UPDATE", "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL")


def _refuse(table: str, act: str, when: str = "1") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_kept_{act.lower()} BEFORE {act} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is kept as it is'); END"
    )


def _refuse_here(table: str, act: str, when: str = "true") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_kept_{act.lower()} BEFORE {act} ON {table} "
        f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_kept()"
    )
