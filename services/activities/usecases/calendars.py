"""Calendar feeds: made, revoked."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import CalendarFeed, FeedScope
from ..queries import calendars as queries
from ..rules import calendars as rules


async def subscribe(
    session: AsyncSession, scope: FeedScope, *, by: UUID, at: datetime
) -> tuple[CalendarFeed, str]:
    """A feed and its token, which is kept only as a hash. Raises FeedsMany."""
    rules.may_subscribe(await queries.count(session, by))
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(person_id=by, scope=scope, token_hash=digest(token), made_at=at)
    session.add(feed)
    await session.flush()
    return feed, token


async def revoke(session: AsyncSession, feed: CalendarFeed, *, at: datetime) -> CalendarFeed:
    """From now on its token opens nothing."""
    feed.revoked_at = at
    await session.flush()
    return feed


def digest(token: str) -> str:
    """A token as it is kept. It has 256 random bits, so a plain hash suffices."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
