"""Facts of other services become entries by the branch's scheme, each source once."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.facts import Fact
from shared.ids import new_id
from shared.inbox import Apply, Heard

from ..models import Origin
from ..queries.members import belonging
from ..rules import entries, facts, periods
from ..rules.scheme_text import Item
from .desk import Place, placed
from .posting import Post, post


def hear_by(types: Collection[str]) -> Apply:
    """Hears these types; any other is none of ours."""

    async def apply(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
        return await hear(session, fact, at) if fact.type in types else ("ignored", None)

    return apply


async def hear(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """Post what the fact is worth. It is parked while member or period are not known, or once results are computed."""
    told = facts.told(fact.data)
    belongs = await belonging(session, told.person_id, told.occurred_on)
    if belongs is None:
        return "parked", "member_missing"
    place = await placed(session, belongs, told.occurred_on)
    if place is None:
        return "parked", "period_missing"
    if place.period.state not in periods.TAKES_ENTRIES:
        return "parked", "period_closed"
    earned = facts.earned_by(place.text, fact.type, told)
    if not earned:
        return "ignored", None
    posts = [_post(place, item, quantity, points, told, at) for item, quantity, points in earned]
    answers = await post(await session.connection(), posts)
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return ("applied" if any(answer.fresh for answer in answers) else "duplicate"), None


def _post(
    place: Place, item: Item, quantity: Decimal, points: Decimal, told: facts.Told, at: datetime
) -> Post:
    values: dict[str, object] = {
        "id": new_id(),
        "member_id": told.person_id,
        "period_id": place.period.id,
        "branch_id": place.belongs.branch_id,
        "group_id": place.belongs.group_id,
        "number": 0,
        "item_code": item.code,
        "points": points,
        "quantity": quantity,
        "level": None,
        "achievement": None,
        "occurred_on": told.occurred_on,
        "recorded_at": at,
        "origin": Origin.FACT.value,
        "source_key": entries.source_of_fact(item.code, told.person_id, told.source_id),
        "reference": told.source_id,
        "claim_id": None,
        "reverses_id": None,
        "posted_by": None,
        "posted_role": "system",
    }
    return Post(values, place.period.code, periods.TAKES_ENTRIES)
