"""Materials of meetings, in the version that people were given."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Material, MaterialVersion, Meeting, MeetingMaterial
from ..rules.materials import MaterialMissing

Attached = Row[MeetingMaterial, Material, MaterialVersion]


async def of_meeting(session: AsyncSession, meeting_id: UUID) -> list[Attached]:
    """Those that are attached, oldest first."""
    query = _standing(meeting_id).order_by(col(MeetingMaterial.id))
    return list((await session.execute(query)).all())


async def one(session: AsyncSession, meeting_id: UUID, material_id: UUID) -> Attached:
    """One that is attached, as it stands under the meeting's lock. Raises MaterialMissing."""
    query = _standing(meeting_id).where(col(MeetingMaterial.material_id) == material_id)
    found = (await session.execute(query.execution_options(populate_existing=True))).first()
    if found is None:
        raise MaterialMissing
    return found


async def material(session: AsyncSession, meeting: Meeting, material_id: UUID) -> Material:
    """A material of the meeting's branch. Raises MaterialMissing."""
    query = select(Material).where(
        col(Material.id) == material_id, col(Material.branch_id) == meeting.branch_id
    )
    found: Material | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise MaterialMissing
    return found


def _standing(meeting_id: UUID) -> Select[Any, Any, Any]:
    version = and_(
        col(MaterialVersion.material_id) == col(MeetingMaterial.material_id),
        col(MaterialVersion.number) == col(MeetingMaterial.number),
    )
    return (
        select(MeetingMaterial, Material, MaterialVersion)
        .join(Material, col(Material.id) == col(MeetingMaterial.material_id))
        .join(MaterialVersion, version)
        .where(col(MeetingMaterial.meeting_id) == meeting_id, col(MeetingMaterial.withdrawn_at).is_(None))
    )
