"""Undertakings that a caller may see, and who may be asked."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, PERSON, fence, in_force

from ..models import Duty, Meeting, RollLine, Undertaking, UndertakingState
from ..rules.undertakings import ASKED, TAKEN, UndertakingMissing


def visible(grants: Sequence[Grant]) -> Select[Undertaking]:
    """The own ones, and those of duties that the caller arranges."""
    table = Undertaking
    reached = fence(
        grants, person=col(table.person_id), group=col(table.group_id), branch=col(table.branch_id)
    )
    return select(table).where(reached)


def narrowed(
    query: Select[Undertaking], sitting_id: UUID | None, state: UndertakingState | None
) -> Select[Undertaking]:
    """Narrowed by what a list may be asked for."""
    if sitting_id is not None:
        duties = select(col(Duty.id)).where(col(Duty.sitting_id) == sitting_id)
        query = query.where(col(Undertaking.duty_id).in_(duties))
    return query if state is None else query.where(col(Undertaking.state) == state)


async def one(session: AsyncSession, undertaking_id: UUID, grants: Sequence[Grant]) -> Undertaking:
    """Raises UndertakingMissing."""
    return await _found(session, visible(grants).where(col(Undertaking.id) == undertaking_id))


async def again(session: AsyncSession, undertaking_id: UUID) -> Undertaking:
    """As it stands now, under the lock of its duty."""
    query = select(Undertaking).where(col(Undertaking.id) == undertaking_id)
    return await _found(session, query.execution_options(populate_existing=True))


async def standing(session: AsyncSession, sitting_id: UUID) -> list[tuple[Undertaking, Duty]]:
    """Those of a sitting that are asked or taken, each with its duty."""
    query = (
        select(Undertaking, Duty)
        .join(Duty, col(Duty.id) == col(Undertaking.duty_id))
        .where(col(Duty.sitting_id) == sitting_id, col(Undertaking.state).in_((ASKED, TAKEN)))
        .order_by(col(Undertaking.id))
    )
    return [(undertaking, duty) for undertaking, duty in await session.execute(query)]


async def takers(session: AsyncSession, duties: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Who has taken each duty, first one first. Who was only asked is nobody's business."""
    query = select(col(Undertaking.duty_id), col(Undertaking.person_id)).where(
        col(Undertaking.duty_id).in_(duties), col(Undertaking.state) == TAKEN
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row in await session.execute(query.order_by(col(Undertaking.id))):
        found[row.duty_id].append(row.person_id)
    return found


async def may_be_asked(session: AsyncSession, meeting: Meeting, person_id: UUID, on: date) -> bool:
    """Whether the roster knows the person as active, of the branch on that day or on the meeting's roll."""
    member = select(MEMBERSHIP.c.person_id).where(
        MEMBERSHIP.c.branch_id == meeting.branch_id, in_force(MEMBERSHIP, on)
    )
    listed = select(col(RollLine.person_id)).where(col(RollLine.meeting_id) == meeting.id)
    query = select(PERSON.c.id).where(
        PERSON.c.id == person_id,
        PERSON.c.active.is_(True),
        or_(PERSON.c.id.in_(member), PERSON.c.id.in_(listed)),
    )
    return (await session.execute(query)).first() is not None


async def _found(session: AsyncSession, query: Select[Undertaking]) -> Undertaking:
    found: Undertaking | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise UndertakingMissing
    return found
