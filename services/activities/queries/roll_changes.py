"""What the roster knows of those who belong to meetings, in few statements however many they are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, and_, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import COMMITTEE
from shared.roster import ABSENCE, APPOINTMENT, MEMBERSHIP, PERSON

from ..models import Meeting, MeetingState, RollLine, Sitting, SittingState, VoteSuspension
from ..rules.absences import Away
from ..rules.meetings import DUTY
from ..rules.roll_changes import Belonging, Roster, Seat, Suspended


async def roster(session: AsyncSession, branches: Collection[UUID], first: date, last: date) -> Roster:
    """Who belongs to these branches on one of these days, and what is known of them then; in four statements."""
    table = MEMBERSHIP.c
    there = and_(among(session, table.branch_id, branches), _touches(MEMBERSHIP, first, last))
    people = select(table.person_id).where(there)
    members = (
        select(table.person_id, table.branch_id, table.group_id, table.status, table.from_on, table.until_on)
        .add_columns(PERSON.c.active, PERSON.c.departed_on)
        .join(PERSON, PERSON.c.id == table.person_id)
        .where(there)
        .order_by(table.person_id, table.from_on)
    )
    held = APPOINTMENT.c
    seats = select(held.subject_id, held.organisation_id, held.from_on, held.until_on).where(
        among(session, held.organisation_id, branches),
        held.role.in_([role.value for role in COMMITTEE]),
        _touches(APPOINTMENT, first, last),
    )
    return Roster(
        belongings=[Belonging(*row) for row in await session.execute(members)],
        seats=[Seat(*row) for row in await session.execute(seats)],
        away=await _away(session, ABSENCE.c.person_id.in_(people), first, last),
        suspended=await _suspended(session, col(VoteSuspension.person_id).in_(people)),
    )


async def away(session: AsyncSession, on: date) -> dict[UUID, list[Away]]:
    """Everybody's absences that hold a day."""
    return await _away(session, ABSENCE.c.person_id.is_not(None), on, on)


async def _away(
    session: AsyncSession, whose: ColumnElement[bool], first: date, last: date
) -> dict[UUID, list[Away]]:
    table = ABSENCE.c
    query = select(table.person_id, table.kind, table.from_on, table.until_on)
    found: dict[UUID, list[Away]] = defaultdict(list)
    for person_id, *absence in await session.execute(query.where(whose, _touches(ABSENCE, first, last))):
        found[person_id].append(Away(*absence))
    return found


async def _suspended(session: AsyncSession, whose: ColumnElement[bool]) -> dict[UUID, list[Suspended]]:
    table = VoteSuspension
    query = select(col(table.person_id), col(table.from_on), col(table.lifted_on))
    found: dict[UUID, list[Suspended]] = defaultdict(list)
    for person_id, *span in await session.execute(query.where(whose, col(table.from_on).is_not(None))):
        found[person_id].append(Suspended(*span))
    return found


def _touches(table: Table, first: date, last: date) -> ColumnElement[bool]:
    return and_(table.c.from_on <= last, or_(table.c.until_on.is_(None), table.c.until_on >= first))


async def to_come(session: AsyncSession, at: datetime) -> list[Meeting]:
    """Noticed meetings of the kinds with a roll, no sitting of which has begun."""
    begun = select(col(Sitting.meeting_id)).where(_planned(), col(Sitting.starts_at) <= at)
    ahead = select(col(Sitting.meeting_id)).where(_planned(), col(Sitting.starts_at) > at)
    query = select(Meeting).where(
        col(Meeting.state) == MeetingState.NOTICED,
        col(Meeting.kind).in_(sorted(DUTY)),
        col(Meeting.id).in_(ahead),
        col(Meeting.id).not_in(begun),
    )
    return list((await session.execute(query.order_by(col(Meeting.id)))).scalars())


def _planned() -> ColumnElement[bool]:
    return col(Sitting.state) != SittingState.CANCELLED


async def lines(
    session: AsyncSession, meetings: Collection[UUID]
) -> dict[UUID, list[Row[UUID, UUID, str, bool, str | None, str | None]]]:
    """What of the lines of these meetings' rolls the roster can change; no objects are made of the rows."""
    table = RollLine
    query = select(
        *(col(each) for each in (table.meeting_id, table.person_id, table.standing)),
        *(col(each) for each in (table.may_vote, table.exempt_reason, table.absence)),
    ).where(among(session, col(table.meeting_id), meetings))
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in await session.execute(query):
        found[row.meeting_id].append(row)
    return found


async def gone(session: AsyncSession, people: Sequence[UUID]) -> set[UUID]:
    """Those of these people who have left the factory."""
    if not people:
        return set()
    query = select(PERSON.c.id).where(among(session, PERSON.c.id, people), PERSON.c.active.is_(False))
    return set((await session.execute(query)).scalars())
