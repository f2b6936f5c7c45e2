"""A ledger of a size of one's choosing, made in the server: every member with so many entries, in order of arrival.

A member's entries therefore lie far apart, each among those that others had at the same time.
"""

import psycopg

from tests.support.postgres import Postgres

from ..names import named_in_sql
from .world import BRANCH, GROUP, MEMBER, PERIOD, REPORTER, World

ENTRIES_EACH = 200


def fill(server: Postgres, database: str, world: World, entries_each: int = ENTRIES_EACH) -> int:
    """Write the entries and settle the tables; says how many there are now."""
    each = world.members_each
    member, group, reporter = (
        named_in_sql(MEMBER, "m"),
        named_in_sql(GROUP, f"m / {each}"),
        named_in_sql(REPORTER, f"m / {each}"),
    )
    entries = f"""
INSERT INTO entry (id, member_id, period_id, branch_id, group_id, number, item_code, points, quantity, occurred_on,
  recorded_at, origin, source_key, reference, posted_by, posted_role)
SELECT uuidv7(), {member}, {named_in_sql(PERIOD, f"m / {each}")}, {named_in_sql(BRANCH, f"m / {each}")},
  {group}, n, (ARRAY['A01','A02','A03','B11','B22','B32','B52','E02'])[1 + (n + m) % 8], 100, 100,
  (SELECT min(starts_on) FROM period) + n % 20, now(), 'report', 'ledger:' || m || ':' || n, 'AJ-' || m || '-' || n,
  {reporter}, 'safety_officer'
FROM generate_series(1, {entries_each}) AS n, generate_series(0, {world.members - 1}) AS m
"""  # noqa: S608 - every part is ours
    accounts = "INSERT INTO account SELECT member_id, period_id, count(*) FROM entry GROUP BY 1, 2"
    with psycopg.connect(
        host=str(server.folder), user="postgres", dbname=database, autocommit=True
    ) as connection:
        connection.execute("SET max_parallel_maintenance_workers = 2")
        connection.execute(entries.encode())
        connection.execute(accounts)
        connection.execute("VACUUM (ANALYZE) entry")
        connection.execute("VACUUM (ANALYZE) account")
        connection.execute("ANALYZE")
        found = connection.execute("SELECT count(*) FROM entry").fetchone()
    return int(found[0]) if found else 0
