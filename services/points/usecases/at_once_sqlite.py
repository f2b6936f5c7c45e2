"""Ordinary posts in one job of SQLite's writing thread: one change of threads for a whole group."""

import sqlite3
from collections import Counter
from functools import partial

from pydantic_core import to_json

from shared import bulk
from shared.audit import AUDIT
from shared.db import Database
from shared.idempotency import IDEMPOTENCY

from .posting import ENTRY, NOTE
from .together import Together

_ENTRY = tuple(ENTRY.columns.keys())
_KEPT = ("key", "request_hash", "status", "made_id", "at", "body")
_AUDIT = tuple(AUDIT.columns.keys())
_NOTE = ("entry_id", "text")

_STATES = "SELECT state FROM period WHERE id IN (SELECT value FROM json_each(?))"
_COUNT = (
    "INSERT INTO account (member_id, period_id, entries) VALUES (?, ?, ?) "
    "ON CONFLICT (member_id, period_id) DO UPDATE SET entries = entries + excluded.entries RETURNING entries"
)


async def write(database: Database, together: Together) -> list[int] | None:
    """The number of each entry, in order; None if a period does not take its own. Raises IntegrityError."""
    try:
        return await database.job(partial(_write, together))
    except _PeriodTakesNone:
        return None


class _PeriodTakesNone(Exception):
    """A reason to write nothing."""


def _write(together: Together, connection: sqlite3.Connection) -> list[int]:
    _see_periods(together, connection)
    numbers = _numbers(together, connection)
    entries = [each.values | {"number": number} for each, number in zip(together.posts, numbers, strict=True)]
    kept = [
        row | {"body": f"{row['before']}{numbers[row['n']]}{row['after']}" if "n" in row else row["before"]}
        for row in together.kept
    ]
    for table, names, rows in (
        (ENTRY, _ENTRY, entries),
        (NOTE, _NOTE, together.notes),
        (AUDIT, _AUDIT, together.audits),
        (IDEMPOTENCY, _KEPT, kept),
    ):
        connection.executemany(bulk.into(table, names), bulk.as_tuples(table, names, rows))
    return numbers


def _see_periods(together: Together, connection: sqlite3.Connection) -> None:
    """Raises _PeriodTakesNone."""
    periods = {str(each.values["period_id"]) for each in together.posts}
    taking = {state.value for state in together.posts[0].states}
    found = connection.execute(_STATES, (to_json(sorted(periods)).decode(),)).fetchall()
    if len(found) != len(periods) or any(state not in taking for (state,) in found):
        raise _PeriodTakesNone


def _numbers(together: Together, connection: sqlite3.Connection) -> list[int]:
    """The next numbers of each account, in the order of the posts."""
    accounts = [(str(each.values["member_id"]), str(each.values["period_id"])) for each in together.posts]
    following = {}
    for account, count in sorted(Counter(accounts).items()):
        ((entries,),) = connection.execute(_COUNT, (*account, count)).fetchall()
        following[account] = entries - count
    numbers = []
    for account in accounts:
        following[account] += 1
        numbers.append(following[account])
    return numbers
