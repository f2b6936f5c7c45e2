"""What HR has been promised to be sent, in one place by the client that walks, in the others by another."""

from datetime import UTC, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.directory.models import DeliveryState, Disabling, WebhookDelivery, WebhookEndpoint
from shared.auth.policy import Role
from tests.points.world import ident

from .targets import BY_ROLE, Target

_AT = datetime(2026, 9, 1, 4, tzinfo=UTC)


async def furnish(session: AsyncSession, place: str) -> dict[str, Target]:
    """An endpoint that sends nothing, since it is disabled, and a message that it was sent before."""
    owner_id = BY_ROLE[Role.HR_CLIENT] if place == "own" else ident("hr")
    endpoint_id, delivery_id = ident(f"endpoint of {place}"), ident(f"delivery of {place}")
    session.add(
        WebhookEndpoint(
            id=endpoint_id,
            owner_id=owner_id,
            title="人力资源系统",
            url="https://hr.factory.example/siyou",
            event_types=["person.changed"],
            made_by=owner_id,
            made_at=_AT,
            disabled_at=_AT,
            disabled_because=Disabling.ASKED,
        )
    )
    await session.flush()
    session.add(
        WebhookDelivery(
            id=delivery_id,
            endpoint_id=endpoint_id,
            owner_id=owner_id,
            message_id="000000000001ef924f7662bdd736",
            type="person.changed",
            body="{}",
            made_at=_AT,
            state=DeliveryState.DELIVERED,
            attempts=1,
            last_at=_AT,
            last_status=204,
        )
    )
    await session.flush()
    return {
        "webhook_endpoint_id": _of(endpoint_id, owner_id),
        "webhook_delivery_id": _of(delivery_id, owner_id),
    }


def _of(row_id: UUID, owner_id: UUID) -> Target:
    return Target(row_id, owner_id, None, None)
