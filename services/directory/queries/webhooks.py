"""Questions about webhook endpoints, their secrets and deliveries. One's own are seen, or all by who guards them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookSecret


def endpoints(grants: Sequence[Grant]) -> Select[Any]:
    """Endpoints within reach."""
    return select(WebhookEndpoint).where(fence(grants, person=col(WebhookEndpoint.owner_id)))


async def endpoint(
    session: AsyncSession, grants: Sequence[Grant], endpoint_id: UUID, *, lock: bool = False
) -> WebhookEndpoint | None:
    """The endpoint, if within reach."""
    query = endpoints(grants).where(col(WebhookEndpoint.id) == endpoint_id)
    return (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


def deliveries(
    grants: Sequence[Grant], *, endpoint_id: UUID | None = None, state: DeliveryState | None = None
) -> Select[Any]:
    """Deliveries within reach."""
    query = select(WebhookDelivery).where(fence(grants, person=col(WebhookDelivery.owner_id)))
    if endpoint_id:
        query = query.where(col(WebhookDelivery.endpoint_id) == endpoint_id)
    return query.where(col(WebhookDelivery.state) == state) if state else query


async def delivery(
    session: AsyncSession, grants: Sequence[Grant], delivery_id: UUID, *, lock: bool = False
) -> WebhookDelivery | None:
    """The delivery, if within reach."""
    query = deliveries(grants).where(col(WebhookDelivery.id) == delivery_id)
    return (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


async def secrets(
    session: AsyncSession, endpoint_ids: Sequence[UUID], at: datetime
) -> Sequence[WebhookSecret]:
    """Secrets in force of these endpoints, newest first."""
    query = select(WebhookSecret).where(
        col(WebhookSecret.endpoint_id).in_(endpoint_ids),
        or_(col(WebhookSecret.expires_at).is_(None), col(WebhookSecret.expires_at) > at),
    )
    return (await session.exec(query.order_by(col(WebhookSecret.id).desc()))).all()


async def listening(session: AsyncSession) -> Sequence[WebhookEndpoint]:
    """Endpoints that are not disabled."""
    query = select(WebhookEndpoint).where(col(WebhookEndpoint.disabled_at).is_(None))
    return (await session.exec(query.order_by(col(WebhookEndpoint.id)))).all()


async def due(
    session: AsyncSession, at: datetime, most: int
) -> Sequence[tuple[WebhookDelivery, WebhookEndpoint]]:
    """What is to be sent now, longest due first, locked against other processes; nothing to who is disabled."""
    query = (
        select(WebhookDelivery, WebhookEndpoint)
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
        .where(col(WebhookDelivery.next_at) <= at, col(WebhookEndpoint.disabled_at).is_(None))
        .order_by(col(WebhookDelivery.next_at))
        .limit(most)
        .with_for_update(of=WebhookDelivery, skip_locked=True)
    )
    return (await session.exec(query)).all()


async def is_due(session: AsyncSession, at: datetime) -> bool:
    """Whether anything is to be sent now."""
    query = (
        select(WebhookDelivery.id)
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
        .where(col(WebhookDelivery.next_at) <= at, col(WebhookEndpoint.disabled_at).is_(None))
    )
    return (await session.exec(query.limit(1))).first() is not None
