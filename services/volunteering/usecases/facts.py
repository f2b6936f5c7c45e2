"""What other services tell: when a person is bound elsewhere."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.facts import Fact
from shared.inbox import Heard

from ..models import Engagement
from ..queries import engagements


async def hear(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """Keep the newest state of an engagement, in whatever order its states come; any other fact is none of ours."""
    if fact.type != "engagement.changed":
        return "ignored", None
    data: dict[str, Any] = fact.data
    starts_at, ends_at = _instant(data["starts_at"]), _instant(data["ends_at"])
    if (starts_at is None) != (ends_at is None):
        return "refused", "fact_unreadable"
    person_id, source_id, version = UUID(data["person_id"]), UUID(data["source_id"]), int(data["version"])
    known = await engagements.known(session, person_id, source_id)
    if known is None:
        known = Engagement(person_id=person_id, source_id=source_id, version=version, heard_at=at)
    elif version <= known.version:
        return "ignored", "fact_superseded"
    known.version, known.firm, known.heard_at = version, bool(data["firm"]), at
    known.starts_at, known.ends_at = starts_at, ends_at
    session.add(known)
    await session.flush()
    return "applied", None


def _instant(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None
