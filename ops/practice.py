"""Practice: one clock for the whole suite that can be set forward, to live through a quarter in an hour.

For learning and trials only: whoever reaches the suite may set it. It is there when the suite was started with
`./run --practice DAY`, and nowhere else; then the gateway's table has one noun more.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, FastAPI
from pydantic import AwareDatetime, Field

from shared import openapi, problems
from shared.clock import Clock, system_clock
from shared.errors import Conflict
from shared.types import Read, Shape

NAME = "practice"
NOUN = "/v1/practice-clock"
_END = datetime(2100, 1, 1, tzinfo=UTC)  # the calendar of working days ends there


class ClockBackwards(Conflict):
    """What has happened has happened: time in practice only goes forward, as everywhere."""

    zh, en = "练习时钟只能向前拨", "The practice clock is only set forward"
    detail_zh, detail_en = "现在已是 {now}", "It is {now} already"


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


def create_app(clock: PracticeClock, zone: ZoneInfo) -> FastAPI:
    """The clock's door, a service like the others as far as the gateway can see."""
    app = FastAPI(
        title="Siyou practice",
        docs_url=None,
        redoc_url=None,
        responses={"default": {"description": "A problem", **openapi.PROBLEM}},
    )
    problems.install(app)
    app.include_router(openapi.describe(_router(clock, zone)))
    return app


def _router(clock: PracticeClock, zone: ZoneInfo) -> APIRouter:
    router = APIRouter(tags=["practice"])

    def shown() -> PracticeClockRead:
        return PracticeClockRead(now=clock().astimezone(zone).replace(microsecond=0))

    @router.get(NOUN, summary="练习时钟 / The practice clock")
    async def show_practice_clock() -> PracticeClockRead:
        """What time it is for the whole suite."""
        return shown()

    @router.put(NOUN, summary="拨动练习时钟 / Set the practice clock forward")
    async def set_practice_clock(body: PracticeClockUpdate) -> PracticeClockRead:
        """From this instant it runs on. A longer jump ends sign-ins and tokens, as time itself would."""
        clock.set(body.now)
        return shown()

    @router.get("/readyz", include_in_schema=False)
    async def readyz() -> dict[str, str]:
        """There is nothing to wait for."""
        return {"status": "ok"}

    @router.get("/v1/problems", include_in_schema=False)
    async def list_problems() -> list[str]:
        """The gateway, in the same process, knows the one code that is added here."""
        return []

    return router
