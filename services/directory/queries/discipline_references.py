"""Questions about discipline references. The old branch keeps its own; the person's present branch sees them all."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import DisciplineReference
from .persons import reached


def listed(
    grants: Sequence[Grant], today: date, *, person_id: UUID | None, standing: bool | None
) -> Select[Any]:
    """References within reach; `standing` are those not lifted."""
    columns = {"person": col(DisciplineReference.person_id), "branch": col(DisciplineReference.branch_id)}
    present = col(DisciplineReference.person_id).in_(reached(grants, today))
    query = select(DisciplineReference).where(or_(fence(grants, **columns), present))
    if person_id:
        query = query.where(col(DisciplineReference.person_id) == person_id)
    if standing is not None:
        lifted = col(DisciplineReference.lifted_on)
        query = query.where(lifted.is_(None) if standing else lifted.is_not(None))
    return query


async def within(
    session: AsyncSession, grants: Sequence[Grant], reference_id: UUID, today: date
) -> DisciplineReference | None:
    """The reference, if these rights go that far."""
    query = listed(grants, today, person_id=None, standing=None)
    query = query.where(col(DisciplineReference.id) == reference_id)
    return (await session.execute(query)).scalar_one_or_none()


async def again(session: AsyncSession, reference_id: UUID) -> DisciplineReference:
    """The reference as it stands now, locked; the person must be locked before."""
    return await session.get_one(
        DisciplineReference, reference_id, with_for_update=True, populate_existing=True
    )
