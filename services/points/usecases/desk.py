"""The posting desk: where reports are taken at speed.

Waiting posts gather while one commit runs and go together in the next (`shared.batch`). What judges a
report and changes rarely (where a member belongs, which period holds a day) is remembered for five
seconds; whether the period still takes the entry is asked again under its lock when it is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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
from ..queries.members import Belonging, Roll, on_day
from ..rules.scheme_text import SchemeText
from . import at_once
from .posting import Post, Posted, post
from .together import Together


class Place(NamedTuple):
    """Where a deed of a member falls: branch and group, period, and the scheme it is judged by."""

    belongs: Belonging
    period: Period
    text: SchemeText


class Judging(NamedTuple):
    """From when to when a period judges deeds, and by which scheme."""

    starts_on: date
    ends_on: date
    period: Period
    text: SchemeText


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch as it was lately: who belongs to it when, and its periods, each with its scheme."""

    roll: Roll
    periods: list[Judging]

    def place(self, belongs: Belonging, on: date) -> Place | None:
        """The period and scheme for a day, or None if the branch has no period then."""
        for starts_on, ends_on, period, text in self.periods:
            if starts_on <= on <= ends_on:
                return Place(belongs, period, text)
        return None


class Desk:
    """One per service process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._branches = Lately(self._read_branch)
        self._belongings = Lately(self._read_belonging)
        self.grouped: Grouped[Post, Any] = Grouped(self._write)

    async def _write(self, posts: list[Post]) -> list[Any]:
        made = await at_once.post(self._database, Together.of(posts))
        if made is not None:
            return list(made)
        async with self._database.write_connection() as connection:
            return await post(connection, posts)

    async def post_together(self, together: Together) -> list[Posted] | None:
        """Posts that stand or fall together, outside the queue. None if anything is out of the ordinary."""
        return await at_once.post(self._database, together)

    async def belonging(self, grants: Sequence[Grant], member_id: UUID, on: date) -> Belonging | None:
        """Where the member belongs on a day. Whole branches that the rights reach are read at once."""
        for anchor in _branches(grants):
            if found := on_day((await self._branches.of(anchor)).roll, member_id, on):
                return found
        return await self._belongings.of((member_id, on))

    async def reached(self, grants: Sequence[Grant]) -> list[Branch]:
        """The branches that the rights reach whole."""
        return [await self._branches.of(anchor) for anchor in _branches(grants)]

    async def place(self, belongs: Belonging, on: date) -> Place | None:
        """The period and scheme for a day, or None if the branch has no period then."""
        return (await self._branches.of(belongs.branch_id)).place(belongs, on)

    async def _read_branch(self, branch_id: UUID) -> Branch:
        async with self._database.read() as session:
            found = await periods.every(session, branch_id)
            judging = [
                Judging(each.starts_on, each.ends_on, each, await schemes.texts.of(session, each.scheme_id))
                for each in found
            ]
            return Branch(await members.roll(session, branch_id), judging)

    async def _read_belonging(self, key: tuple[UUID, date]) -> Belonging | None:
        async with self._database.read() as session:
            return await members.belonging(session, *key)

    def forget(self) -> None:
        """A period or the roster has changed here."""
        self._branches.forget()
        self._belongings.forget()


def _branches(grants: Sequence[Grant]) -> list[UUID]:
    return [grant.anchor for grant in grants if grant.reach is Reach.BRANCH and grant.anchor is not None]


async def placed(session: AsyncSession, belongs: Belonging, on: date) -> Place | None:
    """As `Desk.place`, read anew in the caller's own transaction."""
    period = await periods.holding(session, belongs.branch_id, on)
    if period is None:
        return None
    return Place(belongs, period, await schemes.texts.of(session, period.scheme_id))
