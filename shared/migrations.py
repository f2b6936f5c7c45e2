"""Bring a service's database to the newest schema; what may only be added to is guarded here."""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, MetaData, String, Text, text
from sqlalchemy.exc import DBAPIError

from .columns import Id, Instant, Json
from .db import Database, connect

_REVISION = re.compile(r"^(?:revision|down_revision)\s*(?::[^=]*)?=\s*(?:\"([^\"]+)\"|None)", re.MULTILINE)


def head_of(folder: Path) -> str:
    """The newest revision in `folder/versions`, read as text: starting up must not import Alembic."""
    revisions: dict[str, str | None] = {}
    for file in sorted((folder / "versions").glob("*.py")):
        own, before = [found or None for found in _REVISION.findall(file.read_text(encoding="utf-8"))][:2]
        revisions[own or ""] = before
    heads = set(revisions) - {before for before in revisions.values() if before}
    if len(heads) != 1:
        message = f"{folder} must have exactly one newest revision, found {sorted(heads)}"
        raise ValueError(message)
    return heads.pop()


async def at_head(database: Database, folder: Path) -> bool:
    """Whether the database has the newest schema."""
    try:
        async with database.read() as session:
            found = (await session.execute(text("SELECT version_num FROM alembic_version"))).scalars().all()
    except DBAPIError:
        return False
    return list(found) == [head_of(folder)]


def upgrade(url: str, folder: Path) -> None:
    """Run what is missing. Blocks; call it in a thread when a loop is running."""
    from alembic import command  # noqa: PLC0415 - half a second of imports that a start at head does not need
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def run_environment(context: Any, metadata: list[MetaData]) -> None:
    """What every service's `migrations/env.py` does, reached through `upgrade` only.

    There is no alembic.ini: a new revision is written by hand, in the form of those that are there.
    """
    import asyncio  # noqa: PLC0415 - only migrations need it

    url = context.config.attributes["url"]
    database = connect(url, pool_size=1)

    def work(connection: Any) -> None:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite",
            user_module_prefix="columns.",
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "postgresql":
                connection.execute(text(_GRANT_CHANGES))

    async def run() -> None:
        async with database.engine.begin() as connection:
            await connection.run_sync(work)
        await database.close()

    asyncio.run(run())


# The role that serves is the one to which the owner's default privileges give what a migration makes, to read and
# add to (ops/docker/postgres-init.sh). It may also change and remove rows where nothing says `append_only`, and the
# record of migrations is not its own. Where one role does both there is nobody to grant anything.
_GRANT_CHANGES = """
DO $$
DECLARE
    serving oid; made record;
BEGIN
    FOR serving IN
        SELECT DISTINCT given.grantee FROM pg_default_acl, aclexplode(defaclacl) AS given
        WHERE defaclobjtype = 'r' AND given.privilege_type = 'INSERT'
            AND defaclrole = current_user::regrole AND given.grantee NOT IN (0, defaclrole)
    LOOP
        FOR made IN
            SELECT oid::regclass AS name, relname, EXISTS (
                SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgname = relname || '_append_only'
            ) AS only_added_to
            FROM pg_class
            WHERE relkind = 'r' AND relowner = current_user::regrole
                AND relnamespace = current_schema()::regnamespace
        LOOP
            IF made.relname = 'alembic_version' THEN
                EXECUTE format('REVOKE INSERT ON %s FROM %s', made.name, serving::regrole);
            ELSIF made.only_added_to THEN
                EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM %s', made.name, serving::regrole);
            ELSE
                EXECUTE format('GRANT UPDATE, DELETE ON %s TO %s', made.name, serving::regrole);
            END IF;
        END LOOP;
    END LOOP;
END $$
"""


def append_only(op: Any, table: str) -> None:
    """From now on rows of this table can be added and never changed, removed or truncated.

    Twice over on PostgreSQL: a trigger refuses, and the role that serves has no such right.
    """
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def create_common_1(op: Any) -> None:
    """The tables that every service has, in their first form. Databases were made with this: it never changes.

    A later change of `shared.tables.COMMON` gets a function of its own, called by a new revision of each service.
    """
    _create_facts_1(op)
    _create_records_1(op)
    _create_roster_1(op)
    append_only(op, "audit")


def create_common_2(op: Any) -> None:
    """What the roster knows beside the first form: absences and departures. It never changes either."""
    op.add_column("roster_person", Column("departed_on", Date))
    op.add_column("roster_person", Column("departure", String(20)))
    op.create_table(
        "roster_absence",
        Column("id", Id, primary_key=True),
        Column("person_id", Id, nullable=False),
        Column("kind", String(20), nullable=False),
        Column("from_on", Date, nullable=False),
        Column("until_on", Date),
    )
    op.create_index("ix_roster_absence_person_id", "roster_absence", ["person_id", "from_on"])


def create_common_3(op: Any) -> None:
    """By what people are known to other issuers. It never changes either."""
    op.create_table(
        "roster_identity",
        Column("digest", String(64), primary_key=True),
        Column("person_id", Id, primary_key=True),
    )
    op.create_index("ix_roster_identity_person_id", "roster_identity", ["person_id"])


