"""What the database holds in the end, whatever the answers said."""

from collections.abc import Mapping

import psycopg

from tests.support.postgres import Postgres

from ..names import named
from .world import CROWD, ROLE, SHIFT, SLOTS

_HELD = """
SELECT coalesce(sum(guests + 1), 0), (SELECT taken FROM shift_role WHERE id = %(role)s)
FROM sign_up WHERE shift_id = %(shift)s AND state = 'confirmed'
"""
_CAME = """
SELECT (SELECT count(*) FROM service_scan WHERE shift_id >= %(first)s AND shift_id < %(beyond)s),
  (SELECT count(*) FROM service_record WHERE shift_id >= %(first)s AND shift_id < %(beyond)s AND state = 'present')
"""
_TWICE = """
SELECT count(DISTINCT one.person_id) FROM sign_up one JOIN sign_up other USING (person_id)
WHERE one.id <> other.id AND one.starts_at < other.ends_at AND other.starts_at < one.ends_at
"""


def overbooked(server: Postgres, database: str, shift: int) -> int:
    """Places of a shift that are held by more than one, were left empty, or that its count does not know of."""
    given = {"role": named(ROLE, shift), "shift": named(SHIFT, shift)}
    held, taken = _row(server, database, _HELD, given)
    return abs(held - SLOTS) + abs(held - taken)


def in_two_places(server: Postgres, database: str) -> int:
    """People who are to be in two places at one time."""
    [found] = _row(server, database, _TWICE, {})
    return found


def astray(server: Postgres, database: str, first: int, made: int) -> int:
    """Check-ins to the shifts from the first on that are missing or double, of so many that were answered."""
    beyond = first + (made + CROWD - 1) // CROWD
    given = {"first": named(SHIFT, first), "beyond": named(SHIFT, beyond)}
    return sum(abs(found - made) for found in _row(server, database, _CAME, given))


def _row(server: Postgres, database: str, query: str, given: Mapping[str, object]) -> tuple[int, ...]:
    with psycopg.connect(host=str(server.folder), user="postgres", dbname=database) as connection:
        found = connection.execute(query.encode(), given).fetchone()
    return tuple(int(each) for each in found or ())
