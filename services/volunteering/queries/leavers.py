"""Who has left the factory, and what of theirs waits for nobody any more. Whoever retires may well go on serving."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.roster import PERSON

from ..models import Resource, TakingState, WishTaking

_RETIRED = "retired"


def left() -> ColumnElement[bool]:
    """Of a row of the roster: no longer active, and not for having retired."""
    return and_(PERSON.c.active.is_(False), or_(PERSON.c.departure.is_(None), PERSON.c.departure != _RETIRED))


async def takings(session: AsyncSession) -> Sequence[tuple[UUID, UUID]]:
    """Wishes taken and not fulfilled by people who have left: person and community, in order."""
    table = WishTaking
    query = (
        select(col(table.person_id), col(table.community_id))
        .join(PERSON, PERSON.c.id == col(table.person_id))
        .where(left(), col(table.state) == TakingState.TAKEN)
        .distinct()
        .order_by(col(table.person_id), col(table.community_id))
    )
    return [(person_id, community_id) for person_id, community_id in await session.execute(query)]


async def offers(session: AsyncSession) -> int:
    """How much stands that people offer who have left."""
    query = select(func.count()).select_from(_offered().subquery())
    return int((await session.execute(query)).scalar_one())


async def resources(session: AsyncSession) -> list[Resource]:
    """What people offer who have left, locked; what another round holds is left to it."""
    query = _offered().order_by(col(Resource.id)).with_for_update(of=Resource, skip_locked=True)
    return list((await session.execute(query)).scalars())


def _offered() -> Select[Resource]:
    query = select(Resource).join(PERSON, PERSON.c.id == col(Resource.person_id))
    return query.where(left(), col(Resource.withdrawn_at).is_(None))
