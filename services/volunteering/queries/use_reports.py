"""What a drive has told its circle: use reports and decisions on remainders."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Remainder, UseReport


def listed(drive_id: UUID) -> Select[UseReport]:
    """The reports of one drive."""
    return select(UseReport).where(col(UseReport.drive_id) == drive_id)


async def of_drive(session: AsyncSession, drive_id: UUID) -> list[UseReport]:
    """The same, oldest first."""
    return list((await session.execute(listed(drive_id).order_by(col(UseReport.number)))).scalars())


async def last_number(session: AsyncSession, drive_id: UUID) -> int:
    """0 if there is none."""
    query = select(func.max(col(UseReport.number))).where(col(UseReport.drive_id) == drive_id)
    return (await session.execute(query)).scalar_one() or 0


def remainders(drive_id: UUID) -> Select[Remainder]:
    """The decisions on what was left of one drive."""
    return select(Remainder).where(col(Remainder.drive_id) == drive_id)
