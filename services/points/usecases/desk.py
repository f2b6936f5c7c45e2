"""The posting desk: where single reports are taken at speed.

Waiting posts gather while one commit runs and go together in the next (`shared.batch`). What judges a
report and changes rarely (where a member belongs, which period holds a day) is remembered for five
seconds; whether the period still takes the entry is asked again under its lock when it is written.
"""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.batch import Grouped
from shared.db import Database

from ..models import Period
from ..queries import periods, schemes
from ..queries.members import Belonging, Lately, belonging
from ..rules.scheme import SchemeText
from .posting import Post, post

_SECONDS = 5.0
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a deed of a member falls: branch and group, period, and the scheme it is judged by."""

    belongs: Belonging
    period: Period
    text: SchemeText


class Desk:
    """One per service process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._belongings = Lately(_SECONDS)
        self._periods: dict[tuple[UUID, date], tuple[Period | None, float]] = {}
        self.grouped: Grouped[Post, Any] = Grouped(self._write)

    async def _write(self, posts: list[Post]) -> list[Any]:
        async with self._database.write_connection() as connection:
            return await post(connection, posts)

    async def belonging(self, member_id: UUID, on: date) -> Belonging | None:
        """Where the member belongs on a day, at most five seconds old."""
        held, found = self._belongings.held(member_id, on)
        if not held:
            async with self._database.read() as session:
                found = await belonging(session, member_id, on)
            self._belongings.keep(member_id, on, found)
        return found

    async def place(self, belongs: Belonging, on: date) -> Place | None:
        """The period and scheme for a day, or None if the branch has no period then."""
        held = self._periods.get((belongs.branch_id, on))
        if not held or time.monotonic() > held[1]:
            async with self._database.read() as session:
                held = await periods.holding(session, belongs.branch_id, on), time.monotonic() + _SECONDS
            if len(self._periods) >= _MOST:
                self._periods.clear()
            self._periods[belongs.branch_id, on] = held
        if held[0] is None:
            return None
        return Place(belongs, held[0], await self._text(held[0].scheme_id))

    async def _text(self, scheme_id: UUID) -> SchemeText:
        known = schemes.texts.known(scheme_id)
        if known:
            return known
        async with self._database.read() as session:
            return await schemes.texts.of(session, scheme_id)

    def forget(self) -> None:
        """A period or the roster has changed here."""
        self._belongings.forget()
        self._periods.clear()


async def placed(session: AsyncSession, belongs: Belonging, on: date) -> Place | None:
    """As `Desk.place`, read anew in the caller's own transaction."""
    period = await periods.holding(session, belongs.branch_id, on)
    if period is None:
        return None
    return Place(belongs, period, await schemes.texts.of(session, period.scheme_id))
