"""Materials that a caller may see, and their versions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Area, Material, MaterialVersion
from ..rules.materials import MaterialMissing


def approved(grants: Sequence[Grant], area: Area | None) -> Select[Any, Material, MaterialVersion]:
    """Materials that people read, of the branch, each with its approved version."""
    current = and_(
        col(MaterialVersion.material_id) == col(Material.id),
        col(MaterialVersion.number) == col(Material.approved),
    )
    query: Select[Any, Material, MaterialVersion] = select(
        col(Material.id).label("id"), Material, MaterialVersion
    ).join(MaterialVersion, current)
    query = query.where(fence(grants, branch=col(Material.branch_id)))
    return query if area is None else query.where(col(Material.area) == area)


async def one(
    session: AsyncSession, material_id: UUID, grants: Sequence[Grant]
) -> Row[UUID, Material, MaterialVersion]:
    """One that people read. Raises MaterialMissing."""
    found = (await session.execute(approved(grants, None).where(col(Material.id) == material_id))).first()
    if found is None:
        raise MaterialMissing
    return found


async def within(
    session: AsyncSession, material_id: UUID, grants: Sequence[Grant], *, lock: bool = True
) -> Material:
    """One that the rights reach, approved or not. Raises MaterialMissing."""
    reached = fence(grants, branch=col(Material.branch_id))
    query = select(Material).where(reached, col(Material.id) == material_id)
    found: Material | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise MaterialMissing
    return found


async def versions(session: AsyncSession, material_id: UUID) -> list[MaterialVersion]:
    """Every version, oldest first."""
    query = select(MaterialVersion).where(col(MaterialVersion.material_id) == material_id)
    return list((await session.execute(query.order_by(col(MaterialVersion.number)))).scalars())
