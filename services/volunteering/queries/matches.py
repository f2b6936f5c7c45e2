"""Matches that a caller may see, and what could be matched."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import (
    Demand,
    DemandKind,
    DemandState,
    Match,
    MatchState,
    ReportState,
    Resource,
    UnitReport,
)
from ..rules.matches import MatchMissing
from .resources import offered_to


def visible(grants: Sequence[Grant]) -> Select[Match]:
    """Those of the own branch or community."""
    return select(Match).where(fence(grants, branch=col(Match.branch_id), community=col(Match.community_id)))


def narrowed(query: Select[Match], demand_id: UUID | None, state: MatchState | None) -> Select[Match]:
    """By what a list may be asked for."""
    if demand_id is not None:
        query = query.where(col(Match.demand_id) == demand_id)
    return query if state is None else query.where(col(Match.state) == state)


async def one(session: AsyncSession, match_id: UUID, grants: Sequence[Grant]) -> Match:
    """Raises MatchMissing."""
    query = visible(grants).where(col(Match.id) == match_id)
    found: Match | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise MatchMissing
    return found


async def of_demand(session: AsyncSession, demand_id: UUID) -> dict[UUID, Match]:
    """Every match of a demand, locked in the order of their ids; whoever calls holds the demand."""
    query = select(Match).where(col(Match.demand_id) == demand_id).order_by(col(Match.id))
    query = query.with_for_update().execution_options(populate_existing=True)
    return {row.id: row for row in (await session.execute(query)).scalars()}


async def open_demands(
    session: AsyncSession,
    today: date,
    *,
    community_id: UUID | None = None,
    branch_id: UUID | None = None,
    demand_id: UUID | None = None,
) -> list[Demand]:
    """Published services that can be claimed, locked by id: of a community, or of those that received a branch."""
    query = select(Demand).where(
        col(Demand.state) == DemandState.PUBLISHED,
        col(Demand.kind) == DemandKind.SERVICE,
        col(Demand.expires_on) >= today,
    )
    if community_id is not None:
        query = query.where(col(Demand.community_id) == community_id)
    if branch_id is not None:
        received = select(col(UnitReport.community_id)).where(
            col(UnitReport.branch_id) == branch_id, col(UnitReport.state) == ReportState.RECEIVED
        )
        query = query.where(col(Demand.community_id).in_(received))
    if demand_id is not None:
        query = query.where(col(Demand.id) == demand_id)
    query = query.order_by(col(Demand.id)).with_for_update()
    return list((await session.execute(query.execution_options(populate_existing=True))).scalars())


async def resources_for(session: AsyncSession, demand: Demand, branch_id: UUID | None) -> list[Resource]:
    """What stands for the demand's community and has a branch behind it, of one branch or of all."""
    query = select(Resource).where(
        offered_to(demand.community_id),
        col(Resource.branch_id).is_not(None),
        col(Resource.from_at) < demand.wanted_until,
        col(Resource.until_at) > demand.wanted_from,
    )
    if branch_id is not None:
        query = query.where(col(Resource.branch_id) == branch_id)
    return list((await session.execute(query.order_by(col(Resource.id)))).scalars())


async def titles(session: AsyncSession, rows: Collection[Match]) -> dict[UUID, str]:
    """How the demands of matches are called."""
    ids = {row.demand_id for row in rows}
    query = select(col(Demand.id), col(Demand.title)).where(among(session, col(Demand.id), ids))
    return {row.id: row.title for row in await session.execute(query)}


async def end_agreed(session: AsyncSession, demand_id: UUID) -> None:
    """What was agreed for a demand holds no more: its project was called off. Whoever calls holds the demand."""
    query = update(Match).where(col(Match.demand_id) == demand_id, col(Match.state) == MatchState.ACCEPTED)
    await session.execute(query.values(state=MatchState.ENDED, revision=col(Match.revision) + 1))
