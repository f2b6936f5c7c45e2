"""A service's changes of parameters: read, and added to."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..auth.principal import Grant
from ..db import add_or_refuse
from ..errors import Stale
from ..roster import ORGANISATION, fence
from .history import History
from .rows import ChangeRow

Row = TypeVar("Row", bound=ChangeRow)
Past = TypeVar("Past", bound=History[Any])
_BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a branch has decided: from which day on which figures, why, and what else the service keeps of it."""

    from_on: date
    values: Mapping[str, Any]
    note: str
    more: Mapping[str, Any] = field(default_factory=dict)


async def within(session: AsyncSession, branch_id: UUID, grants: Sequence[Grant]) -> bool:
    """Whether it is a branch within reach; it need not have changed anything."""
    query = select(ORGANISATION.c.id).where(
        ORGANISATION.c.id == branch_id,
        ORGANISATION.c.kind == _BRANCH,
        fence(grants, branch=ORGANISATION.c.id),
    )
    return (await session.execute(query)).first() is not None


@dataclass(frozen=True, slots=True)
class Changes(Generic[Row, Past]):
    """All changes that a service keeps, in rows of this class, and the history that they come to."""

    row: type[Row]
    past: type[Past]

    def of_branch(self, branch_id: UUID) -> Select[Row]:
        """Everything the branch ever changed."""
        return select(self.row).where(col(self.row.branch_id) == branch_id)

    async def listed(self, session: AsyncSession, branch_id: UUID) -> list[Row]:
        """The same, oldest first."""
        query = self.of_branch(branch_id).order_by(col(self.row.number))
        return list((await session.execute(query)).scalars())

    async def histories(self, session: AsyncSession, branch_ids: Collection[UUID]) -> dict[UUID, Past]:
        """Of each of these branches, in one statement."""
        query = select(self.row).where(col(self.row.branch_id).in_(branch_ids))
        own: dict[UUID, list[Row]] = defaultdict(list)
        for change in (await session.execute(query)).scalars():
            own[change.branch_id].append(change)
        return {branch_id: self.past.of(own[branch_id]) for branch_id in branch_ids}

    async def history(self, session: AsyncSession, branch_id: UUID) -> Past:
        """Of one branch."""
        return self.past.of(await self.listed(session, branch_id))

    async def add(
        self,
        session: AsyncSession,
        branch_id: UUID,
        before: list[Row],
        decided: Decided,
        *,
        by: UUID,
        at: datetime,
        today: date,
    ) -> Row:
        """After these changes, one more. Who was quicker makes it Stale: the number is taken.

        Raises NoParameterNamed, ParametersNotAhead, Stale, and what contradicts in the service's own words.
        """
        row = self.row(
            branch_id=branch_id,
            number=len(before) + 1,
            from_on=decided.from_on,
            values=dict(decided.values),
            note=decided.note,
            by_id=by,
            at=at,
            **decided.more,
        )
        self.past.may_change(before, row, today)
        await add_or_refuse(session, row, _quicker)
        return row


async def _quicker() -> Exception:
    return Stale()
