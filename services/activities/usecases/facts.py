"""What other services tell beside the roster: that somebody's vote is suspended, and that it is no longer."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.facts import Fact
from shared.inbox import Heard

from ..models import VoteSuspension

SUSPENSION = VoteSuspension.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_SUSPENDS = "vote_suspended"
_DAYS = {"discipline.recorded": "from_on", "discipline.lifted": "lifted_on"}


async def hear(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """Either day of a suspension, in whatever order; rolls follow by themselves. Any other fact is none of ours."""
    del at
    column = _DAYS.get(fact.type)
    if column is None or fact.data["effect"] != _SUSPENDS:
        return "ignored", None
    row = {
        "id": UUID(str(fact.data["source_id"])),
        "person_id": UUID(str(fact.data["person_id"])),
        column: date.fromisoformat(str(fact.data["occurred_on"])).isoformat(),
    }
    # The name is one of our two columns.
    tail = f"ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}"
    await bulk.insert(await session.connection(), SUSPENSION, [row], tail=tail)
    return "applied", None
