"""What the database holds in the end, whatever the answers said."""

from collections.abc import Mapping

import psycopg

from tests.support.postgres import Postgres

from ..names import named
from .world import CROWD, MEETING, PLACES, SITTING

_ATTENDED = """
SELECT (SELECT count(*) FROM scan WHERE meeting_id >= %(first)s AND meeting_id < %(beyond)s),
  (SELECT count(DISTINCT (meeting_id, person_id)) FROM scan WHERE meeting_id >= %(first)s AND meeting_id < %(beyond)s),
  (SELECT count(*) FROM attendance WHERE meeting_id >= %(first)s AND meeting_id < %(beyond)s AND state = 'present')
"""
_HELD = """
SELECT coalesce(sum(guests + 1) FILTER (WHERE state IN ('confirmed', 'offered')), 0), count(DISTINCT person_id),
  count(*), (SELECT taken FROM sitting WHERE id = %(sitting)s)
FROM registration WHERE sitting_id = %(sitting)s
"""


def astray(server: Postgres, database: str, *, first: int, made: int) -> int:
    """Check-ins to the meetings from the first on that are missing or double, of so many that were answered."""
    span = {"first": named(MEETING, first), "beyond": named(MEETING, first + (made + CROWD - 1) // CROWD)}
    gaps: list[int] = [abs(found - made) for found in _row(server, database, _ATTENDED, span)]
    return sum(gaps)


def overbooked(server: Postgres, database: str, sitting: int) -> int:
    """Places at a sitting that are held by more than one, or that its count does not know of."""
    held, _, _, taken = _row(server, database, _HELD, {"sitting": named(SITTING, sitting)})
    return max(held - PLACES, 0) + abs(held - taken)


def unregistered(server: Postgres, database: str, sitting: int, members: int) -> int:
    """Members who have no registration for it, and registrations beyond one each."""
    _, people, rows, _ = _row(server, database, _HELD, {"sitting": named(SITTING, sitting)})
    return members - people + rows - people


def _row(server: Postgres, database: str, query: str, given: Mapping[str, object]) -> tuple[int, ...]:
    with psycopg.connect(host=str(server.folder), user="postgres", dbname=database) as connection:
        found = connection.execute(query.encode(), given).fetchone()
    return tuple(int(each) for each in found or ())