def _create_facts_1(op: Any) -> None:
    op.create_table(
        "outbox",
        Column("id", Id, primary_key=True),
        Column("aggregatetype", String(60), nullable=False),
        Column("aggregateid", String(100), nullable=False),
        Column("type", String(60), nullable=False),
        Column("payload", Json, nullable=False),
        Column("told_at", Instant, nullable=False),
    )
    op.create_table(
        "delivery",
        Column("fact_id", Id, ForeignKey("outbox.id"), primary_key=True),
        Column("hearer", String(40), primary_key=True),
        Column("delivered_at", Instant),
        Column("attempts", Integer, nullable=False),
        Column("next_at", Instant, nullable=False),
        Column("last_error", String(200)),
    )
    op.create_index("ix_delivery_waiting", "delivery", ["hearer", "next_at"])
    op.create_table(
        "inbox",
        Column("fact_id", Id, primary_key=True),
        Column("type", String(60), nullable=False),
        Column("subject", String(100), nullable=False),
        Column("outcome", String(12), nullable=False),
        Column("code", String(60)),
        Column("payload", Json),
        Column("heard_at", Instant, nullable=False),
    )
    op.create_index("ix_inbox_parked", "inbox", ["outcome", "subject"])


def _create_records_1(op: Any) -> None:
    op.create_table(
        "idempotency",
        Column("key", String(64), primary_key=True),
        Column("request_hash", String(64), nullable=False),
        Column("status", Integer, nullable=False),
        Column("body", Text, nullable=False),
        Column("etag", String(80)),
        Column("made_id", Id),
        Column("at", Instant, nullable=False),
    )
    op.create_index("ix_idempotency_at", "idempotency", ["at"])
    op.create_table(
        "audit",
        Column("id", Id, primary_key=True),
        Column("at", Instant, nullable=False),
        Column("actor_id", Id),
        Column("client_id", String(100)),
        Column("act", String(60), nullable=False),
        Column("object_id", String(100)),
        Column("outcome", String(20), nullable=False),
        Column("trace_id", String(32)),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_object_id", "audit", ["object_id"])


def _create_roster_1(op: Any) -> None:
    op.create_table(
        "roster_organisation",
        Column("id", Id, primary_key=True),
        Column("version", Integer, nullable=False),
        Column("kind", String(20), nullable=False),
        Column("title_zh", String(200), nullable=False),
        Column("title_en", String(200), nullable=False),
        Column("parent_id", Id),
        Column("path", String(400), nullable=False),
    )
    op.create_index("ix_roster_organisation_path", "roster_organisation", ["path"])
    op.create_index("ix_roster_organisation_parent_id", "roster_organisation", ["parent_id"])
    op.create_table(
        "roster_person",
        Column("id", Id, primary_key=True),
        Column("name", String(200)),
        Column("active", Boolean, nullable=False),
        Column("rights_version", Integer, nullable=False),
        Column("member_version", Integer, nullable=False),
        Column("appointment_version", Integer, nullable=False),
    )
    op.create_table(
        "roster_membership",
        Column("person_id", Id, primary_key=True),
        Column("from_on", Date, primary_key=True),
        Column("until_on", Date),
        Column("branch_id", Id, nullable=False),
        Column("group_id", Id),
        Column("status", String(20), nullable=False),
    )
    op.create_index("ix_roster_membership_branch_id", "roster_membership", ["branch_id", "from_on"])
    op.create_table(
        "roster_appointment",
        Column("id", Id, primary_key=True),
        Column("subject_id", Id, nullable=False),
        Column("role", String(40), nullable=False),
        Column("organisation_id", Id),
        Column("from_on", Date, nullable=False),
        Column("until_on", Date),
    )
    op.create_index("ix_roster_appointment_subject_id", "roster_appointment", ["subject_id"])
    op.create_index(
        "ix_roster_appointment_organisation_id", "roster_appointment", ["organisation_id", "role"]
    )


def never_overlapping(op: Any, table: str, holds: str) -> None:
    """Of the rows for which `holds` is true no two have spans [busy_from, busy_until) in common; touching is allowed.

    The two whole numbers say whose span it is too, so one comparison of ranges serves for everybody.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_never_overlapping "
            f"EXCLUDE USING gist (int8range(busy_from, busy_until) WITH &&) "
            f"WHERE ({holds} AND busy_from IS NOT NULL)"
        )
        return
    op.execute(f"CREATE INDEX ix_{table}_busy ON {table} (busy_from, busy_until) WHERE {holds}")
    new = re.sub(r"\bstate\b", "NEW.state", holds)
    # The longest span is far shorter than a person's share of the numbers, so the index need not look further back.
    meeting = (
        f"{holds} AND id <> NEW.id AND busy_from < NEW.busy_until AND busy_until > NEW.busy_from "
        f"AND busy_from > NEW.busy_until - {_SHARE}"
    )
    refuse = f"SELECT RAISE(ABORT, '{table}_never_overlapping') FROM {table} WHERE {meeting}"  # noqa: S608 - our own
    for act in ("INSERT", "UPDATE"):
        name = f"{table}_never_overlapping_{act.lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {act} ON {table} WHEN {new} BEGIN {refuse}; END")


_SHARE = 2**34
"""Numbers that one person has: more than the seconds of five hundred years."""
