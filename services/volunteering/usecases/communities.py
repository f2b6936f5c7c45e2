"""Communities: their profiles, written by their officers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Community
from ..queries.communities import Known
from ..rules import communities as rules


@dataclass(frozen=True, slots=True)
class Profile:
    """Where and when a community is found; the place in millionths of a degree."""

    address: str | None
    region: str | None
    phone: str | None
    latitude: int | None
    longitude: int | None
    opening_hours: str | None
    contact_post: str | None


async def write(
    session: AsyncSession, community: Known, profile: Profile, *, by: UUID, at: datetime
) -> Community:
    """Write it as a whole; the caller holds the community locked. Raises PlaceHalfGiven."""
    rules.may_lie(profile.latitude, profile.longitude)
    row = community.profile or Community(id=community.id, written_by=by, written_at=at)
    for name in Profile.__slots__:
        setattr(row, name, getattr(profile, name))
    row.written_by, row.written_at = by, at
    session.add(row)
    await session.flush()
    return row
