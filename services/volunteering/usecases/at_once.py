"""Ordinary check-ins in one statement, everybody who waits in one round trip (PostgreSQL).

Ordinary is: signed up for the whole of the shift, never seen at it before, in time. Whoever is not is left out, nothing
of theirs is written, and `service_scans.record` looks at them with care. The volunteers' rows are not locked here: the
sign-ups are, shared, so that none is given up meanwhile, and what another writes of the same person at the same moment
the database's own keys refuse.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Dialect, text
from sqlalchemy.exc import IntegrityError

from shared import bulk
from shared.audit import AUDIT
from shared.clock import day_of
from shared.db import Database
from shared.errors import Refusal
from shared.idempotency import IDEMPOTENCY
from shared.ids import new_id

from ..models import Mark, Project, ScanMethod, Shift, ShiftState, SignUpState, TimeStyle
from ..rules import service_scans as rules
from ..rules import spans
from ..rules.parameters import Parameters
from . import service_scans
from .service_records import RECORD
from .service_scans import SCAN, Seen, Sent

SHIFT = Shift.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_BY_CODE = Sent(ScanMethod.CODE)
_SCAN, _AUDIT, _KEPT = (tuple(table.columns.keys()) for table in (SCAN, AUDIT, IDEMPOTENCY))
_THEIRS = ("sign_up_id", "home_branch_id", "busy_from", "busy_until")
"""What only the sign-up knows."""
_RECORD = tuple(column.name for column in RECORD.columns if column.name not in _THEIRS)
_KNOWN = ("id", "starts_at", "ends_at")
_TWICE = "23505"
"""SQLSTATE unique_violation."""


class Known(NamedTuple):
    """A shift as it was read lately, its project, and what it goes by."""

    shift: Shift
    project: Project
    figures: Parameters


class Coming(NamedTuple):
    """Someone comes for the first time: the two rows that say so, in the shift as it was known."""

    shift: Shift
    scan: dict[str, Any]
    record: dict[str, Any]


class Written(NamedTuple):
    """What goes with it: its audit row, and the row of its Idempotency-Key with the answer."""

    coming: Coming
    audit: dict[str, Any]
    kept: dict[str, Any]


def coming(seen: Seen, known: Known, zone: ZoneInfo) -> Coming | None:
    """None for what is not ordinary as far as one can tell without the database."""
    shift, project = known.shift, known.project
    if seen.mark is not Mark.IN or project.style is TimeStyle.OPEN:
        return None
    span = shift.starts_at, shift.ends_at
    try:
        rules.in_window(span, seen.mark, seen.occurred_at, known.figures)
    except Refusal:
        return None
    outcome = rules.first_seen(span, seen.occurred_at)
    record = {
        "id": new_id(),
        "revision": 1,
        "shift_id": shift.id,
        "project_id": shift.project_id,
        "branch_id": shift.branch_id,
        "community_id": shift.community_id,
        "person_id": seen.person_id,
        "served_on": day_of(outcome.starts_at, zone).isoformat(),
        "starts_at": outcome.starts_at,
        "basis": outcome.basis.value,
        "planned_minutes": min(project.planned_minutes, spans.minutes(*span)),
        "state": outcome.state.value,
        "round": 1,
        "told": 0,
        "entered_at": seen.received_at,
    }
    return Coming(shift, service_scans.new_row(seen, _BY_CODE), record)


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
    shifts = {each.coming.shift.id: each.coming.shift for each in given}
    known = [{name: getattr(shift, name) for name in _KNOWN} for shift in shifts.values()]
    rows = {
        "scans": (SCAN, _SCAN, [each.coming.scan for each in given]),
        "records": (RECORD, _RECORD, [each.coming.record for each in given]),
        "audits": (AUDIT, _AUDIT, [each.audit for each in given]),
        "kept": (IDEMPOTENCY, _KEPT, [each.kept for each in given]),
    }
    numbered = {
        name: bulk.as_arrays(table, (*names, "n"), [{"n": n, **row} for n, row in enumerate(each)])
        for name, (table, names, each) in rows.items()
    }
    return numbered | {"shifts": bulk.as_arrays(SHIFT, _KNOWN, known)}


@lru_cache(maxsize=2)
def _statement(dialect: Dialect) -> str:
    sources = {
        "shifts": bulk.recordset(SHIFT, _KNOWN, dialect, "shifts"),
        "scans": bulk.recordset(SCAN, _SCAN, dialect, "scans", "n int"),
        "records": bulk.recordset(RECORD, _RECORD, dialect, "records", "n int"),
        "audits": bulk.recordset(AUDIT, _AUDIT, dialect, "audits", "n int"),
        "kept": bulk.recordset(IDEMPOTENCY, _KEPT, dialect, "kept", "n int"),
    }
    scan, audit, kept, record = (", ".join(names) for names in (_SCAN, _AUDIT, _KEPT, _RECORD))
    # All names come from our own tables.
    statement = text(f"""
WITH given AS MATERIALIZED (SELECT * FROM {sources["records"]}),
held AS MATERIALIZED (
  SELECT u.id AS sign_up_id, u.shift_id, u.person_id, u.home_branch_id, u.busy_from, u.busy_until
  FROM shift s JOIN {sources["shifts"]} ON r.id = s.id
    JOIN given ON given.shift_id = s.id
    JOIN sign_up u ON u.shift_id = s.id AND u.person_id = given.person_id
  WHERE s.state = '{ShiftState.PLANNED}' AND (s.starts_at, s.ends_at) = (r.starts_at, r.ends_at)
    AND u.state = '{SignUpState.CONFIRMED}' AND (u.starts_at, u.ends_at) = (r.starts_at, r.ends_at)
  ORDER BY s.id, u.id FOR SHARE OF s, u
),
served AS (
  INSERT INTO service_record ({record}, {", ".join(_THEIRS)})
  SELECT {", ".join(f"given.{name}" for name in _RECORD)}, {", ".join(f"held.{name}" for name in _THEIRS)}
  FROM given JOIN held USING (shift_id, person_id)
  WHERE NOT EXISTS (
    SELECT FROM service_scan WHERE shift_id = given.shift_id AND person_id = given.person_id
  )
  ORDER BY held.sign_up_id
  ON CONFLICT DO NOTHING RETURNING id
),
fresh AS MATERIALIZED (SELECT n FROM given JOIN served USING (id)),
scanned AS (INSERT INTO service_scan ({scan}) SELECT {scan} FROM {sources["scans"]} JOIN fresh USING (n)),
audited AS (INSERT INTO audit ({audit}) SELECT {audit} FROM {sources["audits"]} JOIN fresh USING (n)),
remembered AS (
  INSERT INTO idempotency ({kept}) SELECT {kept} FROM {sources["kept"]} JOIN fresh USING (n)
)
SELECT n FROM fresh
""")  # noqa: S608 - as above
    return str(statement.compile(dialect=dialect))
