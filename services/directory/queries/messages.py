"""Messages: everybody's own, and nobody else's, whatever office one holds."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among

from ..models import DepartureReason, Message, MessagePreference, Person
from ..rules.outward.messages import MessageMissing

UNREAD = and_(col(Message.read_at).is_(None), col(Message.withdrawn) == false())


@dataclass(frozen=True, slots=True)
class Unread:
    """How many wait to be read, and how many of them are urgent or due."""

    unread: int
    urgent: int
    due: int


def own(person_id: UUID) -> Select[Any]:
    """Those of a person that were not taken back."""
    return select(Message).where(col(Message.person_id) == person_id, col(Message.withdrawn) == false())


def narrowed(query: Select[Any], *, unread: bool | None, kind: str | None) -> Select[Any]:
    """Only unread ones or only read ones, or those of one kind."""
    if unread is not None:
        query = query.where(col(Message.read_at).is_(None) if unread else col(Message.read_at).is_not(None))
    return query.where(col(Message.kind) == kind) if kind else query


async def one(session: AsyncSession, message_id: UUID, person_id: UUID, *, lock: bool = False) -> Message:
    """A message of the person's own, also one that was taken back. Raises MessageMissing."""
    query = select(Message).where(col(Message.id) == message_id, col(Message.person_id) == person_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: Message | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise MessageMissing
    return found


async def counted(session: AsyncSession, person_id: UUID) -> Unread:
    """What waits for a person."""
    urgent = func.count(case((col(Message.urgent) == true(), 1)))
    due = func.count(col(Message.due_at))
    query = select(func.count(), urgent, due).where(col(Message.person_id) == person_id, UNREAD)
    return Unread(*(await session.execute(query)).one())


def is_reachable() -> ColumnElement[bool]:
    """People who are here. To the dead nobody writes, whatever else is known of them."""
    alive = or_(col(Person.departure).is_(None), col(Person.departure) != DepartureReason.DIED)
    return and_(col(Person.active) == true(), alive)


async def reachable(session: AsyncSession, people: Collection[UUID]) -> list[tuple[UUID, list[str]]]:
    """Those of the people whom a message may reach, by id, each with the kinds that they have turned off."""
    query = (
        select(col(Person.id), col(MessagePreference.kinds_off))
        .outerjoin(MessagePreference, col(MessagePreference.person_id) == col(Person.id))
        .where(among(session, col(Person.id), people), is_reachable())
        .order_by(col(Person.id))
    )
    return [(person_id, off or []) for person_id, off in await session.execute(query)]
