"""What writes posts, alone: 32 who put judged reports on the desk and wait for the commit that holds them."""

import asyncio
import time
from collections.abc import Sequence
from itertools import count
from random import randrange
from uuid import uuid4

import uvloop

from services.points.usecases import reports
from services.points.usecases.desk import Desk
from services.points.usecases.reports import Call, Judged, Key, Report
from shared import roster
from shared.auth.access import access_to
from shared.auth.tokens import AccessToken
from shared.clock import system_clock
from shared.db import Database, connect

from ..names import named
from ..stage import CONNECTIONS
from .reference import BODY_BYTES
from .world import ITEM, MEMBER, REPORTER, World, today

_WARM_SECONDS = 0.5
_numbers = count(1)


def posts(url: str, world: World, *, synchronous: str, seconds: float) -> float:
    """Posts per second, each committed."""
    return uvloop.run(_posts(url, world, synchronous, seconds))


async def _posts(url: str, world: World, synchronous: str, seconds: float) -> float:
    database = connect(url, synchronous=synchronous)
    desk = Desk(database)
    judged = [await _judged(database, desk, branch, world) for branch in range(world.branches)]
    written = _Written()
    putting = [asyncio.create_task(_putting(desk, judged, written)) for _ in range(CONNECTIONS)]
    await asyncio.sleep(_WARM_SECONDS)
    written.good, begun = 0, time.perf_counter()
    await asyncio.sleep(seconds)
    rate = written.good / (time.perf_counter() - begun)
    written.ending = True
    await asyncio.gather(*putting)
    await desk.grouped.close()
    await database.close()
    return rate


class _Written:
    good = 0
    ending = False


Ready = tuple[Call, Sequence[Judged]]


async def _judged(database: Database, desk: Desk, branch: int, world: World) -> Ready:
    """A judged report of each member of a branch, by its officer."""
    officer = named(REPORTER, branch)
    async with database.read() as session:
        standing = await roster.standing(session, officer, today())
    if standing is None:
        raise LookupError(officer)
    token = AccessToken(officer, "bench", is_client=False, rights_version=1, scopes=frozenset(), expires_at=0)
    call = Call(access_to("report.make", token, standing), system_clock(), today(), "0" * 32)
    members = [named(MEMBER, branch * world.members_each + number) for number in range(world.members_each)]
    return call, [
        await reports.judge_at_desk(desk, Report(each, ITEM, today(), "AJ"), call) for each in members
    ]


async def _putting(desk: Desk, ready: Sequence[Ready], written: _Written) -> None:
    while not written.ending:
        call, judged = ready[randrange(len(ready))]  # noqa: S311 - any branch will do
        one = judged[randrange(len(judged))]  # noqa: S311 - any member will do
        report = one.report._replace(reference=f"AJ-{next(_numbers)}-{uuid4().hex}")
        key = Key(2 * uuid4().hex, 2 * uuid4().hex)
        posted, _ = await reports.put(desk, one._replace(report=report), call, key, _answer)
        if not posted.fresh:
            message = "a post was not written"
            raise RuntimeError(message)
        written.good += 1


def _answer(_values: object) -> str:
    """As long as a service's answer."""
    return '{"number":0,"rest":"' + "x" * (BODY_BYTES - 22) + '"}'
