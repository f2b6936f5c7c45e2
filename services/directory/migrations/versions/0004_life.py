"""Organisation life in time: absences, transfers, departures, regularisations, discipline references."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _create_absences()
    _create_transfers()
    _create_departures()
    _create_regularisations()
    _create_discipline_references()
    _one_absence_at_a_time()


def _create_absences() -> None:
    op.create_table(
        "absence",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("host_branch_id", Id, sa.ForeignKey("organisation.id")),
        sa.Column("host_workplace_id", Id, sa.ForeignKey("workplace.id")),
        sa.Column("host_name", sa.String(200)),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("ix_absence_person_id", "absence", ["person_id", "from_on"])


def _create_transfers() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("from_branch_id", Id, sa.ForeignKey("organisation.id")),
        sa.Column("from_outside", sa.String(200)),
        sa.Column("to_branch_id", Id, sa.ForeignKey("organisation.id")),
        sa.Column("to_outside", sa.String(200)),
        sa.Column("letter_no", sa.String(100), nullable=False),
        sa.Column("letter_year", sa.Integer),
        sa.Column("letter_serial", sa.Integer),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("dues_paid_until", sa.String(7)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("issued_by", Id),
        sa.Column("issued_at", Instant, nullable=False),
        sa.Column("received_on", sa.Date),
        sa.Column("received_by", Id),
        sa.Column("returned_on", sa.Date),
        sa.Column("returned_by", Id),
        sa.Column("slip_no", sa.String(100)),
        sa.Column("withdrawn_by", Id),
        sa.Column("withdrawn_reason", sa.String(200)),
        sa.UniqueConstraint("from_branch_id", "letter_year", "letter_serial", name="uq_transfer_letter"),
    )
    op.create_index("ix_transfer_person_id", "transfer", ["person_id", "issued_on"])
    op.create_index("ix_transfer_to_branch_id", "transfer", ["to_branch_id"])
    _one_in_state("uq_transfer_under_way", "transfer", "issued")


def _create_departures() -> None:
    op.create_table(
        "departure",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("branch_id", Id, sa.ForeignKey("organisation.id")),
        sa.Column("group_id", Id, sa.ForeignKey("organisation.id")),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("applied_at", Instant),
        sa.Column("ended", Json, nullable=False),
        sa.Column("account_disabled", sa.Boolean, nullable=False),
        sa.Column("undone_by", Id),
        sa.Column("undone_at", Instant),
        sa.Column("undone_reason", sa.String(200)),
    )
    op.create_index("ix_departure_person_id", "departure", ["person_id", "on"])
    op.create_index("ix_departure_branch_id", "departure", ["branch_id"])
    op.create_index("ix_departure_state", "departure", ["state", "on"])
    _one_in_state("uq_departure_planned", "departure", "planned")


def _create_regularisations() -> None:
    op.create_table(
        "regularisation",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("branch_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("group_id", Id, sa.ForeignKey("organisation.id")),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("joined_on", sa.Date, nullable=False),
        sa.Column("probation_ends_on", sa.Date, nullable=False),
        sa.Column("proposed_on", sa.Date, nullable=False),
        sa.Column("proposed_by", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("decided_on", sa.Date),
        sa.Column("resolution_no", sa.String(100)),
        sa.Column("extended_until", sa.Date),
        sa.Column("decided_by", Id),
    )
    op.create_index("ix_regularisation_person_id", "regularisation", ["person_id"])
    op.create_index("ix_regularisation_branch_id", "regularisation", ["branch_id"])
    _one_in_state("uq_regularisation_open", "regularisation", "proposed")


def _create_discipline_references() -> None:
    op.create_table(
        "discipline_reference",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("branch_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("reference_no", sa.String(100), nullable=False),
        sa.Column("effect", sa.String(20), nullable=False),
        sa.Column("occurred_on", sa.Date, nullable=False),
        sa.Column("recorded_by", Id, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("lifted_on", sa.Date),
        sa.Column("lifted_by", Id),
        sa.UniqueConstraint("person_id", "reference_no", name="uq_discipline_reference_no"),
    )
    op.create_index("ix_discipline_reference_branch_id", "discipline_reference", ["branch_id"])


def _one_in_state(name: str, table: str, state: str) -> None:
    """Of one person at most one row stands in this state."""
    where = sa.column("state", sa.String) == sa.literal_column(f"'{state}'")
    op.create_index(name, table, ["person_id"], unique=True, postgresql_where=where, sqlite_where=where)


def _one_absence_at_a_time() -> None:
    """As for memberships: a person is lent to one place at a time, and beside it away in one way.

    The person is locked first, so that two transactions cannot both look before either writes.
    """
    message = "a person is away in one way at a time"
    if op.get_bind().dialect.name == "sqlite":
        for name, act, other in (("insert", "INSERT", ""), ("update", "UPDATE", "AND id <> NEW.id")):
            op.execute(
                f"CREATE TRIGGER absence_one_at_a_time_{name} BEFORE {act} ON absence "
                f"WHEN {_CLASH.format(other=other)} BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION absence_one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM 1 FROM person WHERE id = NEW.person_id FOR UPDATE; "
        f"IF {_CLASH.format(other='AND id <> NEW.id')} THEN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'exclusion_violation'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER absence_one_at_a_time BEFORE INSERT OR UPDATE ON absence "
        "FOR EACH ROW EXECUTE FUNCTION absence_one_at_a_time()"
    )


# A span that ends before it begins was withdrawn and clashes with nothing.
_CLASH = (
    "(NEW.until_on IS NULL OR NEW.until_on >= NEW.from_on) AND EXISTS (SELECT 1 FROM absence "
    "WHERE person_id = NEW.person_id {other} AND (kind = 'secondment') = (NEW.kind = 'secondment') "
    "AND (until_on IS NULL OR until_on >= from_on) "
    "AND (NEW.until_on IS NULL OR from_on <= NEW.until_on) AND (until_on IS NULL OR until_on >= NEW.from_on))"
)
