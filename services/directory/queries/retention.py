"""What has run out, oldest first, a bounded number at once."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among

from ..models import (
    CorrectionRequest,
    DeliveredMessage,
    DepartureReason,
    Message,
    MessageDelivery,
    Person,
    Reading,
    Table,
)

MOST = 500


async def forget_readings(session: AsyncSession, before: datetime) -> int:
    """How many went."""
    return await _forget(session, Reading, col(Reading.at) < before)


async def forget_answered(session: AsyncSession, before: datetime) -> int:
    """Requests that were answered before."""
    return await _forget(session, CorrectionRequest, col(CorrectionRequest.decided_at) < before)


async def forget_deliveries(session: AsyncSession, before: datetime) -> int:
    """Sendings made before, with what they spoke of."""
    old = await _oldest(session, MessageDelivery, col(MessageDelivery.made_at) < before)
    if old:
        await session.execute(
            delete(DeliveredMessage).where(among(session, col(DeliveredMessage.delivery_id), old))
        )
        await session.execute(delete(MessageDelivery).where(among(session, col(MessageDelivery.id), old)))
    return len(old)


async def forget_messages(session: AsyncSession, before: datetime) -> int:
    """Messages told before of which no sending speaks any more."""
    spoken_of = exists().where(col(DeliveredMessage.message_id) == col(Message.id))
    return await _forget(session, Message, (col(Message.told_at) < before) & ~spoken_of)


async def leavers_with_contact(session: AsyncSession, before: date) -> list[Person]:
    """Whoever left before, has not retired and can still be reached; locked, by id."""
    query = (
        select(Person)
        .where(
            col(Person.left_on) < before,
            col(Person.active).is_(False),
            col(Person.departure).is_distinct_from(DepartureReason.RETIRED.value),
            or_(col(Person.phone_sealed).is_not(None), col(Person.email).is_not(None)),
        )
        .order_by(col(Person.id))
        .limit(MOST)
        .with_for_update()
    )
    return list((await session.execute(query)).scalars())


async def _forget(session: AsyncSession, table: type[Table], over: ColumnElement[bool]) -> int:
    old = await _oldest(session, table, over)
    if old:
        await session.execute(delete(table).where(among(session, _id(table), old)))
    return len(old)


async def _oldest(session: AsyncSession, table: type[Table], over: ColumnElement[bool]) -> list[UUID]:
    query = select(_id(table)).where(over).order_by(_id(table)).limit(MOST)
    return list((await session.execute(query)).scalars())


def _id(table: type[Table]) -> ColumnElement[UUID]:
    found: ColumnElement[UUID] = table.__table__.c.id  # type: ignore[attr-defined]  # SQLModel adds it to tables
    return found
