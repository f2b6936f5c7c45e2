"""Ordinary check-ins in one statement, everybody who waits in one round trip (PostgreSQL).

Ordinary is: on the roll, never seen at this meeting before, in time. Whoever is not is left out, nothing of theirs
is written, and `scans.record` looks at them with care. The statement does what that does, in the same order of
locks: the meetings and sittings shared, once for all, then the attendances by their key, then the scans.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Dialect, text
from sqlalchemy.exc import IntegrityError

from shared import bulk
from shared.audit import AUDIT
from shared.db import Database
from shared.errors import Refusal
from shared.idempotency import IDEMPOTENCY

from ..models import Mark, ScanMethod, Sitting, SittingState
from ..rules import attendances as attendance_rules
from ..rules import scans as rules
from ..rules.parameters import Parameters
from . import attendances, scans
from .attendances import ATTENDANCE
from .scans import SCAN, Seen, Sent

SITTING = Sitting.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_BY_CODE = Sent(ScanMethod.CODE)
_SCAN, _AUDIT, _KEPT = (tuple(table.columns.keys()) for table in (SCAN, AUDIT, IDEMPOTENCY))
_ATTENDANCE = tuple(column.name for column in ATTENDANCE.columns if column.name != "group_id")
_KNOWN = ("id", "starts_at", "ends_at")
_TWICE = "23505"
"""SQLSTATE unique_violation."""


class Coming(NamedTuple):
    """Someone comes for the first time: the two rows that say so, in the sitting as it was known."""

    sitting: Sitting
    scan: dict[str, Any]
    attendance: dict[str, Any]


class Written(NamedTuple):
    """What goes with it: its audit row, and the row of its Idempotency-Key with the answer."""

    coming: Coming
    audit: dict[str, Any]
    kept: dict[str, Any]


def coming(seen: Seen, sitting: Sitting, figures: Parameters, zone: ZoneInfo) -> Coming | None:
    """None for what is not ordinary as far as one can tell without the database."""
    if seen.mark is not Mark.IN:
        return None
    try:
        rules.in_window(sitting, seen.mark, seen.occurred_at, figures)
    except Refusal:
        return None
    outcome = attendance_rules.outcome([(seen.occurred_at, None)], sitting, figures)
    row = attendances.new_row(sitting, seen.person_id, outcome, zone)
    return Coming(sitting, scans.new_row(seen, sitting, _BY_CODE), row)


async def write(database: Database, given: Sequence[Written]) -> set[int]:
    """Writes the ordinary ones of them and says which, by their places."""
    try:
        found = await database.statement(_statement(database.engine.dialect), _parameters(given))
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != _TWICE:
            raise
        return set()  # a key was there before, or came at the same moment
    return {place for (place,) in found}


def _parameters(given: Sequence[Written]) -> dict[str, str]:
    sittings = {each.coming.sitting.id: each.coming.sitting for each in given}
    known = [{name: getattr(sitting, name) for name in _KNOWN} for sitting in sittings.values()]
    return {
        "sittings": bulk.as_arrays(SITTING, _KNOWN, known),
        "scans": bulk.as_arrays(
            SCAN, (*_SCAN, "n"), [{"n": n, **each.coming.scan} for n, each in enumerate(given)]
        ),
        "attendances": bulk.as_arrays(
            ATTENDANCE,
            (*_ATTENDANCE, "n"),
            [{"n": n, **each.coming.attendance} for n, each in enumerate(given)],
        ),
        "audits": bulk.as_arrays(
            AUDIT, (*_AUDIT, "n"), [{"n": n, **each.audit} for n, each in enumerate(given)]
        ),
        "kept": bulk.as_arrays(
            IDEMPOTENCY, (*_KEPT, "n"), [{"n": n, **each.kept} for n, each in enumerate(given)]
        ),
    }


@lru_cache(maxsize=2)
def _statement(dialect: Dialect) -> str:
    attendable = ", ".join(f"'{state.value}'" for state in rules.ATTENDABLE)
    sources = {
        "sittings": bulk.recordset(SITTING, _KNOWN, dialect, "sittings"),
        "scans": bulk.recordset(SCAN, _SCAN, dialect, "scans", "n int"),
        "attendances": bulk.recordset(ATTENDANCE, _ATTENDANCE, dialect, "attendances", "n int"),
        "audits": bulk.recordset(AUDIT, _AUDIT, dialect, "audits", "n int"),
        "kept": bulk.recordset(IDEMPOTENCY, _KEPT, dialect, "kept", "n int"),
    }
    scan, attendance, audit, kept = (", ".join(names) for names in (_SCAN, _ATTENDANCE, _AUDIT, _KEPT))
    # All names come from our own tables.
    statement = text(f"""
WITH given AS MATERIALIZED (SELECT * FROM {sources["attendances"]}),
held AS MATERIALIZED (
  SELECT s.id AS sitting_id, m.id AS meeting_id
  FROM meeting m JOIN sitting s ON s.meeting_id = m.id JOIN {sources["sittings"]} ON r.id = s.id
  WHERE m.state IN ({attendable}) AND s.state = '{SittingState.PLANNED}'
    AND (s.starts_at, s.ends_at) = (r.starts_at, r.ends_at)
  ORDER BY m.id, s.id FOR SHARE OF m, s
),
attended AS (
  INSERT INTO attendance ({attendance}, group_id)
  SELECT {", ".join(f"given.{name}" for name in _ATTENDANCE)}, line.group_id
  FROM given JOIN held USING (sitting_id, meeting_id) JOIN roll_line line USING (meeting_id, person_id)
  WHERE NOT EXISTS (
    SELECT FROM scan WHERE scan.meeting_id = given.meeting_id AND scan.person_id = given.person_id
  )
  ORDER BY given.meeting_id, given.person_id
  ON CONFLICT (meeting_id, person_id) DO NOTHING RETURNING id
),
fresh AS MATERIALIZED (SELECT n FROM given JOIN attended USING (id)),
scanned AS (INSERT INTO scan ({scan}) SELECT {scan} FROM {sources["scans"]} JOIN fresh USING (n)),
audited AS (INSERT INTO audit ({audit}) SELECT {audit} FROM {sources["audits"]} JOIN fresh USING (n)),
remembered AS (
  INSERT INTO idempotency ({kept}) SELECT {kept} FROM {sources["kept"]} JOIN fresh USING (n)
)
SELECT n FROM fresh
""")  # noqa: S608 - as above
    return str(statement.compile(dialect=dialect))
