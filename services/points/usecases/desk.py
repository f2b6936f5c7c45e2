"""The posting desk: where reports are taken at speed.

Waiting posts gather while one commit runs and go together in the next (`shared.batch`). What judges a
report and changes rarely (where a member belongs, which period holds a day) is remembered for five
seconds; whether the period still takes the entry is asked again under its lock when it is written.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Reach
from shared.auth.principal import Grant
from shared.batch import Grouped
from shared.db import Database
from shared.lately import Lately

from ..models import Period
from ..queries import members, periods, schemes
from ..queries.members import Belonging
from ..rules.scheme_text import SchemeText
from . import at_once
from .posting import Post, Posted, post


class Place(NamedTuple):
    """Where a deed of a member falls: branch and group, period, and the scheme it is judged by."""

    belongs: Belonging
    period: Period
    text: SchemeText


class Desk:
    """One per service process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rolls = Lately(self._read_roll)
        self._belongings = Lately(self._read_belonging)
        self._periods = Lately(self._read_period)
        self.grouped: Grouped[Post, Any] = Grouped(self._write)

    async def _write(self, posts: list[Post]) -> list[Any]:
        if self.posts_at_once:
            made = await at_once.post(self._database, at_once.Together.of(posts))
            if made is not None:
                return list(made)
        async with self._database.write_connection() as connection:
            return await post(connection, posts)

    @property
    def posts_at_once(self) -> bool:
        """Whether the database takes a whole group in one statement."""
        return self._database.dialect == "postgresql"

    async def post_together(self, together: at_once.Together) -> list[Posted] | None:
        """Posts that stand or fall together, outside the queue. None if anything is out of the ordinary."""
        return await at_once.post(self._database, together)

    async def belonging(self, grants: Sequence[Grant], member_id: UUID, on: date) -> Belonging | None:
        """Where the member belongs on a day. Whole branches that the rights reach are read at once."""
        for grant in grants:
            if grant.reach is Reach.BRANCH and grant.anchor is not None:
                roll = await self._rolls.of((grant.anchor, on))
                if member_id in roll:
                    return roll[member_id]
        return await self._belongings.of((member_id, on))

    async def everyone(self, grants: Sequence[Grant], on: date) -> dict[UUID, Place]:
        """All members of the branches that the rights reach whole and that have a period on that day."""
        found: dict[UUID, Place] = {}
        for grant in grants:
            if grant.reach is Reach.BRANCH and grant.anchor is not None:
                period = await self._periods.of((grant.anchor, on))
                if period:
                    roll = await self._rolls.of((grant.anchor, on))
                    found |= {member_id: Place(belongs, *period) for member_id, belongs in roll.items()}
        return found

    async def place(self, belongs: Belonging, on: date) -> Place | None:
        """The period and scheme for a day, or None if the branch has no period then."""
        found = await self._periods.of((belongs.branch_id, on))
        return Place(belongs, *found) if found else None

    async def _read_roll(self, key: tuple[UUID, date]) -> dict[UUID, Belonging]:
        async with self._database.read() as session:
            return await members.roll(session, *key)

    async def _read_belonging(self, key: tuple[UUID, date]) -> Belonging | None:
        async with self._database.read() as session:
            return await members.belonging(session, *key)

    async def _read_period(self, key: tuple[UUID, date]) -> tuple[Period, SchemeText] | None:
        async with self._database.read() as session:
            period = await periods.holding(session, *key)
            return (period, await schemes.texts.of(session, period.scheme_id)) if period else None

    def forget(self) -> None:
        """A period or the roster has changed here."""
        self._rolls.forget()
        self._belongings.forget()
        self._periods.forget()


async def placed(session: AsyncSession, belongs: Belonging, on: date) -> Place | None:
    """As `Desk.place`, read anew in the caller's own transaction."""
    period = await periods.holding(session, belongs.branch_id, on)
    if period is None:
        return None
    return Place(belongs, period, await schemes.texts.of(session, period.scheme_id))
