"""What the rolls of meetings bind people to."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Subquery, case, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import (
    Leave,
    LeaveState,
    Meeting,
    Registration,
    RegistrationState,
    RollLine,
    Sitting,
    SittingState,
)
from ..rules.engagements import OnRoll

_EXEMPT = or_(col(RollLine.exempt_reason).is_not(None), col(RollLine.absence).is_not(None)).label("exempt")


async def on_roll(
    session: AsyncSession, meeting_id: UUID, people: Collection[UUID] | None = None
) -> list[OnRoll]:
    """The lines of these people on the roll, or of all, in one statement; only right under the meeting's lock.

    The version adds up the revisions of the line, the meeting, its sittings and the person's requests for leave, and
    the number of the last two: none of them ever falls.
    """
    sittings, leaves = _sittings(meeting_id), _leaves(meeting_id)
    version = (
        col(RollLine.revision)
        + col(Meeting.revision)
        + func.coalesce(sittings.c.version, 0)
        + func.coalesce(leaves.c.version, 0)
    )
    query = (
        select(col(RollLine.id), col(RollLine.person_id), version, col(RollLine.standing))
        .add_columns(_EXEMPT, func.coalesce(leaves.c.granted, 0), col(Meeting.state))
        .add_columns(sittings.c.left, sittings.c.starts_at, sittings.c.ends_at)
        .join(Meeting, col(Meeting.id) == col(RollLine.meeting_id))
        .join(sittings, sittings.c.meeting_id == col(RollLine.meeting_id))
        .outerjoin(leaves, leaves.c.person_id == col(RollLine.person_id))
        .where(col(RollLine.meeting_id) == meeting_id)
        .order_by(col(RollLine.person_id))
    )
    if people is not None:
        query = query.where(col(RollLine.person_id).in_(people))
    return [
        OnRoll(
            line, person, int(version), standing, bool(exempt), bool(granted), state, left, starts_at, ends_at
        )
        for line, person, version, standing, exempt, granted, state, left, starts_at, ends_at in (
            await session.execute(query)
        )
    ]


def _sittings(meeting_id: UUID) -> Subquery:
    planned = col(Sitting.state) != SittingState.CANCELLED
    query = select(
        col(Sitting.meeting_id),
        (func.count() + func.sum(Sitting.revision)).label("version"),
        func.count(case((planned, 1))).label("left"),
        func.min(case((planned, col(Sitting.starts_at)))).label("starts_at"),
        func.max(case((planned, col(Sitting.ends_at)))).label("ends_at"),
    )
    return query.where(col(Sitting.meeting_id) == meeting_id).group_by(col(Sitting.meeting_id)).subquery()


def _leaves(meeting_id: UUID) -> Subquery:
    granted = case((col(Leave.state) == LeaveState.GRANTED, 1), else_=0)
    query = select(
        col(Leave.person_id),
        (func.count() + func.sum(Leave.revision)).label("version"),
        func.max(granted).label("granted"),
    )
    return query.where(col(Leave.meeting_id) == meeting_id).group_by(col(Leave.person_id)).subquery()


async def confirmed(session: AsyncSession, sitting_id: UUID) -> list[Registration]:
    """Who holds a place for certain, first one first."""
    query = select(Registration).where(
        col(Registration.sitting_id) == sitting_id, col(Registration.state) == RegistrationState.CONFIRMED
    )
    return list((await session.execute(query.order_by(col(Registration.turn)))).scalars())
