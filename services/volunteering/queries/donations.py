"""Donations as their donors and the handlers of the drive see them; anonymous ones by the secret of their slip."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Donation, DonationReturn, Drive, HandOver, HandOverLine, HandOverState, Receipt
from ..rules.donations import DonationMissing, hashed
from . import drives


def own(person_id: UUID) -> Select[Donation]:
    """What one has given or pledged by name."""
    return select(Donation).where(col(Donation.person_id) == person_id)


def register(drive_id: UUID) -> Select[Donation]:
    """All of one drive."""
    return select(Donation).where(col(Donation.drive_id) == drive_id)


def reached(grants: Sequence[Grant]) -> Select[Donation]:
    """The own ones, and those that the caller's committee handles."""
    return select(Donation).where(
        fence(grants, person=col(Donation.person_id), branch=col(Donation.branch_id))
    )


async def one(session: AsyncSession, donation_id: UUID, grants: Sequence[Grant]) -> Donation:
    """Raises DonationMissing."""
    return await _found(session, reached(grants).where(col(Donation.id) == donation_id))


async def held(session: AsyncSession, donation_id: UUID, grants: Sequence[Grant]) -> tuple[Drive, Donation]:
    """With its drive, both under lock, the drive first. Raises DonationMissing."""
    query = reached(grants).where(col(Donation.id) == donation_id)
    drive_id = (await session.execute(query.with_only_columns(col(Donation.drive_id)))).scalar_one_or_none()
    if drive_id is None:
        raise DonationMissing
    drive = await drives.held(session, drive_id)
    return drive, await _found(session, query.with_for_update())


async def by_secret(session: AsyncSession, drive_id: UUID, secret: str) -> Donation:
    """The anonymous gift of whoever can say this. Raises DonationMissing."""
    query = register(drive_id).where(col(Donation.secret_hash) == hashed(secret))
    return await _found(session, query)


async def _found(session: AsyncSession, query: Select[Donation]) -> Donation:
    fresh = query.execution_options(populate_existing=True)
    found: Donation | None = (await session.execute(fresh)).scalar_one_or_none()
    if found is None:
        raise DonationMissing
    return found


async def of_drive(session: AsyncSession, drive: Drive, *, lock: bool = False) -> list[Donation]:
    """All of a drive by their ids; under lock after the drive's own."""
    query = register(drive.id).order_by(col(Donation.id)).execution_options(populate_existing=True)
    return list((await session.execute(query.with_for_update() if lock else query)).scalars())


async def by_ids(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Donation]:
    """These, under lock, after their drive's own."""
    query = select(Donation).where(col(Donation.id).in_(ids)).order_by(col(Donation.id)).with_for_update()
    found = (await session.execute(query.execution_options(populate_existing=True))).scalars()
    return {each.id: each for each in found}


async def receipt(session: AsyncSession, donation_id: UUID) -> Receipt:
    """Raises DonationMissing: there is none before the gift is received."""
    query = select(Receipt).where(col(Receipt.donation_id) == donation_id)
    found: Receipt | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise DonationMissing
    return found


async def uses(session: AsyncSession, donation_id: UUID) -> list[tuple[HandOverLine, HandOver]]:
    """What of a gift was handed over, oldest first."""
    query = (
        select(HandOverLine, HandOver)
        .join(HandOver, col(HandOver.id) == col(HandOverLine.hand_over_id))
        .where(col(HandOverLine.donation_id) == donation_id, col(HandOver.state) == HandOverState.DONE)
        .order_by(col(HandOver.handed_on), col(HandOver.id))
    )
    return [(line, hand_over) for line, hand_over in await session.execute(query)]


async def returns(session: AsyncSession, donation_id: UUID) -> list[DonationReturn]:
    """What of it went back."""
    query = select(DonationReturn).where(col(DonationReturn.donation_id) == donation_id)
    return list((await session.execute(query.order_by(col(DonationReturn.id)))).scalars())
