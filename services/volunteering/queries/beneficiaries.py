"""Beneficiaries, for the committee that runs the drive and for nobody else."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Beneficiary
from ..rules.beneficiaries import BeneficiaryMissing


def listed(drive_id: UUID) -> Select[Beneficiary]:
    """Those of one drive."""
    return select(Beneficiary).where(col(Beneficiary.drive_id) == drive_id)


async def of_drive(session: AsyncSession, drive_id: UUID) -> list[Beneficiary]:
    """The same, read."""
    return list((await session.execute(listed(drive_id))).scalars())


async def one(
    session: AsyncSession, beneficiary_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Beneficiary:
    """Raises BeneficiaryMissing."""
    reached = fence(grants, branch=col(Beneficiary.branch_id))
    query = select(Beneficiary).where(reached, col(Beneficiary.id) == beneficiary_id)
    found: Beneficiary | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise BeneficiaryMissing
    return found
