"""What sqlite3 itself does instead of the service: one report after the other, each in a transaction of its own."""

import sqlite3
import time
from contextlib import closing
from random import randrange
from uuid import uuid4

from ..names import named
from .reference import BODY_BYTES
from .world import BRANCH, GROUP, ITEM, MEMBER, PERIOD, REPORTER, World, today

_COUNT = (
    "INSERT INTO account (member_id, period_id, entries) VALUES (?, ?, 1) "
    "ON CONFLICT (member_id, period_id) DO UPDATE SET entries = entries + 1 RETURNING entries"
)
_ENTRY = (
    "INSERT INTO entry (id, member_id, period_id, branch_id, group_id, number, item_code, points, quantity, "
    "occurred_on, recorded_at, origin, source_key, reference, posted_by, posted_role) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, 100, 100, ?, ?, 'report', ?, ?, ?, 'safety_officer')"
)
_AUDIT = (
    "INSERT INTO audit (id, at, actor_id, client_id, act, object_id, outcome, trace_id) "
    "VALUES (?, ?, ?, 'bench', 'report.make', ?, 'done', ?)"
)
_KEEP = "INSERT INTO idempotency (key, request_hash, status, body, made_id, at) VALUES (?, ?, 201, ?, ?, ?)"


def posts(file: str, world: World, *, synchronous: str, seconds: float) -> float:
    """Reports per second."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=10)) as connection:
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        made, until = 0, time.perf_counter() + seconds
        begun = time.perf_counter()
        while time.perf_counter() < until:
            _post(connection, world)
            made += 1
        return made / (time.perf_counter() - begun)


def _post(connection: sqlite3.Connection, world: World) -> None:
    number = randrange(world.members)  # noqa: S311 - any member will do
    branch = number // world.members_each
    member, period, reporter = (
        str(named(kind, n)) for kind, n in ((MEMBER, number), (PERIOD, branch), (REPORTER, branch))
    )
    own, at, day, reference = str(uuid4()), "2026-09-15T04:00:00.000000Z", str(today()), uuid4().hex
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("SELECT state FROM period WHERE id = ?", (period,)).fetchone()
    count = connection.execute(_COUNT, (member, period)).fetchone()[0]
    where = str(named(BRANCH, branch)), str(named(GROUP, branch))
    source = f"report:{ITEM}:{member}:{day}:{reference}"
    connection.execute(
        _ENTRY, (own, member, period, *where, count, ITEM, day, at, source, f"AJ-{reference}", reporter)
    )
    connection.execute(_AUDIT, (str(uuid4()), at, reporter, own, reference))
    connection.execute(_KEEP, (2 * reference, 2 * reference, "x" * BODY_BYTES, own, at))
    connection.execute("COMMIT")
