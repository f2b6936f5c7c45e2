"""Since when other services tell of meetings, so that the demo of points makes up only those before."""

from datetime import date

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.inbox import INBOX


async def told_since(session: AsyncSession) -> date:
    """The first day of the month of the first meeting told of; `date.max` where there is none.

    Before the first period is opened every fact waits for one.
    """
    waiting = select(INBOX.c.payload).where(INBOX.c.outcome == "parked")
    found = [fact["data"] for fact in (await session.execute(waiting)).scalars()]
    days = [date.fromisoformat(data["occurred_on"]) for data in found if "meeting_kind" in data]
    return min(days).replace(day=1) if days else date.max
