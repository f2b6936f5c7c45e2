"""Demands that a caller may see, and how many could verify them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, false, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import roster
from shared.auth.policy import Reach, Role
from shared.auth.principal import Grant
from shared.roster import APPOINTMENT, PERSON, fence

from ..models import Category, Demand, DemandKind, DemandState, DemandStep
from ..rules.demands import EXPIRING, SHOWN_TO_ALL, DemandMissing


def visible(grants: Sequence[Grant], today: date) -> Select[Demand]:
    """To officers all of their community; to everybody at the factory what was published and has not lapsed."""
    sides = [grant for grant in grants if grant.reach is not Reach.ALL]
    everybody = any(grant.reach is Reach.ALL for grant in grants)
    lapsed = and_(
        col(Demand.state).in_(sorted(EXPIRING)), col(Demand.taken) == 0, col(Demand.expires_on) < today
    )
    open_to_all = col(Demand.state).in_(sorted(SHOWN_TO_ALL)) & ~lapsed if everybody else false()
    return select(Demand).where(or_(fence(sides, community=col(Demand.community_id)), open_to_all))


def narrowed(
    query: Select[Demand],
    community_id: UUID | None,
    kind: DemandKind | None,
    category: Category | None,
    state: DemandState | None,
) -> Select[Demand]:
    """By what a list may be asked for."""
    wanted = {
        col(Demand.community_id): community_id,
        col(Demand.kind): kind,
        col(Demand.category): category,
        col(Demand.state): state,
    }
    return query.where(*(column == value for column, value in wanted.items() if value is not None))


async def one(session: AsyncSession, demand_id: UUID, grants: Sequence[Grant], today: date) -> Demand:
    """Raises DemandMissing."""
    return await _found(session, visible(grants, today).where(col(Demand.id) == demand_id))


async def within(session: AsyncSession, demand_id: UUID, grants: Sequence[Grant]) -> Demand:
    """One of the own community, under lock. Raises DemandMissing."""
    query = select(Demand).where(fence(grants, community=col(Demand.community_id)))
    return await _found(session, _anew(query.where(col(Demand.id) == demand_id)))


async def again(session: AsyncSession, demand_id: UUID) -> Demand:
    """As it stands now, under lock."""
    return await _found(session, _anew(select(Demand).where(col(Demand.id) == demand_id)))


def _anew(query: Select[Demand]) -> Select[Demand]:
    return query.with_for_update().execution_options(populate_existing=True)


async def _found(session: AsyncSession, query: Select[Demand]) -> Demand:
    found: Demand | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise DemandMissing
    return found


async def steps(session: AsyncSession, demand_id: UUID) -> list[DemandStep]:
    """How it came to where it is, oldest first."""
    query = select(DemandStep).where(col(DemandStep.demand_id) == demand_id)
    return list((await session.execute(query.order_by(col(DemandStep.id)))).scalars())


async def officers(session: AsyncSession, community_id: UUID, on: date) -> int:
    """How many people act for a community on a day."""
    query = (
        select(func.count(APPOINTMENT.c.subject_id.distinct()))
        .join(PERSON, PERSON.c.id == APPOINTMENT.c.subject_id)
        .where(
            APPOINTMENT.c.role == Role.COMMUNITY_OFFICER.value,
            APPOINTMENT.c.organisation_id == community_id,
            PERSON.c.active.is_(True),
            roster.in_force(APPOINTMENT, on),
        )
    )
    found: int = (await session.execute(query)).scalar_one()
    return found


async def lapsed(session: AsyncSession, today: date) -> list[UUID]:
    """Those whose last day is over and that nobody has written off yet."""
    query = select(col(Demand.id)).where(
        col(Demand.state).in_(sorted(EXPIRING)), col(Demand.taken) == 0, col(Demand.expires_on) < today
    )
    return list((await session.execute(query.order_by(col(Demand.id)))).scalars())
