"""Takings of micro-wishes that a caller may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import TakingState, WishTaking
from ..rules.wish_takings import WishTakingMissing


def visible(grants: Sequence[Grant]) -> Select[WishTaking]:
    """One's own, and those of the own community's wishes."""
    reached = fence(grants, person=col(WishTaking.person_id), community=col(WishTaking.community_id))
    return select(WishTaking).where(reached)


def narrowed(
    query: Select[WishTaking], demand_id: UUID | None, state: TakingState | None
) -> Select[WishTaking]:
    """By what a list may be asked for."""
    if demand_id is not None:
        query = query.where(col(WishTaking.demand_id) == demand_id)
    return query if state is None else query.where(col(WishTaking.state) == state)


async def one(session: AsyncSession, taking_id: UUID, grants: Sequence[Grant]) -> WishTaking:
    """Raises WishTakingMissing."""
    query = visible(grants).where(col(WishTaking.id) == taking_id)
    found: WishTaking | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise WishTakingMissing
    return found


async def held(session: AsyncSession, demand_id: UUID) -> list[WishTaking]:
    """Those of a wish that were not given back, locked; whoever calls holds the wish."""
    query = select(WishTaking).where(
        col(WishTaking.demand_id) == demand_id, col(WishTaking.state) != TakingState.RELEASED
    )
    query = query.order_by(col(WishTaking.id)).with_for_update()
    return list((await session.execute(query.execution_options(populate_existing=True))).scalars())


async def again(session: AsyncSession, taking_id: UUID) -> WishTaking:
    """As it stands now, locked."""
    query = select(WishTaking).where(col(WishTaking.id) == taking_id).with_for_update()
    found: WishTaking = (await session.execute(query.execution_options(populate_existing=True))).scalar_one()
    return found


async def open_of(session: AsyncSession, person_id: UUID, community_id: UUID) -> list[WishTaking]:
    """What a person has taken in a community and not fulfilled, by wish."""
    query = select(WishTaking).where(
        col(WishTaking.person_id) == person_id,
        col(WishTaking.community_id) == community_id,
        col(WishTaking.state) == TakingState.TAKEN,
    )
    return list((await session.execute(query.order_by(col(WishTaking.demand_id)))).scalars())
