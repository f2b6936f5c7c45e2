"""What waits to be sent, what is being sent, and what was given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among

from ..models import (
    DeliveredMessage,
    Message,
    MessageDelivery,
    MessageDeliveryState,
    MessagePreference,
    Person,
)
from ..rules.outward.message_deliveries import MessageDeliveryMissing
from .messages import is_reachable


@dataclass(frozen=True, slots=True)
class InHand:
    """One sending with what is needed for it. Without a person nobody is to be reached any more."""

    delivery: MessageDelivery
    person: Person | None
    preference: MessagePreference | None
    messages: list[Message]


async def waited_for(session: AsyncSession, at: datetime, most: int) -> list[UUID]:
    """The people for whom messages are due to be sent, who waited longest first."""
    due = func.min(col(Message.deliver_at))
    query = select(col(Message.person_id)).where(col(Message.deliver_at) <= at)
    query = query.group_by(col(Message.person_id)).order_by(due).limit(most)
    return list((await session.execute(query)).scalars())


async def locked_person(session: AsyncSession, person_id: UUID) -> Person | None:
    """The person, if a message may reach them; the row is locked."""
    query = select(Person).where(col(Person.id) == person_id, is_reachable()).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def waiting(session: AsyncSession, person_id: UUID, at: datetime) -> list[Message]:
    """The person's messages that are due to be sent, oldest first, locked."""
    query = select(Message).where(col(Message.person_id) == person_id, col(Message.deliver_at) <= at)
    return list((await session.execute(query.order_by(col(Message.id)).with_for_update())).scalars())


async def has_slot(session: AsyncSession, person_id: UUID, slot: datetime, *, urgent: bool) -> bool:
    """Whether something was sent, or is to be, in this hour or minute."""
    query = select(col(MessageDelivery.id)).where(
        col(MessageDelivery.person_id) == person_id,
        col(MessageDelivery.slot) == slot,
        col(MessageDelivery.urgent) == urgent,
    )
    return (await session.execute(query.limit(1))).first() is not None


async def taken(session: AsyncSession, at: datetime, most: int) -> list[MessageDelivery]:
    """Sendings whose time has come, locked; those in another worker's hand are passed over."""
    query = (
        select(MessageDelivery)
        .where(col(MessageDelivery.state) == MessageDeliveryState.WAITING, col(MessageDelivery.next_at) <= at)
        .order_by(col(MessageDelivery.next_at))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return list((await session.execute(query)).scalars())


async def in_hand(session: AsyncSession, delivery: MessageDelivery) -> InHand:
    """What is needed to send it, as it is now: what was read or taken back meanwhile is not spoken of."""
    people = await session.execute(
        select(Person, MessagePreference)
        .outerjoin(MessagePreference, col(MessagePreference.person_id) == col(Person.id))
        .where(col(Person.id) == delivery.person_id, is_reachable())
    )
    person, preference = people.one_or_none() or (None, None)
    rows = await session.execute(
        select(Message)
        .join(DeliveredMessage, col(DeliveredMessage.message_id) == col(Message.id))
        .where(col(DeliveredMessage.delivery_id) == delivery.id)
        .where(col(Message.read_at).is_(None), col(Message.withdrawn).is_(False))
        .order_by(col(Message.id))
    )
    return InHand(delivery, person, preference, list(rows.scalars()))


def listed(state: MessageDeliveryState | None) -> Select[Any]:
    """All, or those in one state."""
    query = select(MessageDelivery)
    return query.where(col(MessageDelivery.state) == state) if state else query


async def one(session: AsyncSession, delivery_id: UUID, *, lock: bool = False) -> MessageDelivery:
    """Raises MessageDeliveryMissing."""
    found = await session.get(MessageDelivery, delivery_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise MessageDeliveryMissing
    return found


async def counts(session: AsyncSession, deliveries: Sequence[MessageDelivery]) -> dict[UUID, int]:
    """Of how many messages each speaks."""
    ids = [row.id for row in deliveries]
    query = (
        select(col(DeliveredMessage.delivery_id), func.count())
        .where(among(session, col(DeliveredMessage.delivery_id), ids))
        .group_by(col(DeliveredMessage.delivery_id))
    )
    found = (await session.execute(query)).all() if ids else ()
    return {row[0]: row[1] for row in found}
