"""Purpose changes of drives, and what donors said to them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Drive, PurposeAnswer, PurposeChange, PurposeChangeState
from ..rules.purpose_changes import PurposeChangeMissing
from . import drives


def listed(drive_id: UUID) -> Select[PurposeChange]:
    """Those of one drive."""
    return select(PurposeChange).where(col(PurposeChange.drive_id) == drive_id)


async def of_drive(session: AsyncSession, drive_id: UUID) -> list[PurposeChange]:
    """The same in the order of their numbers."""
    return list((await session.execute(listed(drive_id).order_by(col(PurposeChange.number)))).scalars())


async def purposes(session: AsyncSession, drive: Drive) -> dict[int, str]:
    """All purposes that gifts of the drive may be bound to, by their numbers."""
    changes = await of_drive(session, drive.id)
    adopted = {each.number: each.purpose for each in changes if each.state is PurposeChangeState.ADOPTED}
    return {0: drive.purpose, **adopted}


async def held(
    session: AsyncSession, change_id: UUID, grants: Sequence[Grant]
) -> tuple[Drive, PurposeChange]:
    """One within reach, with its drive, both under lock. Raises PurposeChangeMissing."""
    query = select(PurposeChange).where(fence(grants, branch=col(PurposeChange.branch_id)))
    return await _held(session, query.where(col(PurposeChange.id) == change_id))


async def asking(session: AsyncSession, change_id: UUID) -> tuple[Drive, PurposeChange]:
    """One, with its drive, both under lock, for whoever shows a gift of it. Raises PurposeChangeMissing."""
    return await _held(session, select(PurposeChange).where(col(PurposeChange.id) == change_id))


async def _held(session: AsyncSession, query: Select[PurposeChange]) -> tuple[Drive, PurposeChange]:
    known: PurposeChange | None = (await session.execute(query)).scalar_one_or_none()
    if known is None:
        raise PurposeChangeMissing
    drive = await drives.held(session, known.drive_id)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return drive, (await session.execute(fresh)).scalar_one()


async def agreed(session: AsyncSession, change_id: UUID) -> set[UUID]:
    """The gifts whose donors agreed."""
    query = select(col(PurposeAnswer.donation_id)).where(
        col(PurposeAnswer.change_id) == change_id, col(PurposeAnswer.agrees).is_(True)
    )
    return set((await session.execute(query)).scalars())


async def answer(session: AsyncSession, change_id: UUID, donation_id: UUID) -> PurposeAnswer | None:
    """What was said for one gift."""
    return await session.get(PurposeAnswer, (change_id, donation_id))
