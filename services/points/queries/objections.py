"""Objections that a caller may see."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import COMMITTEE, Reach
from shared.auth.principal import Grant
from shared.roster import APPOINTMENT, fence, in_force

from ..models import Claim, ClaimState, Entry, Objection, ObjectionReview, ObjectionState, Origin
from ..rules.objections import LineMissing, ObjectionMissing

MOST_REMINDED = 1000
"""More are not reminded of in one day."""
WAITING = (ObjectionState.OPEN, ObjectionState.APPEALED)


def visible(grants: Sequence[Grant]) -> Select[Objection]:
    """Objections that the rights reach; a member's own right reaches those filed by and those about the member."""
    own = [grant.anchor for grant in grants if grant.reach is Reach.OWN]
    reached = fence(grants, person=col(Objection.by_id), branch=col(Objection.branch_id))
    return select(Objection).where(or_(reached, col(Objection.member_id).in_(own)))


async def one(
    session: AsyncSession, objection_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Objection:
    """Raises ObjectionMissing."""
    query = visible(grants).where(col(Objection.id) == objection_id)
    found: Objection | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise ObjectionMissing
    return found


async def reviews(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[ObjectionReview]]:
    """Answers by objection, first step first."""
    query = (
        select(ObjectionReview)
        .where(col(ObjectionReview.objection_id).in_(ids))
        .order_by(col(ObjectionReview.step))
    )
    found: dict[UUID, list[ObjectionReview]] = {each: [] for each in ids}
    for review in (await session.execute(query)).scalars():
        found[review.objection_id].append(review)
    return found


async def open_count(session: AsyncSession, period_id: UUID) -> int:
    """How many objections of a period wait for an answer."""
    query = select(func.count()).where(
        col(Objection.period_id) == period_id, col(Objection.state).in_(WAITING)
    )
    count: int = (await session.execute(query)).scalar_one()
    return count


async def states_on(
    session: AsyncSession, entry_id: UUID | None, claim_id: UUID | None
) -> set[ObjectionState]:
    """The states of all objections to one line."""
    line = col(Objection.entry_id) == entry_id if entry_id else col(Objection.claim_id) == claim_id
    return set((await session.execute(select(col(Objection.state)).where(line))).scalars())


async def frozen_members(session: AsyncSession, period_id: UUID) -> dict[UUID, set[UUID]]:
    """Members with an open objection, and the entries or claims it freezes."""
    query = select(col(Objection.member_id), col(Objection.entry_id), col(Objection.claim_id)).where(
        col(Objection.period_id) == period_id, col(Objection.state).in_(WAITING)
    )
    found: dict[UUID, set[UUID]] = {}
    for member_id, entry_id, claim_id in await session.execute(query):
        found.setdefault(member_id, set()).update(each for each in (entry_id, claim_id) if each)
    return found


async def line(
    session: AsyncSession,
    grants: Sequence[Grant],
    person_id: UUID,
    entry_id: UUID | None,
    claim_id: UUID | None,
) -> Entry | Claim:
    """A line of the own branch's published result, or one's own in a branch that one has left. Raises LineMissing.

    A matter of discipline is a line for nobody but whom it concerns.
    """
    table: type[Entry | Claim] = Entry if entry_id else Claim
    own = col(table.member_id) == person_id
    query = select(table).where(
        col(table.id) == (entry_id or claim_id),
        or_(
            own,
            and_(fence(grants, branch=col(table.branch_id)), col(table.origin) != Origin.DISCIPLINE.value),
        ),
    )
    if table is Claim:
        query = query.where(col(Claim.state).in_((ClaimState.APPROVED, ClaimState.REJECTED)))
    found: Entry | Claim | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise LineMissing
    return found


async def unanswered(session: AsyncSession, from_on: date, until_on: date) -> list[Objection]:
    """Those that wait for the committee and are due between two days, at most `MOST_REMINDED`, longest due first."""
    query = select(Objection).where(
        col(Objection.state) == ObjectionState.OPEN, col(Objection.answer_due_on).between(from_on, until_on)
    )
    query = query.order_by(col(Objection.answer_due_on), col(Objection.id)).limit(MOST_REMINDED)
    return list((await session.execute(query)).scalars())


async def committees(session: AsyncSession, branches: Collection[UUID], on: date) -> dict[UUID, list[UUID]]:
    """Who is on the committee of each branch on a day."""
    query = select(APPOINTMENT.c.organisation_id, APPOINTMENT.c.subject_id).where(
        among(session, APPOINTMENT.c.organisation_id, branches),
        APPOINTMENT.c.role.in_([role.value for role in COMMITTEE]),
        in_force(APPOINTMENT, on),
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for branch_id, person_id in await session.execute(query):
        found[branch_id].append(person_id)
    return found
