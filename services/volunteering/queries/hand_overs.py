"""Hand-overs: the handlers see all of them, the circle and the receiving community those that are done."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Access, Grant
from shared.roster import fence

from ..models import (
    Donation,
    Drive,
    HandOver,
    HandOverBeneficiary,
    HandOverLine,
    HandOverState,
)
from ..rules.books import Lot
from ..rules.hand_overs import HandOverMissing
from . import drives

_DONE = HandOverState.DONE


async def visible(session: AsyncSession, access: Access, drive_id: UUID | None) -> Select[HandOver]:
    """Of all drives that the caller may read of, or of one of them."""
    seen = or_(drives.run_by(access.grants), col(HandOver.state) == _DONE)
    query = (
        select(HandOver)
        .join(Drive, col(Drive.id) == col(HandOver.drive_id))
        .where(and_(await drives.readable(session, access), seen))
    )
    return query if drive_id is None else query.where(col(HandOver.drive_id) == drive_id)


async def one(session: AsyncSession, hand_over_id: UUID, access: Access) -> HandOver:
    """Raises HandOverMissing."""
    return await _found(
        session, (await visible(session, access, None)).where(col(HandOver.id) == hand_over_id)
    )


async def held(session: AsyncSession, hand_over_id: UUID, grants: Sequence[Grant]) -> tuple[Drive, HandOver]:
    """One that the caller's committee makes, with its drive, both under lock. Raises HandOverMissing."""
    query = select(HandOver).where(
        fence(grants, branch=col(HandOver.branch_id)), col(HandOver.id) == hand_over_id
    )
    drive_id = (await session.execute(query.with_only_columns(col(HandOver.drive_id)))).scalar_one_or_none()
    if drive_id is None:
        raise HandOverMissing
    return await drives.held(session, drive_id), await _found(session, query.with_for_update())


async def _found(session: AsyncSession, query: Select[HandOver]) -> HandOver:
    fresh = query.execution_options(populate_existing=True)
    found: HandOver | None = (await session.execute(fresh)).scalar_one_or_none()
    if found is None:
        raise HandOverMissing
    return found


async def waiting(session: AsyncSession, drive_id: UUID) -> int:
    """How many wait for their second handler."""
    query = select(func.count()).where(
        col(HandOver.drive_id) == drive_id, col(HandOver.state) == HandOverState.PREPARED
    )
    found: int = (await session.execute(query)).scalar_one()
    return found


async def handlers(session: AsyncSession, drive_id: UUID) -> set[UUID]:
    """Who has handed over for a drive, or is about to."""
    query = select(col(HandOver.first_handler_id), col(HandOver.second_handler_id)).where(
        col(HandOver.drive_id) == drive_id, col(HandOver.state) != HandOverState.WITHDRAWN
    )
    return {person_id for pair in await session.execute(query) for person_id in pair}


async def lines(session: AsyncSession, hand_over_id: UUID) -> list[HandOverLine]:
    """What went with it, gift by gift."""
    query = select(HandOverLine).where(col(HandOverLine.hand_over_id) == hand_over_id)
    return list((await session.execute(query)).scalars())


async def lots(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[tuple[Lot, int]]]:
    """What went with each of these, lot by lot: which gifts it came from, only their donors are told."""
    lot = (col(Donation.kind), col(Donation.item), col(Donation.unit))
    query = (
        select(col(HandOverLine.hand_over_id), *lot, func.sum(col(HandOverLine.amount)))
        .join(Donation, col(Donation.id) == col(HandOverLine.donation_id))
        .where(among(session, col(HandOverLine.hand_over_id), ids))
        .group_by(col(HandOverLine.hand_over_id), *lot)
        .order_by(*lot)
    )
    found: dict[UUID, list[tuple[Lot, int]]] = {each: [] for each in ids}
    for hand_over_id, kind, item, unit, amount in await session.execute(query):
        found[hand_over_id].append((Lot(kind, item, unit), int(amount)))
    return found


async def reserved(session: AsyncSession, drive_id: UUID) -> dict[Lot, int]:
    """What waits for a second handler, lot by lot."""
    lot = (col(Donation.kind), col(Donation.item), col(Donation.unit))
    query = (
        select(*lot, func.sum(col(HandOverLine.amount)))
        .join(HandOverLine, col(HandOverLine.donation_id) == col(Donation.id))
        .join(HandOver, col(HandOver.id) == col(HandOverLine.hand_over_id))
        .where(col(HandOver.drive_id) == drive_id, col(HandOver.state) == HandOverState.PREPARED)
        .group_by(*lot)
    )
    return {Lot(kind, item, unit): int(amount) for kind, item, unit, amount in await session.execute(query)}


async def beneficiaries(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Whom each of these was for."""
    query = select(col(HandOverBeneficiary.hand_over_id), col(HandOverBeneficiary.beneficiary_id)).where(
        among(session, col(HandOverBeneficiary.hand_over_id), ids)
    )
    found: dict[UUID, list[UUID]] = {each: [] for each in ids}
    for hand_over_id, beneficiary_id in await session.execute(query):
        found[hand_over_id].append(beneficiary_id)
    return found
