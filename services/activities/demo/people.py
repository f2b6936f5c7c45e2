"""Who is who in the demo branch, as the roster tells it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role
from shared.auth.principal import Access
from shared.roster import APPOINTMENT, MEMBERSHIP, PERSON, in_force


@dataclass(frozen=True)
class Cast:
    """The branch with the most members; its members by group in a fixed order; who holds which role; other staff."""

    branch_id: UUID
    groups: dict[UUID, tuple[UUID, ...]]
    leaders: dict[UUID, UUID]
    holders: dict[str, UUID]
    staff: tuple[UUID, ...]

    @property
    def members(self) -> tuple[UUID, ...]:
        """Group after group."""
        return tuple(person_id for group in self.groups.values() for person_id in group)

    @property
    def plain(self) -> tuple[UUID, ...]:
        """Members without any role."""
        busy = {*self.holders.values(), *self.leaders.values()}
        return tuple(person_id for person_id in self.members if person_id not in busy)

    @property
    def unwell(self) -> UUID:
        """One of them has been ill for long."""
        return self.plain[-1]

    def one(self, role: Role) -> UUID:
        """Whoever holds the role in the branch."""
        return self.holders[role.value]

    def besides(self, *people: UUID) -> UUID:
        """The secretary or, where that is one of these, another of the committee."""
        committee = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.ORGANISATION, Role.DISCIPLINE)
        return next(self.one(role) for role in committee if self.one(role) not in people)

    def group_of(self, person_id: UUID) -> UUID:
        """The group of a member."""
        return next(group_id for group_id, people in self.groups.items() if person_id in people)

    def leader_for(self, person_id: UUID) -> UUID:
        """Who decides on a member's leave and make-up: the leader of the group, for the leader the secretary."""
        leader = self.leaders[self.group_of(person_id)]
        return self.besides(person_id) if leader == person_id else leader

    def access(self, act: str, person_id: UUID) -> Access:
        """A member who learns."""
        group_id = self.group_of(person_id)
        return Access(act, person_id, "demo", self.branch_id, group_id, frozenset({Role.MEMBER}), ())


async def cast(session: AsyncSession, on: date) -> Cast | None:
    """None while the roster is empty."""
    table = MEMBERSHIP.c
    sizes = select(table.branch_id).where(in_force(MEMBERSHIP, on)).group_by(table.branch_id)
    branch_id = (await session.execute(sizes.order_by(func.count().desc()).limit(1))).scalar_one_or_none()
    if branch_id is None:
        return None
    groups: dict[UUID, list[UUID]] = defaultdict(list)
    query = select(table.group_id, table.person_id).where(
        table.branch_id == branch_id, in_force(MEMBERSHIP, on)
    )
    for group_id, person_id in await session.execute(query.order_by(table.group_id, table.person_id)):
        groups[group_id].append(person_id)
    leaders, holders = await _roles(session, branch_id, on)
    return Cast(
        branch_id,
        {group_id: tuple(people) for group_id, people in groups.items()},
        leaders,
        holders,
        await _staff(session),
    )


async def _roles(
    session: AsyncSession, branch_id: UUID, on: date
) -> tuple[dict[UUID, UUID], dict[str, UUID]]:
    held = select(APPOINTMENT.c.subject_id, APPOINTMENT.c.role, APPOINTMENT.c.organisation_id)
    leaders: dict[UUID, UUID] = {}
    holders: dict[str, UUID] = {}
    for subject_id, role, organisation_id in await session.execute(
        held.where(in_force(APPOINTMENT, on)).order_by(APPOINTMENT.c.id)
    ):
        if role == Role.GROUP_LEADER.value:
            leaders[organisation_id] = subject_id
        if organisation_id == branch_id:
            holders.setdefault(role, subject_id)
    return leaders, holders


async def _staff(session: AsyncSession) -> tuple[UUID, ...]:
    """Those who are neither members nor hold any role."""
    query = select(PERSON.c.id).where(
        PERSON.c.active.is_(True),
        PERSON.c.name.is_not(None),
        PERSON.c.id.not_in(select(MEMBERSHIP.c.person_id)),
        PERSON.c.id.not_in(select(APPOINTMENT.c.subject_id)),
    )
    return tuple((await session.execute(query.order_by(PERSON.c.id))).scalars())
