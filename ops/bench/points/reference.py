"""What pgbench does instead of the service: the same rows in the same tables, one statement, one round trip.

It makes its rows in the server and is handed nothing and answers nothing, so it is a hard reference: the service
reads a request, verifies who asks, judges the report and answers on top of it.
"""

from ..names import named_in_sql
from .world import BRANCH, GROUP, ITEM, MEMBER, PERIOD, REPORTER, World

BODY_BYTES = 570
"""The length of the answer to one report, which is kept with its Idempotency-Key."""


_ENTRY = (
    "id, member_id, period_id, branch_id, group_id, number, item_code, points, quantity, occurred_on, recorded_at, "
    "origin, source_key, reference, posted_by, posted_role"
)
_AUDIT = "id, at, actor_id, client_id, act, object_id, outcome, trace_id"
_IDEMPOTENCY = "key, request_hash, status, body, made_id, at"
_COUNT = "ON CONFLICT (member_id, period_id) DO UPDATE SET entries = a.entries + excluded.entries"
_KEY = "md5(:k::text) || md5('k' || :k::text), md5(:k::text) || md5('h' || :k::text)"


def single(world: World, *, hot: bool = False) -> str:
    """One report of a member, any or always the same."""
    last = 0 if hot else world.members - 1
    member, group, reporter = (
        named_in_sql(MEMBER, ":n"),
        named_in_sql(GROUP, ":b"),
        named_in_sql(REPORTER, ":b"),
    )
    return f"""\\set n random(0, {last})
\\set b :n / {world.members_each}
\\set k random(1, 9000000000000000000)
WITH open AS (
  SELECT id, branch_id FROM period WHERE id = {named_in_sql(PERIOD, ":b")} AND state = 'open' FOR SHARE
), counted AS (
  INSERT INTO account AS a (member_id, period_id, entries) SELECT {member}, id, 1 FROM open {_COUNT} RETURNING entries
), posted AS (
  INSERT INTO entry ({_ENTRY})
  SELECT uuidv7(), {member}, open.id, open.branch_id, {group}, counted.entries, '{ITEM}', 100, 100,
    current_date, now(), 'report',
    'report' || ':' || '{ITEM}' || ':' || {member} || ':' || current_date || ':' || :k::text,
    'AJ-' || :k::text, {reporter}, 'safety_officer'
  FROM open, counted RETURNING id
), audited AS (
  INSERT INTO audit ({_AUDIT})
  SELECT uuidv7(), now(), {reporter}, 'bench', 'report.make', id::text, 'done', md5(:k::text) FROM posted
)
INSERT INTO idempotency ({_IDEMPOTENCY}) SELECT {_KEY}, 201, repeat('x', {BODY_BYTES}), id, now() FROM posted;
"""  # noqa: S608 - every part is ours


def batch(world: World, rows: int = 100) -> str:
    """So many reports of one branch in one transaction, with one key and one audit row more for the request."""
    each, last = world.members_each, world.branches - 1
    reporter, group = named_in_sql(REPORTER, ":b"), named_in_sql(GROUP, ":b")
    rest = '"outcome": "posted","claim_id": null,"problem": null'
    line = f"""'{{"index": ' || n || ',"entry_id": "' || id || '",{rest}}}'"""
    body = f"(SELECT '{{\"results\": [' || string_agg({line}, ',') || ']}}' FROM given)"  # noqa: S608 - every part is ours
    return f"""\\set b random(0, {last})
\\set k random(1, 9000000000000000000)
WITH given AS MATERIALIZED (
  SELECT n, uuidv7() AS id, {named_in_sql(MEMBER, f":b::int * {each} + floor(random() * {each})::int")} AS member_id
  FROM generate_series(0, {rows - 1}) AS n
), open AS (
  SELECT id, branch_id FROM period WHERE id = {named_in_sql(PERIOD, ":b")} AND state = 'open' FOR SHARE
), counted AS (
  INSERT INTO account AS a (member_id, period_id, entries)
  SELECT member_id, open.id, count(*) FROM given, open GROUP BY 1, 2 ORDER BY 1 {_COUNT} RETURNING member_id, entries
), posted AS (
  INSERT INTO entry ({_ENTRY})
  SELECT given.id, member_id, open.id, open.branch_id, {group},
    entries - count(*) OVER (PARTITION BY member_id) + row_number() OVER (PARTITION BY member_id ORDER BY n),
    '{ITEM}', 100, 100, current_date, now(), 'report',
    'report' || ':' || '{ITEM}' || ':' || member_id || ':' || current_date || ':' || :k::text || '-' || n,
    'AJ-' || :k::text || '-' || n, {reporter}, 'safety_officer'
  FROM given JOIN counted USING (member_id), open RETURNING id
), audited AS (
  INSERT INTO audit ({_AUDIT})
  SELECT uuidv7(), now(), {reporter}, 'bench', 'report.make', id::text, 'done', md5(:k::text) FROM posted
  UNION ALL
  SELECT uuidv7(), now(), {reporter}, 'bench', 'report.make', 'request', 'done', md5(:k::text)
)
INSERT INTO idempotency ({_IDEMPOTENCY})
SELECT {_KEY}, 200, {body}, {named_in_sql(BRANCH, ":b")}, now();
"""  # noqa: S608 - every part is ours
