"""The first tables: people, their organisations, and how they sign in."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import create_common_1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_common_1(op)
    _create_trees()
    _create_people()
    _create_signing_in()
    _one_branch_at_a_time()


def _create_trees() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", Id, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title_zh", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200), nullable=False),
        sa.Column("parent_id", Id, sa.ForeignKey("organisation.id")),
        sa.Column("path", sa.String(400), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_organisation_parent_id", "organisation", ["parent_id"])
    op.create_index("ix_organisation_path", "organisation", ["path"])
    op.create_table(
        "workplace",
        sa.Column("id", Id, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title_zh", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200), nullable=False),
        sa.Column("parent_id", Id, sa.ForeignKey("workplace.id")),
        sa.Column("path", sa.String(400), nullable=False),
        sa.Column("branch_id", Id, sa.ForeignKey("organisation.id")),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_workplace_parent_id", "workplace", ["parent_id"])
    op.create_index("ix_workplace_path", "workplace", ["path"])
    op.create_index("ix_workplace_branch_id", "workplace", ["branch_id"])


def _create_people() -> None:
    op.create_table(
        "person",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("employee_no", sa.String(40)),
        sa.Column("workplace_id", Id, sa.ForeignKey("workplace.id")),
        sa.Column("post", sa.String(200)),
        sa.Column("shift", sa.String(40)),
        sa.Column("party_status", sa.String(20), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("rights_version", sa.Integer, nullable=False),
    )
    op.create_index("ix_person_name", "person", ["name"])
    op.create_index("ix_person_workplace_id", "person", ["workplace_id"])
    active = sa.column("active", sa.Boolean) == sa.true()
    op.create_index(
        "uq_person_employee_no_active",
        "person",
        ["employee_no"],
        unique=True,
        postgresql_where=active,
        sqlite_where=active,
    )
    op.create_table(
        "membership",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("branch_id", Id, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("group_id", Id, sa.ForeignKey("organisation.id")),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("reason_code", sa.String(20)),
    )
    op.create_index("ix_membership_person_id", "membership", ["person_id", "from_on"])
    op.create_index("ix_membership_branch_id", "membership", ["branch_id", "from_on"])
    op.create_index("ix_membership_group_id", "membership", ["group_id"])
    op.create_table(
        "appointment",
        sa.Column("id", Id, primary_key=True),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("organisation_id", Id, sa.ForeignKey("organisation.id")),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("appointed_by", Id, nullable=False),
    )
    op.create_index("ix_appointment_subject_id", "appointment", ["subject_id", "from_on"])
    op.create_index("ix_appointment_organisation_id", "appointment", ["organisation_id"])


def _create_signing_in() -> None:
    op.create_table(
        "account",
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("login", sa.String(40), nullable=False, unique=True),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("password_is_initial", sa.Boolean, nullable=False),
        sa.Column("disabled_at", Instant),
    )
    op.create_table(
        "client",
        sa.Column("id", Id, primary_key=True),
        sa.Column("client_id", sa.String(100), nullable=False, unique=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("redirect_uris", Json, nullable=False),
        sa.Column("secret_hash", sa.String(64)),
        sa.Column("disabled_at", Instant),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("rights_version", sa.Integer, nullable=False),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("account.person_id"), nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("used_at", Instant, nullable=False),
    )
    op.create_index("ix_sign_in_session_person_id", "sign_in_session", ["person_id"])
    op.create_index("ix_sign_in_session_used_at", "sign_in_session", ["used_at"])
    op.create_table(
        "known_browser",
        sa.Column("person_id", Id, sa.ForeignKey("account.person_id"), primary_key=True),
        sa.Column("browser_hash", sa.String(64), primary_key=True),
        sa.Column("seen_at", Instant, nullable=False),
    )
    op.create_index("ix_known_browser_seen_at", "known_browser", ["seen_at"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("began_at", Instant, nullable=False),
    )
    op.create_index("ix_sign_in_attempts_began_at", "sign_in_attempts", ["began_at"])
    op.create_table(
        "authorization_code",
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("client_id", sa.String(100), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("account.person_id"), nullable=False),
        sa.Column("redirect_uri", sa.String(500), nullable=False),
        sa.Column("challenge", sa.String(43), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
        sa.Column("redeemed", sa.Boolean, nullable=False),
    )
    op.create_index("ix_authorization_code_person_id", "authorization_code", ["person_id"])
    op.create_index("ix_authorization_code_made_at", "authorization_code", ["made_at"])
    op.create_table(
        "signing_key",
        sa.Column("kid", sa.String(40), primary_key=True),
        sa.Column("private_jwk", Json, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("retired_at", Instant),
    )


def _one_branch_at_a_time() -> None:
    """At no date does a person have two memberships, whatever the program believes.

    A trigger on either database: PostgreSQL's exclusion constraint over a uuid would need the extension
    btree_gist, which a factory's server may not have. It locks the person first, so that two transactions
    cannot both look before either writes.
    """
    if op.get_bind().dialect.name == "sqlite":
        for name, act, other in (("insert", "INSERT", ""), ("update", "UPDATE", "AND id <> NEW.id")):
            op.execute(
                f"CREATE TRIGGER membership_one_at_a_time_{name} BEFORE {act} ON membership "
                f"WHEN {_CLASH.format(other=other)} "
                "BEGIN SELECT RAISE(ABORT, 'a person belongs to one branch at a time'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION membership_one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM 1 FROM person WHERE id = NEW.person_id FOR UPDATE; "
        f"IF {_CLASH.format(other='AND id <> NEW.id')} THEN "
        "RAISE EXCEPTION 'a person belongs to one branch at a time' USING ERRCODE = 'exclusion_violation'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER membership_one_at_a_time BEFORE INSERT OR UPDATE ON membership "
        "FOR EACH ROW EXECUTE FUNCTION membership_one_at_a_time()"
    )


# A span that ends before it begins was withdrawn and clashes with nothing.
_CLASH = (
    "(NEW.until_on IS NULL OR NEW.until_on >= NEW.from_on) AND EXISTS (SELECT 1 FROM membership "
    "WHERE person_id = NEW.person_id {other} AND (until_on IS NULL OR until_on >= from_on) "
    "AND (NEW.until_on IS NULL OR from_on <= NEW.until_on) AND (until_on IS NULL OR until_on >= NEW.from_on))"
)
