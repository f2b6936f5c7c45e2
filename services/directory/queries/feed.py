"""Questions about the feed. Whoever may read it reads all of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, cast, exists, literal
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import FeedEvent, FeedHead, Person
from ..rules.outward.feed import EventType

HEAD_ID = 1


async def head(session: AsyncSession, *, lock: bool = False) -> FeedHead:
    """How far places have been given out, and from where on the feed shows them."""
    return await session.get_one(FeedHead, HEAD_ID, with_for_update=lock or None, populate_existing=True)


async def after(session: AsyncSession, position: int, most: int) -> Sequence[FeedEvent]:
    """What stands behind this place, in order."""
    query = select(FeedEvent).where(col(FeedEvent.position) > position).order_by(col(FeedEvent.position))
    return (await session.exec(query.limit(most))).all()


async def is_waiting(session: AsyncSession) -> bool:
    """Whether anything has no place yet."""
    query = select(exists().where(col(FeedEvent.position).is_(None)))
    return bool((await session.execute(query)).scalar_one())


async def waiting(session: AsyncSession, most: int) -> Sequence[FeedEvent]:
    """What has no place yet, locked, oldest first. What somebody is just changing comes next time."""
    query = select(FeedEvent).where(col(FeedEvent.position).is_(None))
    query = query.order_by(col(FeedEvent.at), col(FeedEvent.key)).limit(most)
    return (await session.exec(query.with_for_update(skip_locked=True))).all()


async def since(session: AsyncSession, at: datetime, types: Sequence[str], most: int) -> Sequence[FeedEvent]:
    """The newest state of everything that has changed since, in order."""
    query = select(FeedEvent).where(
        col(FeedEvent.position).is_not(None), col(FeedEvent.at) >= at, col(FeedEvent.type).in_(types)
    )
    return (await session.exec(query.order_by(col(FeedEvent.position)).limit(most))).all()


async def last_before(session: AsyncSession, at: datetime) -> int:
    """The last place whose event is older; 0 if none is."""
    query = select(func.max(FeedEvent.position)).where(col(FeedEvent.at) < at)
    return (await session.execute(query)).scalar_one() or 0


async def persons_left_out(session: AsyncSession, most: int) -> Sequence[UUID]:
    """Persons of whom the feed has never heard: those who were here before it."""
    known = exists().where(
        col(FeedEvent.type) == EventType.PERSON_CHANGED,
        col(FeedEvent.key) == literal(f"{EventType.PERSON_CHANGED.value}:") + cast(col(Person.id), String),
    )
    return (await session.exec(select(Person.id).where(~known).limit(most))).all()
