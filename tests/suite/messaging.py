"""A message that waits to be read in each place, and a sending of it that was given up."""

from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.directory.models import (
    Channel,
    DeliveredMessage,
    Message,
    MessageDelivery,
    MessageDeliveryState,
)
from tests.points.world import ident

from .targets import Target

_AT = datetime(2026, 9, 1, 4, tzinfo=UTC)


async def furnish(session: AsyncSession, member: str) -> dict[str, Target]:
    """The member's own message; the sending is the system administrator's business, wherever it went."""
    message_id, delivery_id = ident(f"message of {member}"), ident(f"letter to {member}")
    session.add(
        Message(
            id=message_id,
            person_id=ident(member),
            source="points",
            key="claim_decided/1",
            revision=1,
            kind="claim_decided",
            title_zh="积分申报已审定",
            title_en="Your claim was decided",
            body_zh="请查看结果。",
            body_en="Please look.",
            about="/v1/claims",
            compulsory=True,
            harmless=False,
            urgent=False,
            withdrawn=False,
            told_at=_AT,
        )
    )
    session.add(
        MessageDelivery(
            id=delivery_id,
            person_id=ident(member),
            channel=Channel.MAIL,
            slot=_AT,
            urgent=False,
            state=MessageDeliveryState.DEAD,
            made_at=_AT,
            next_at=_AT,
        )
    )
    await session.flush()
    session.add(DeliveredMessage(delivery_id=delivery_id, message_id=message_id))
    await session.flush()
    return {
        "message_id": Target(message_id, ident(member), None, None),
        "message_delivery_id": Target(delivery_id, None, None, None),
    }
