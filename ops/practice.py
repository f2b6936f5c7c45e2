"""Practice: one clock for the whole suite that can be set forward, to live through a quarter in an hour.

For learning and trials only: whoever reaches the suite may set it, and may tell facts in the name of services that
are not there. Both are there when the suite was started with `./run --practice DAY`, and nowhere else; then the
gateway's table has two nouns more.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, FastAPI
from pydantic import AwareDatetime, Field

import suite
from shared import openapi, problems
from shared.clock import Clock, system_clock
from shared.errors import Conflict, Malformed
from shared.facts import FactBatch, FactOutcomes
from shared.types import Read, Shape

NAME = "practice"
CLOCK, FACTS = "/v1/practice-clock", "/v1/practice-facts"
HEARER = "points"
"""Who hears the facts that are practised: only points makes something of them."""
_END = datetime(2100, 1, 1, tzinfo=UTC)  # the calendar of working days ends there


class ClockBackwards(Conflict):
    """What has happened has happened: time in practice only goes forward, as everywhere."""

    zh, en = "练习时钟只能向前拨", "The practice clock is only set forward"
    detail_zh, detail_en = "现在已是 {now}", "It is {now} already"


class FactNotPractised(Malformed):
    """Who people are is told by directory, which is here; change it there."""

    zh, en = "人员与组织的变动不能以练习事实发送", "Facts about people come from directory, also in practice"


class PracticeClock:
    """A clock that is ahead of the real one, or behind it, by as much as it was set; it runs on from there."""

    def __init__(
        self, ahead: timedelta, keep: Callable[[timedelta], object], real: Clock = system_clock
    ) -> None:
        """`keep` is told each new distance from the real time, so that a later start goes on from it."""
        self._ahead, self._keep, self._real = ahead, keep, real
        keep(ahead)

    def __call__(self) -> datetime:
        """The present instant in practice, aware UTC."""
        return self._real() + self._ahead

    def set(self, to: datetime) -> None:
        """Raises ClockBackwards."""
        if to < (now := self()):
            raise ClockBackwards(now=now.astimezone(to.tzinfo).isoformat(timespec="seconds"))
        self._ahead = to - self._real()
        self._keep(self._ahead)


class PracticeClockUpdate(Shape):
    """An instant with offset, not before the present one."""

    now: Annotated[AwareDatetime, Field(lt=_END)]


class PracticeClockRead(Read):
    """The present instant of the whole suite, in its time zone."""

    now: datetime


Tell = Callable[[FactBatch], Awaitable[FactOutcomes]]
"""Delivers facts to the service that hears them."""


def create_app(clock: PracticeClock, zone: ZoneInfo, tell: Tell) -> FastAPI:
    """Both doors, a service like the others as far as the gateway can see."""
    app = FastAPI(
        title="Siyou practice",
        docs_url=None,
        redoc_url=None,
        responses={"default": {"description": "A problem", **openapi.PROBLEM}},
    )
    problems.install(app)
    for router in (_clock(clock, zone), _facts(tell), _common()):
        app.include_router(openapi.describe(router))
    return app


def _clock(clock: PracticeClock, zone: ZoneInfo) -> APIRouter:
    router = APIRouter(tags=["practice"])

    def shown() -> PracticeClockRead:
        return PracticeClockRead(now=clock().astimezone(zone).replace(microsecond=0))

    @router.get(CLOCK, summary="练习时钟 / The practice clock")
    async def show_practice_clock() -> PracticeClockRead:
        """What time it is for the whole suite."""
        return shown()

    @router.put(CLOCK, summary="拨动练习时钟 / Set the practice clock forward")
    async def set_practice_clock(body: PracticeClockUpdate) -> PracticeClockRead:
        """From this instant it runs on. A longer jump ends sign-ins and tokens, as time itself would."""
        clock.set(body.now)
        return shown()

    return router


def _facts(tell: Tell) -> APIRouter:
    router = APIRouter(tags=["practice"])

    @router.post(FACTS, summary="发送练习事实 / Tell facts in practice")
    async def tell_practice_facts(body: FactBatch) -> FactOutcomes:
        """As a service would that is not built yet: meetings attended, courses passed, hours confirmed.

        Raises FactNotPractised.
        """
        if any(each.type in suite.ROSTER for each in body.facts):
            raise FactNotPractised
        return await tell(body)

    return router


def _common() -> APIRouter:
    router = APIRouter()

    @router.get("/readyz", include_in_schema=False)
    async def readyz() -> dict[str, str]:
        """There is nothing to wait for."""
        return {"status": "ok"}

    @router.get("/v1/problems", include_in_schema=False)
    async def list_problems() -> list[str]:
        """The gateway, in the same process, knows the codes that are added here."""
        return []

    return router
