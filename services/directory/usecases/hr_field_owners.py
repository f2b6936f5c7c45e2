"""Saying which source owns which field."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import HrFieldOwner
from ..rules.hr.field_owners import Owner


async def set_all(session: AsyncSession, owners: Mapping[str, Owner]) -> None:
    """The whole table anew."""
    await session.execute(delete(HrFieldOwner))
    session.add_all(HrFieldOwner(field=field, owner=owner.value) for field, owner in owners.items())
    await session.flush()
