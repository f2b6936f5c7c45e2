"""Since when other services tell of meetings and of hours, so that the demo of points makes up only what was before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.inbox import INBOX


@dataclass(frozen=True)
class Told:
    """The first day of the month of the first meeting told of, and of the first hours; `date.max` where none were."""

    meetings: date
    hours: date

    def has(self, kind: str, more: Mapping[str, str], day: date) -> bool:
        """Whether others tell such facts of that day."""
        if kind == "hours.confirmed":
            return day >= self.hours
        return "meeting_kind" in more and day >= self.meetings


async def told(session: AsyncSession) -> Told:
    """Before the first period is opened every fact waits for one."""
    waiting = select(INBOX.c.payload).where(INBOX.c.outcome == "parked")
    found = list((await session.execute(waiting)).scalars())
    meetings = [fact for fact in found if "meeting_kind" in fact["data"]]
    hours = [fact for fact in found if fact["type"] == "hours.confirmed"]
    return Told(_since(meetings), _since(hours))


def _since(facts: Iterable[Mapping[str, Any]]) -> date:
    days = [date.fromisoformat(fact["data"]["occurred_on"]) for fact in facts]
    return min(days).replace(day=1) if days else date.max
