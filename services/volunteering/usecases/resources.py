"""Resources: offered, changed and withdrawn by whose they are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Category, Resource, ResourceKind
from ..queries import volunteers
from ..rules import resources as rules


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be had, how much of it, and when."""

    kind: ResourceKind
    category: Category
    skill: str | None
    title: str
    description: str | None
    quantity: int
    from_at: datetime
    until_at: datetime
    region: str | None


async def offer(
    session: AsyncSession,
    what: Offer,
    *,
    branch_id: UUID | None,
    personal: bool,
    by: UUID,
    at: datetime,
) -> Resource:
    """Offer what is one's own, or for the branch what is the branch's.

    Raises KindNotPersonal, SkillUnnamed, ResourceBackwards; of a person NotVolunteer.
    """
    _judge(what, at, personal=personal)
    if personal:
        await volunteers.held(session, by)
    row = Resource(
        person_id=by if personal else None,
        branch_id=branch_id,
        offered_by=by,
        offered_at=at,
        **{name: getattr(what, name) for name in Offer.__slots__},
    )
    session.add(row)
    await session.flush()
    return row


async def rewrite(session: AsyncSession, row: Resource, what: Offer, *, at: datetime) -> Resource:
    """As a whole; the caller holds the row. Raises ResourceWithdrawn, and what offering raises."""
    rules.stands(row)
    _judge(what, at, personal=row.person_id is not None)
    for name in Offer.__slots__:
        setattr(row, name, getattr(what, name))
    await session.flush()
    return row


async def withdraw(session: AsyncSession, row: Resource, *, at: datetime) -> Resource:
    """At any time. Raises ResourceWithdrawn."""
    rules.stands(row)
    row.withdrawn_at = at
    await session.flush()
    return row


def _judge(what: Offer, at: datetime, *, personal: bool) -> None:
    rules.may_offer(what.kind, what.skill, personal=personal)
    rules.may_last(what.from_at, what.until_at, at)
