"""Who is who on both sides of the demo, as the roster tells it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role
from shared.roster import APPOINTMENT, MEMBERSHIP, in_force

_LONG_AGO = timedelta(days=180)


@dataclass(frozen=True)
class Cast:
    """The branch with the most members, the community with the most officers, and who serves."""

    branch_id: UUID
    community_id: UUID
    officers: tuple[UUID, UUID]
    holders: dict[str, UUID]
    volunteers: tuple[UUID, ...]

    def one(self, role: Role) -> UUID:
        """Whoever holds the role in the branch."""
        return self.holders[role.value]


async def cast(session: AsyncSession, on: date) -> Cast | None:
    """None where there is no branch, or no community with two officers. Plain members of long standing serve."""
    table = MEMBERSHIP.c
    sizes = select(table.branch_id).where(in_force(MEMBERSHIP, on)).group_by(table.branch_id)
    branch_id = (await session.execute(sizes.order_by(func.count().desc()).limit(1))).scalar_one_or_none()
    held = (await session.execute(select(*APPOINTMENT.c).where(in_force(APPOINTMENT, on)))).all()
    community_id, officers = _community(
        [(row.organisation_id, row.subject_id) for row in held if _officer(row.role)]
    )
    if branch_id is None or community_id is None:
        return None
    query = select(table.person_id).where(
        table.branch_id == branch_id, in_force(MEMBERSHIP, on), table.from_on <= on - _LONG_AGO
    )
    members = (await session.execute(query.order_by(table.person_id))).scalars()
    busy = {row.subject_id for row in held}
    return Cast(
        branch_id,
        community_id,
        officers,
        {row.role: row.subject_id for row in held if row.organisation_id == branch_id},
        tuple(person_id for person_id in members if person_id not in busy),
    )


def _officer(role: str) -> bool:
    return role == Role.COMMUNITY_OFFICER.value


def _community(held: list[tuple[UUID, UUID]]) -> tuple[UUID | None, tuple[UUID, UUID]]:
    """One whose officers can look at each other's work."""
    of: dict[UUID, list[UUID]] = {}
    for community_id, person_id in sorted(held):
        of.setdefault(community_id, []).append(person_id)
    for community_id, (first, second, *_) in ((key, people) for key, people in of.items() if len(people) > 1):
        return community_id, (first, second)
    nobody = UUID(int=0)
    return None, (nobody, nobody)
