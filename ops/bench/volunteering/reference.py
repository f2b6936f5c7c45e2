"""What pgbench does instead of the service: the same rows in the same tables, one statement, one round trip.

It makes its rows in the server and is handed nothing and answers nothing, so it is a hard reference: the service
reads a request, verifies who asks, checks the code and answers on top of it.
"""

from ..names import named_in_sql
from .world import CROWD, PERSON_KEY, SHIFT, TRACKS

SEQUENCE = "bench_visit"
"""Numbers the check-ins; it has to be there."""
BODY_BYTES = 330
"""The length of the answer to one check-in, which is kept with its Idempotency-Key."""


def check_in(wanted: int, first: int) -> str:
    """The next person checks in to the next open shift, from the `first` of them on, after `wanted` that are not."""
    number = f"{first} + v.n / {CROWD}"
    shift = named_in_sql(SHIFT, f"{wanted} + {number}")
    person = named_in_sql(PERSON_KEY, f"(({number}) % {TRACKS}) * {CROWD} + v.n % {CROWD}")
    key = "md5(v.n::text || :k) || md5('k' || v.n || :k), md5(v.n::text || :k) || md5('h' || v.n || :k)"
    return f"""\\set k random(1, 9000000000000000000)
WITH v AS MATERIALIZED (SELECT nextval('{SEQUENCE}')::int AS n),
held AS MATERIALIZED (
  SELECT v.n, s.project_id, s.starts_at, u.*
  FROM v JOIN shift s ON s.id = {shift}
    JOIN LATERAL (
      SELECT id AS sign_up_id, shift_id, branch_id, community_id, person_id, home_branch_id, busy_from, busy_until
      FROM sign_up WHERE shift_id = s.id AND person_id = {person} AND state = 'confirmed' FOR SHARE
    ) u ON true
  WHERE s.state = 'planned' FOR SHARE OF s
), served AS (
  INSERT INTO service_record (id, revision, sign_up_id, shift_id, project_id, branch_id, community_id, person_id,
    home_branch_id, served_on, starts_at, busy_from, busy_until, basis, planned_minutes, state, round, told, entered_at)
  SELECT uuidv7(), 1, sign_up_id, shift_id, project_id, branch_id, community_id, person_id, home_branch_id,
    current_date, starts_at, busy_from, busy_until, 'scanned', 1, 'present', 1, 0, now()
  FROM held ON CONFLICT DO NOTHING RETURNING id
), scanned AS (
  INSERT INTO service_scan (id, shift_id, person_id, mark, method, verdict, occurred_at, received_at, skew_seconds,
    nonce, device, by_id)
  SELECT uuidv7(), shift_id, person_id, 'in', 'code', 'valid', now(), now(), 0, md5(n::text || :k), 'phone-' || n,
    person_id
  FROM held, served
), audited AS (
  INSERT INTO audit (id, at, actor_id, client_id, act, object_id, outcome, trace_id)
  SELECT uuidv7(), now(), person_id, 'bench', 'service_scan.make', id::text, 'done', md5(n::text) FROM held, served
)
INSERT INTO idempotency (key, request_hash, status, body, made_id, at)
SELECT {key}, 201, repeat('x', {BODY_BYTES}), id, now() FROM v, served;
"""  # noqa: S608 - every part is ours
