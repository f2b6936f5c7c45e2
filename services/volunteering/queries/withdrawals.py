"""What a withdrawn consent ends."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import ServiceRecord, Shift, SignUp, SignUpState


async def to_come(session: AsyncSession, person_id: UUID, community_id: UUID, at: datetime) -> list[SignUp]:
    """Places that a person holds in a community and has not begun to use, by id."""
    table = SignUp
    served = exists().where(col(ServiceRecord.sign_up_id) == col(table.id))
    ahead = or_(col(table.starts_at) > at, and_(col(table.starts_at).is_(None), col(Shift.ends_at) > at))
    query = (
        select(table)
        .join(Shift, col(Shift.id) == col(table.shift_id))
        .where(
            col(table.person_id) == person_id,
            col(table.community_id) == community_id,
            col(table.state) == SignUpState.CONFIRMED,
            ahead,
            ~served,
        )
        .order_by(col(table.id))
    )
    return list((await session.execute(query)).scalars())
