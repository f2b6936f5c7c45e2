"""Who has left the factory or moved to another branch, and what of theirs is still open."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.roster import MEMBERSHIP, PERSON, in_force

from ..models import (
    Duty,
    Lesson,
    LessonOrder,
    Meeting,
    Nomination,
    NominationState,
    RollLine,
    RollStanding,
    Sitting,
    SittingState,
    Undertaking,
)
from ..rules.duties import UNTIL_IT_IS_CLOSED
from ..rules.undertakings import ASKED, TAKEN


def left(on: date) -> ColumnElement[bool]:
    """Of a row of the roster: gone by that day; without a known day, gone."""
    # Neither side is ever unknown, so that it can be negated.
    dated = and_(PERSON.c.departed_on.is_not(None), PERSON.c.departed_on <= on)
    return or_(dated, and_(PERSON.c.departed_on.is_(None), PERSON.c.active.is_(False)))


def gone_or_moved(person: Any, branch: Any, meeting: Any, on: date) -> ColumnElement[bool]:
    """Of a row about a meeting, joined with the person's in the roster: nothing keeps them there any more.

    Who belonged to its branch and does not on that day has moved, unless invited to the meeting as a guest.
    """
    invited = exists().where(
        col(RollLine.meeting_id) == meeting,
        col(RollLine.person_id) == person,
        col(RollLine.standing) == RollStanding.GUEST,
    )
    before = _there(person, branch, MEMBERSHIP.c.until_on < on)
    now = _there(person, branch, in_force(MEMBERSHIP, on))
    return or_(PERSON.c.active.is_(False), and_(before, not_(now), not_(invited)))


def _there(person: Any, branch: Any, span: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(MEMBERSHIP.c.person_id == person, MEMBERSHIP.c.branch_id == branch, span)


async def undertakings(session: AsyncSession, at: datetime, on: date) -> Sequence[tuple[UUID, UUID, bool]]:
    """Asked or taken by such people at sittings to come: the undertaking, its duty, whether they left the factory."""
    table = Undertaking
    query = (
        select(col(table.id), col(table.duty_id), PERSON.c.active.is_(False))
        .join(Duty, col(Duty.id) == col(table.duty_id))
        .join(Sitting, col(Sitting.id) == col(Duty.sitting_id))
        .join(Meeting, col(Meeting.id) == col(Sitting.meeting_id))
        .join(PERSON, PERSON.c.id == col(table.person_id))
        .where(
            col(table.state).in_((ASKED, TAKEN)),
            col(Sitting.starts_at) > at,
            col(Sitting.state) != SittingState.CANCELLED,
            col(Meeting.state).in_(UNTIL_IT_IS_CLOSED),
            gone_or_moved(col(table.person_id), col(table.branch_id), col(Meeting.id), on),
        )
        .order_by(col(table.duty_id), col(table.id))
    )
    return [(row_id, duty_id, bool(gone)) for row_id, duty_id, gone in await session.execute(query)]


async def nominations(session: AsyncSession) -> Sequence[tuple[UUID, UUID]]:
    """Lessons that wait for the word of somebody who has left, each with the nomination."""
    table = Nomination
    query = (
        select(col(table.lesson_id), col(table.id))
        .join(PERSON, PERSON.c.id == col(table.lecturer_id))
        .where(
            PERSON.c.active.is_(False),
            col(table.state).in_((NominationState.OPEN, NominationState.DATE_PROPOSED)),
        )
        .order_by(col(table.lesson_id))
    )
    return [(lesson_id, row_id) for lesson_id, row_id in await session.execute(query)]


async def orders(session: AsyncSession) -> Sequence[tuple[UUID, UUID]]:
    """Lessons on the menu that have not opened, each with somebody who ordered it and has left."""
    table = LessonOrder
    query = (
        select(col(table.lesson_id), col(table.person_id))
        .join(Lesson, col(Lesson.id) == col(table.lesson_id))
        .join(PERSON, PERSON.c.id == col(table.person_id))
        .where(PERSON.c.active.is_(False), col(table.withdrawn_at).is_(None), col(Lesson.opened_at).is_(None))
        .order_by(col(table.lesson_id), col(table.person_id))
    )
    return [(lesson_id, person_id) for lesson_id, person_id in await session.execute(query)]
