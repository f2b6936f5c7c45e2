"""Branches and groups in reach, and what they have held."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, ORGANISATION, fence, in_force

from ..models import Meeting, MeetingKind, Settlement


def organisations(grants: Sequence[Grant]) -> Select[Row[UUID, str, UUID]]:
    """Branches and groups: id, kind, and the branch that each is or belongs to."""
    table = ORGANISATION.c
    branch = and_(table.kind == "branch", fence(grants, branch=table.id))
    group = and_(table.kind == "group", fence(grants, group=table.id, branch=table.parent_id))
    return select(table.id, table.kind, table.parent_id).where(or_(branch, group))


async def members(session: AsyncSession, ids: Collection[UUID], on: date) -> dict[UUID, tuple[int, int]]:
    """How many members, and how many full ones, each of these branches and groups had on a day."""
    found: dict[UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for column in (MEMBERSHIP.c.branch_id, MEMBERSHIP.c.group_id):
        query = select(column, MEMBERSHIP.c.status, func.count()).where(
            column.in_(ids), in_force(MEMBERSHIP, on)
        )
        for organisation_id, status, count in await session.execute(
            query.group_by(column, MEMBERSHIP.c.status)
        ):
            every, full = found[organisation_id]
            found[organisation_id] = every + count, full + (count if status == "full" else 0)
    return found


async def held(
    session: AsyncSession, ids: Collection[UUID], from_on: date, until_on: date
) -> dict[UUID, set[tuple[MeetingKind, date]]]:
    """Kind and day of what these branches and groups held between two days, both included."""
    owner = func.coalesce(col(Meeting.group_id), col(Meeting.branch_id))
    query = (
        select(owner, col(Meeting.kind), col(Settlement.held_on))
        .join(Meeting, col(Meeting.id) == col(Settlement.meeting_id))
        .where(
            or_(col(Meeting.group_id).in_(ids), col(Meeting.branch_id).in_(ids)),
            col(Settlement.held_on).between(from_on, until_on),
        )
    )
    found: dict[UUID, set[tuple[MeetingKind, date]]] = defaultdict(set)
    for organisation_id, kind, day in await session.execute(query):
        found[organisation_id].add((kind, day))
    return found


async def groups(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Those of these organisations that are groups."""
    query = select(ORGANISATION.c.id).where(ORGANISATION.c.id.in_(ids), ORGANISATION.c.kind == "group")
    return set((await session.execute(query)).scalars())
