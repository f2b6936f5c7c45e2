"""Calendar feeds, and what each of them shows: never more than its owner may see at that moment."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import grants_for
from shared.roster import standing

from ..models import CalendarFeed, FeedScope, Meeting, Programme, Registration, RegistrationState, Sitting
from ..rules.calendars import KEPT, CalendarFeedMissing
from . import meetings


async def by_token(session: AsyncSession, token_hash: str) -> CalendarFeed:
    """The feed that a token opens. Raises CalendarFeedMissing."""
    query = select(CalendarFeed).where(
        col(CalendarFeed.token_hash) == token_hash, col(CalendarFeed.revoked_at).is_(None)
    )
    return await _found(session, query)


async def own(session: AsyncSession, feed_id: UUID, person_id: UUID, *, lock: bool = False) -> CalendarFeed:
    """Raises CalendarFeedMissing."""
    query = of(person_id).where(col(CalendarFeed.id) == feed_id)
    return await _found(session, query.with_for_update() if lock else query)


def of(person_id: UUID) -> Select[CalendarFeed]:
    """Someone's feeds that have not been revoked."""
    return select(CalendarFeed).where(
        col(CalendarFeed.person_id) == person_id, col(CalendarFeed.revoked_at).is_(None)
    )


async def count(session: AsyncSession, person_id: UUID) -> int:
    """How many feeds someone has."""
    query = select(func.count()).select_from(of(person_id).subquery())
    found: int = (await session.execute(query)).scalar_one()
    return found


async def entries(
    session: AsyncSession, feed: CalendarFeed, *, on: date, at: datetime
) -> list[Row[Sitting, Meeting, Programme | None]]:
    """Sittings of noticed meetings that the feed shows, first one first, each with its programme.

    Raises CalendarFeedMissing.
    """
    owner = await standing(session, feed.person_id, on)
    if owner is None or not owner.active:
        raise CalendarFeedMissing
    seen = meetings.visible(grants_for(owner, "meeting.read"), feed.person_id)
    seen = seen.where(col(Meeting.number).is_not(None))
    if feed.scope is FeedScope.OWN:
        seen = seen.where(or_(meetings.on_roll(feed.person_id), _registered(feed.person_id)))
    ids = seen.with_only_columns(col(Meeting.id))
    query = (
        select(Sitting, Meeting, Programme)
        .join(Meeting, col(Meeting.id) == col(Sitting.meeting_id))
        .outerjoin(Programme, col(Programme.sitting_id) == col(Sitting.id))
        .where(col(Meeting.id).in_(ids), col(Sitting.ends_at) >= at - KEPT)
        .order_by(col(Sitting.starts_at), col(Sitting.id))
    )
    return list((await session.execute(query)).all())


def _registered(person_id: UUID) -> ColumnElement[bool]:
    query = (
        select(col(Sitting.meeting_id))
        .join(Registration, col(Registration.sitting_id) == col(Sitting.id))
        .where(
            col(Registration.person_id) == person_id, col(Registration.state) == RegistrationState.CONFIRMED
        )
    )
    return col(Meeting.id).in_(query)


async def _found(session: AsyncSession, query: Select[CalendarFeed]) -> CalendarFeed:
    found: CalendarFeed | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise CalendarFeedMissing
    return found
