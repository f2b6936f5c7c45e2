"""What pgbench does instead of the service: the same rows in the same tables, one statement, one round trip.

It makes its rows in the server and is handed nothing and answers nothing, so it is a hard reference: the service
reads a request, verifies who asks, checks the room's code and answers on top of it.
"""

from ..names import named_in_sql
from .world import CROWD, MEETING, MEMBER, SITTING

SEQUENCE = "bench_visit"
"""Numbers the check-ins; it has to be there."""
BODY_BYTES = 420
"""The length of the answer to one check-in, which is kept with its Idempotency-Key."""


def check_in(first: int) -> str:
    """The next person checks in to the next meeting, from that meeting on: 500 to one, then 500 to the following."""
    meeting, sitting = (named_in_sql(kind, f"{first} + v.n / {CROWD}") for kind in (MEETING, SITTING))
    key = "md5(v.n::text || :k) || md5('k' || v.n || :k), md5(v.n::text || :k) || md5('h' || v.n || :k)"
    return f"""\\set k random(1, 9000000000000000000)
WITH v AS MATERIALIZED (SELECT nextval('{SEQUENCE}')::int AS n),
open AS MATERIALIZED (
  SELECT v.n, m.id AS meeting_id, m.branch_id, s.id AS sitting_id, {named_in_sql(MEMBER, f"v.n % {CROWD}")} AS person_id
  FROM v JOIN meeting m ON m.id = {meeting} JOIN sitting s ON s.id = {sitting}
  WHERE m.state IN ('noticed', 'in_session') AND s.state = 'planned' FOR SHARE OF m
), attended AS (
  INSERT INTO attendance (id, revision, meeting_id, branch_id, group_id, person_id, sitting_id, held_on, state, came_at,
    late_minutes, early_minutes, minutes, check_out_missing)
  SELECT uuidv7(), 1, open.meeting_id, open.branch_id, l.group_id, l.person_id, sitting_id, current_date, 'present',
    now(), 0, 0, 0, true
  FROM open JOIN roll_line l USING (meeting_id, person_id)
  ON CONFLICT (meeting_id, person_id) DO NOTHING RETURNING id
), scanned AS (
  INSERT INTO scan (id, meeting_id, sitting_id, person_id, mark, method, verdict, occurred_at, received_at,
    skew_seconds, nonce, device, by_id)
  SELECT uuidv7(), meeting_id, sitting_id, person_id, 'in', 'code', 'valid', now(), now(), 0, md5(n::text || :k),
    'phone-' || n, person_id
  FROM open, attended
), audited AS (
  INSERT INTO audit (id, at, actor_id, client_id, act, object_id, outcome, trace_id)
  SELECT uuidv7(), now(), person_id, 'bench', 'scan.make', id::text, 'done', md5(n::text) FROM open, attended
)
INSERT INTO idempotency (key, request_hash, status, body, made_id, at)
SELECT {key}, 201, repeat('x', {BODY_BYTES}), id, now() FROM v, attended;
"""  # noqa: S608 - every part is ours
