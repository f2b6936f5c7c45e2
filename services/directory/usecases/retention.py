"""Letting go of what has been kept long enough."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.clock import day_of
from shared.db import Database
from shared.outbox import Teller

from ..queries import retention as queries
from ..rules.privacy.retention import RetentionClass
from . import persons

_PAUSE = timedelta(hours=1)
Forget = Callable[[AsyncSession, datetime], Awaitable[int]]


class Retention:
    """One round an hour, in small transactions; it may run in several processes and does everything once."""

    def __init__(self, days: Mapping[RetentionClass, int], teller: Teller, zone: ZoneInfo) -> None:
        self._days, self._teller, self._zone = days, teller, zone
        self._next: datetime | None = None

    async def sweep(self, database: Database, at: datetime) -> None:
        """As `shared.sweeper` calls it."""
        if self._next is None or at >= self._next:
            self._next = at + _PAUSE
            await self.once(database, at)

    async def once(self, database: Database, at: datetime) -> None:
        """Everything that has run out; what goes leaves an audit row with the name of its class."""
        for each, forget in self._ways().items():
            work = partial(self._some, each=each, forget=forget, at=at)
            while await database.retrying(work):
                pass

    def _ways(self) -> dict[RetentionClass, Forget]:
        return {
            RetentionClass.READINGS: queries.forget_readings,
            RetentionClass.MESSAGE_DELIVERIES: queries.forget_deliveries,
            RetentionClass.MESSAGES: queries.forget_messages,
            RetentionClass.CORRECTION_REQUESTS: queries.forget_answered,
            RetentionClass.LEAVERS_CONTACT: self._forget_contact,
        }

    async def _some(
        self, session: AsyncSession, *, each: RetentionClass, forget: Forget, at: datetime
    ) -> bool:
        """Whether there may be more."""
        gone = await forget(session, at - timedelta(days=self._days[each]))
        if gone:
            await audit.note(session, at=at, act="retention.applied", object_id=each.value)
        return gone == queries.MOST

    async def _forget_contact(self, session: AsyncSession, before: datetime) -> int:
        at = before + timedelta(days=self._days[RetentionClass.LEAVERS_CONTACT])
        rows = await queries.leavers_with_contact(session, day_of(before, self._zone))
        for row in rows:
            await persons.change(session, self._teller, row, {"phone_sealed": None, "email": None}, at)
        return len(rows)
