"""Ordinary posts in one statement, one round trip."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, text

from shared import bulk
from shared.audit import AUDIT
from shared.db import Database
from shared.idempotency import IDEMPOTENCY

from ..models import PeriodState
from .posting import ENTRY, NOTE
from .together import Together

_GIVEN = tuple(column.name for column in ENTRY.columns if column.name != "number")
_KEPT = ("key", "request_hash", "status", "made_id", "at")
_AUDIT = tuple(AUDIT.columns.keys())
_NOTE = ("entry_id", "text")


async def write(database: Database, together: Together) -> list[int] | None:
    """The number of each entry, in order; None if a period does not take its own. Raises IntegrityError."""
    statement = _statement(together.posts[0].states, database.engine.dialect)
    found = dict(await database.statement(statement, _parameters(together)))
    return [found[n] for n in range(len(together.posts))] if found else None


def _parameters(together: Together) -> dict[str, Any]:
    rows = [{"n": n, **each.values} for n, each in enumerate(together.posts)]
    return {
        "entries": bulk.as_arrays(ENTRY, (*_GIVEN, "n"), rows),
        "kept": bulk.as_arrays(IDEMPOTENCY, (*_KEPT, "n", "before", "after"), together.kept),
        "audits": bulk.as_arrays(AUDIT, _AUDIT, together.audits),
        "notes": bulk.as_arrays(NOTE, _NOTE, together.notes),
    }


@lru_cache(maxsize=8)
def _statement(states: frozenset[PeriodState], dialect: Dialect) -> str:
    taking = ", ".join(f"'{state.value}'" for state in sorted(states))
    entries = bulk.recordset(ENTRY, _GIVEN, dialect, "entries", "n int")
    kept = bulk.recordset(IDEMPOTENCY, _KEPT, dialect, "kept", "n int, before text, after text")
    audits = bulk.recordset(AUDIT, _AUDIT, dialect, "audits")
    notes = bulk.recordset(NOTE, _NOTE, dialect, "notes")
    columns, audit_columns, kept_columns = ", ".join(_GIVEN), ", ".join(_AUDIT), ", ".join(_KEPT)
    # All names come from our own tables.
    statement = text(f"""
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
    return str(statement.compile(dialect=dialect))
