"""Who is who in the demo branch, as the roster tells it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role
from shared.roster import APPOINTMENT, MEMBERSHIP, in_force


@dataclass(frozen=True)
class Cast:
    """The branch with the most members: its members in a fixed order, and who holds which role."""

    branch_id: UUID
    members: tuple[UUID, ...]
    groups: dict[UUID, UUID]
    since: dict[UUID, date]
    leaders: dict[UUID, UUID]
    holders: dict[str, UUID]

    def one(self, role: Role) -> UUID:
        """Whoever holds the role in the branch."""
        return self.holders[role.value]

    def leader_of(self, member_id: UUID) -> UUID:
        """The leader of the member's group."""
        return self.leaders[self.groups[member_id]]


async def cast(session: AsyncSession, on: date) -> Cast | None:
    """None while the roster is empty."""
    table = MEMBERSHIP.c
    sizes = select(table.branch_id).where(in_force(MEMBERSHIP, on)).group_by(table.branch_id)
    branch_id = (await session.execute(sizes.order_by(func.count().desc()).limit(1))).scalar_one_or_none()
    if branch_id is None:
        return None
    query = select(table.person_id, table.group_id, table.from_on).where(
        table.branch_id == branch_id, in_force(MEMBERSHIP, on)
    )
    found = (await session.execute(query.order_by(table.person_id))).all()
    held = select(APPOINTMENT.c.subject_id, APPOINTMENT.c.role, APPOINTMENT.c.organisation_id)
    leaders: dict[UUID, UUID] = {}
    holders: dict[str, list[UUID]] = defaultdict(list)
    for subject_id, role, organisation_id in await session.execute(
        held.where(in_force(APPOINTMENT, on)).order_by(APPOINTMENT.c.id)
    ):
        if role == Role.GROUP_LEADER.value:
            leaders[organisation_id] = subject_id
        if organisation_id == branch_id:
            holders[role].append(subject_id)
    return Cast(
        branch_id,
        tuple(row.person_id for row in found),
        {row.person_id: row.group_id for row in found},
        {row.person_id: row.from_on for row in found},
        leaders,
        {role: ids[0] for role, ids in holders.items()},
    )
