"""Micro-wishes: taken, given back, fulfilled, confirmed. Locks: the volunteer's row, the wish, its takings by id."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Demand, TakingState, WishTaking
from ..queries import consents, volunteers
from ..queries import demands as demand_queries
from ..queries import wish_takings as queries
from ..rules import wish_takings as rules
from ..rules.sign_ups import ConsentNeeded
from . import demands
from .demands import Act


async def take(session: AsyncSession, demand: Demand, by: UUID, act: Act) -> WishTaking:
    """Take a share in a wish oneself.

    Raises NotVolunteer, ConsentNeeded, WishAlone, WishTaken, DemandNotInState, AlreadyTaken.
    """
    await volunteers.held(session, by)
    if not await consents.in_force(session, [by], [demand.community_id]):
        raise ConsentNeeded
    demand = await demand_queries.again(session, demand.id)
    rules.may_take(demand, act.today)
    row = WishTaking(
        demand_id=demand.id,
        community_id=demand.community_id,
        person_id=by,
        state=TakingState.TAKEN,
        taken_at=act.at,
    )
    await add_or_refuse(session, row, _twice)
    await _settle(session, demand, act)
    return row


async def release(session: AsyncSession, taking: WishTaking, act: Act) -> WishTaking:
    """Give back what one has not fulfilled; others may take it. Raises TakingNotInState."""
    demand, row = await _held(session, taking)
    rules.needs(row, TakingState.TAKEN)
    row.state = TakingState.RELEASED
    await _settle(session, demand, act)
    return row


async def fulfil(session: AsyncSession, taking: WishTaking, words: str | None, act: Act) -> WishTaking:
    """Say that it is done. Raises TakingNotInState."""
    demand, row = await _held(session, taking)
    rules.needs(row, TakingState.TAKEN)
    row.state, row.fulfilled_at, row.words = TakingState.FULFILLED, act.at, words
    await _settle(session, demand, act)
    return row


async def confirm(session: AsyncSession, taking: WishTaking, by: UUID, act: Act) -> WishTaking:
    """The community has seen it. Raises OwnTaking, TakingNotInState."""
    demand, row = await _held(session, taking)
    rules.may_confirm(row, by)
    row.state, row.confirmed_by, row.confirmed_at = TakingState.CONFIRMED, by, act.at
    await _settle(session, demand, act)
    return row


async def give_back(session: AsyncSession, person_id: UUID, community_id: UUID, act: Act) -> None:
    """All that a person has taken in a community and not fulfilled: the community sees the person no more."""
    for taking in await queries.open_of(session, person_id, community_id):
        demand, row = await _held(session, taking)
        if row.state is TakingState.TAKEN:
            row.state = TakingState.RELEASED
            await _settle(session, demand, act)


async def _held(session: AsyncSession, taking: WishTaking) -> tuple[Demand, WishTaking]:
    demand = await demand_queries.again(session, taking.demand_id)
    return demand, await queries.again(session, taking.id)


async def _settle(session: AsyncSession, demand: Demand, act: Act) -> None:
    """Count who holds the wish, and take it where that leads."""
    await session.flush()
    held = [row.state for row in await queries.held(session, demand.id)]
    demand.taken = len(held)
    await session.flush()
    to = rules.leads_to(demand, held)
    if to is not None:
        await demands.move(session, demand, to, act)


async def _twice() -> Exception:
    return rules.AlreadyTaken()
