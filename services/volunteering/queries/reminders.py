"""Who is to be told of shifts and drives, in few statements however many they are."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Donation, DonationState, Shift, ShiftState, SignUp, SignUpState

MOST = 5000
"""No more people are reminded in one day."""
People = dict[UUID, tuple[Shift, list[UUID]]]


async def cancelled(
    session: AsyncSession, *, project_id: UUID | None = None, shift_id: UUID | None = None
) -> People:
    """Whose sign-ups ended with the shifts of a project, or with this one; by shift."""
    which = col(Shift.project_id) == project_id if project_id else col(Shift.id) == shift_id
    return await _signed_up(session, and_(which, col(SignUp.state) == SignUpState.SHIFT_CANCELLED))


async def coming(session: AsyncSession, since: datetime, until: datetime) -> People:
    """Who is signed up for shifts that begin between two instants, the first included; by shift."""
    return await _signed_up(
        session,
        and_(
            col(Shift.starts_at) >= since,
            col(Shift.starts_at) < until,
            col(Shift.state) == ShiftState.PLANNED,
            col(SignUp.state) == SignUpState.CONFIRMED,
        ),
    )


async def _signed_up(session: AsyncSession, which: ColumnElement[bool]) -> People:
    query = (
        select(Shift, col(SignUp.person_id)).join(SignUp, col(SignUp.shift_id) == col(Shift.id)).where(which)
    )
    found: People = {}
    people: dict[UUID, list[UUID]] = defaultdict(list)
    for shift, person_id in await session.execute(query.order_by(col(SignUp.id)).limit(MOST)):
        people[shift.id].append(person_id)
        found[shift.id] = shift, people[shift.id]
    return found


async def donors(session: AsyncSession, drive_id: UUID) -> list[UUID]:
    """Whose gifts a drive has received, by name; of anonymous donors nobody knows who they are."""
    query = select(col(Donation.person_id)).where(
        col(Donation.drive_id) == drive_id,
        col(Donation.state) == DonationState.RECEIVED,
        col(Donation.person_id).is_not(None),
    )
    return list((await session.execute(query.distinct())).scalars())
