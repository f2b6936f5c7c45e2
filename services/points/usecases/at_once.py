"""Ordinary posts in one statement, the whole group in one round trip (PostgreSQL).

All or nothing, and only the ordinary: every period takes its entries, no cause and no key was there before. For
anything else nothing is written, and `posting.post` looks at each post with care. The statement does what that
does, in the same order of locks: the periods shared, the accounts by their key, then the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, TextClause, text
from sqlalchemy.exc import IntegrityError

from shared import bulk
from shared.audit import AUDIT
from shared.db import Database
from shared.idempotency import IDEMPOTENCY

from ..models import PeriodState
from .posting import ENTRY, NOTE, Post, Posted

_GIVEN = tuple(column.name for column in ENTRY.columns if column.name != "number")
_KEPT = ("key", "request_hash", "status", "made_id", "at")
_AUDIT = tuple(AUDIT.columns.keys())


@dataclass(frozen=True, slots=True)
class Together:
    """What one statement writes.

    Each of `kept` is an idempotency row; its body is `before`, the number of the entry `n` if there is one, `after`.
    """

    posts: Sequence[Post]
    kept: Sequence[dict[str, Any]]
    audits: Sequence[dict[str, Any]]

    @classmethod
    def of(cls, posts: Sequence[Post]) -> "Together":
        """Single posts, each with its own key."""
        kept = [each.remember.row(n, each.values) for n, each in enumerate(posts) if each.remember]
        return cls(posts, kept, [each.audit for each in posts if each.audit])


async def post(database: Database, together: Together) -> list[Posted] | None:
    """The posts as entries, in their order; None if anything is out of the ordinary, and then nothing is written."""
    posts = together.posts
    if not _ordinary(posts):
        return None
    try:
        async with database.statement_connection() as connection:
            statement = _statement(posts[0].states, connection.dialect)
            found = list(await connection.execute(statement, _parameters(together)))
    except IntegrityError:
        return None  # a cause or a key was there before
    if len(found) != len(posts):
        return None
    for n, number in found:
        posts[n].values["number"] = number
    return [Posted(each.values, fresh=True) for each in posts]


def _ordinary(posts: Sequence[Post]) -> bool:
    states = posts[0].states
    return len({each.values["source_key"] for each in posts}) == len(posts) and all(
        each.states is states for each in posts
    )


def _parameters(together: Together) -> dict[str, str]:
    notes = [
        {"entry_id": each.values["id"], "text": each.note} for each in together.posts if each.note is not None
    ]
    rows = [{"n": n, **each.values} for n, each in enumerate(together.posts)]
    return {
        "entries": bulk.as_json(ENTRY, rows),
        "kept": bulk.as_json(IDEMPOTENCY, together.kept),
        "audits": bulk.as_json(AUDIT, together.audits),
        "notes": bulk.as_json(NOTE, notes),
    }


@lru_cache(maxsize=8)
def _statement(states: frozenset[PeriodState], dialect: Dialect) -> TextClause:
    taking = ", ".join(f"'{state.value}'" for state in sorted(states))
    entries = bulk.recordset(ENTRY, _GIVEN, dialect, "entries", "n int")
    kept = bulk.recordset(IDEMPOTENCY, _KEPT, dialect, "kept", "n int, before text, after text")
    audits = bulk.recordset(AUDIT, _AUDIT, dialect, "audits")
    notes = bulk.recordset(NOTE, ("entry_id", "text"), dialect, "notes")
    columns, audit_columns, kept_columns = ", ".join(_GIVEN), ", ".join(_AUDIT), ", ".join(_KEPT)
    # All names come from our own tables.
    return text(f"""
WITH given AS MATERIALIZED (SELECT * FROM {entries}),
taking AS MATERIALIZED (
  SELECT id FROM period WHERE id IN (SELECT period_id FROM given) AND state IN ({taking}) ORDER BY id FOR SHARE
),
counted AS (
  INSERT INTO account AS a (member_id, period_id, entries)
  SELECT member_id, period_id, count(*) FROM given
  WHERE (SELECT count(*) FROM taking) = (SELECT count(DISTINCT period_id) FROM given)
  GROUP BY member_id, period_id ORDER BY member_id, period_id
  ON CONFLICT (member_id, period_id) DO UPDATE SET entries = a.entries + excluded.entries
  RETURNING member_id, period_id, entries
),
numbered AS MATERIALIZED (
  SELECT given.*, entries - count(*) OVER w + row_number() OVER (w ORDER BY n) AS number
  FROM given JOIN counted USING (member_id, period_id) WINDOW w AS (PARTITION BY member_id, period_id)
),
posted AS (INSERT INTO entry ({columns}, number) SELECT {columns}, number FROM numbered),
noted AS (
  INSERT INTO entry_note (entry_id, text) SELECT entry_id, text FROM {notes} WHERE EXISTS (SELECT FROM numbered)
),
audited AS (
  INSERT INTO audit ({audit_columns}) SELECT {audit_columns} FROM {audits} WHERE EXISTS (SELECT FROM numbered)
),
remembered AS (
  INSERT INTO idempotency ({kept_columns}, body)
  SELECT {", ".join(f"k.{name}" for name in _KEPT)}, concat(before, number, after)
  FROM (SELECT * FROM {kept}) AS k LEFT JOIN numbered USING (n) WHERE EXISTS (SELECT FROM numbered)
)
SELECT n, number FROM numbered
""")  # noqa: S608 - as above
