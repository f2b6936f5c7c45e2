"""What is published for other systems: communities, demands that nobody has met yet, projects that take volunteers."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Subquery, func, select, union_all
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import ORGANISATION

from ..models import Demand, DemandState, Project, ProjectState, Shift, ShiftState
from ..rules.hsds import HsdsOrganizationMissing, HsdsServiceMissing, Offered, Place, Times
from . import communities, demands, projects, shifts
from .communities import Known

WANTED = (DemandState.PUBLISHED, DemandState.CLAIMED)
"""From then on its project stands for it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page, counted from one, and how long it is."""

    number: int
    size: int

    @property
    def before(self) -> int:
        """How many items the pages before hold."""
        return (self.number - 1) * self.size


async def organizations(session: AsyncSession, asked: Asked) -> tuple[int, list[Place]]:
    """How many there are in all, and the page's, by id."""
    every = communities.every()
    total = (await session.execute(select(func.count()).select_from(every.subquery()))).scalar_one()
    rows = await session.execute(every.order_by(ORGANISATION.c.id).offset(asked.before).limit(asked.size))
    return total, [_place(communities.known(row)) for row in rows]


async def organization(session: AsyncSession, community_id: UUID) -> Place:
    """Raises HsdsOrganizationMissing."""
    found = await _places(session, [community_id])
    if community_id not in found:
        raise HsdsOrganizationMissing
    return found[community_id]


async def services(
    session: AsyncSession, grants: Sequence[Grant], today: date, asked: Asked, community_id: UUID | None
) -> tuple[int, list[Offered]]:
    """How many may be seen in all, and the page's, by id."""
    seen = _seen(grants, today)
    ids = select(seen.c.id)
    if community_id is not None:
        ids = ids.where(seen.c.community_id == community_id)
    total = (await session.execute(select(func.count()).select_from(ids.subquery()))).scalar_one()
    page = (await session.execute(ids.order_by(seen.c.id).offset(asked.before).limit(asked.size))).scalars()
    return total, await _offered(session, list(page))


async def service(session: AsyncSession, service_id: UUID, grants: Sequence[Grant], today: date) -> Offered:
    """Raises HsdsServiceMissing."""
    seen = _seen(grants, today)
    found = (await session.execute(select(seen.c.id).where(seen.c.id == service_id))).scalar_one_or_none()
    if found is None:
        raise HsdsServiceMissing
    [offered] = await _offered(session, [service_id])
    return offered


def _seen(grants: Sequence[Grant], today: date) -> Subquery:
    wanted = demands.visible(grants, today).where(col(Demand.state).in_(WANTED))
    recruiting = projects.visible(grants).where(col(Project.state) == ProjectState.RECRUITING)
    return union_all(
        wanted.with_only_columns(col(Demand.id), col(Demand.community_id)),
        recruiting.with_only_columns(col(Project.id), col(Project.community_id)),
    ).subquery()


async def _offered(session: AsyncSession, ids: Sequence[UUID]) -> list[Offered]:
    """These, in their order."""
    wanted = await session.execute(select(Demand).where(among(session, col(Demand.id), ids)))
    running = await session.execute(select(Project).where(among(session, col(Project.id), ids)))
    found: list[Any] = [*wanted.scalars(), *running.scalars()]
    places = await _places(session, {each.community_id for each in found})
    planned = await _shifts(session, [each.id for each in found if isinstance(each, Project)])
    roles = await shifts.roles(session, [shift.id for own in planned.values() for shift in own])
    made = {}
    for each in found:
        place = places.get(each.community_id) or Place(each.community_id, "", "")
        if isinstance(each, Demand):
            made[each.id] = _wanted(each, place)
        else:
            own = planned[each.id]
            made[each.id] = _running(each, place, own, [role for shift in own for role in roles[shift.id]])
    return [made[each] for each in ids]


def _wanted(demand: Demand, place: Place) -> Offered:
    return Offered(
        id=demand.id,
        place=place,
        title=demand.title,
        description=demand.description,
        category=demand.category.value,
        skills=[demand.skill] if demand.skill else [],
        qualifications=[],
        adults_only=False,
        alert=None,
        times=[Times(demand.wanted_from, demand.wanted_until)],
    )


def _running(project: Project, place: Place, own: Sequence[Shift], roles: Sequence[Any]) -> Offered:
    return Offered(
        id=project.id,
        place=place,
        title=project.title,
        description=project.content,
        category=project.category.value,
        skills=sorted({role.skill for role in roles if role.skill}),
        qualifications=sorted({role.qualification for role in roles if role.qualification}),
        adults_only=bool(roles) and not any(role.minors for role in roles),
        alert=project.risk_statement,
        times=[Times(shift.starts_at, shift.ends_at, shift.place, daily=True) for shift in own],
    )


async def _shifts(session: AsyncSession, project_ids: Collection[UUID]) -> dict[UUID, list[Shift]]:
    """What goes on of these projects, by time."""
    query = select(Shift).where(
        among(session, col(Shift.project_id), project_ids), col(Shift.state) == ShiftState.PLANNED
    )
    found: dict[UUID, list[Shift]] = defaultdict(list)
    for row in (await session.execute(query.order_by(col(Shift.starts_at), col(Shift.id)))).scalars():
        found[row.project_id].append(row)
    return found


async def _places(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Place]:
    query = communities.every().where(among(session, ORGANISATION.c.id, ids))
    return {row.id: _place(communities.known(row)) for row in await session.execute(query)}


def _place(known: Known) -> Place:
    fields = ("address", "region", "phone", "latitude", "longitude", "opening_hours", "contact_post")
    written = {name: getattr(known.profile, name) for name in fields} if known.profile else {}
    return Place(known.id, known.title_zh, known.title_en, **written)
