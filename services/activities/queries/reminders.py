"""Who is to be reminded of what, in few statements however many they are."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import Role
from shared.roster import APPOINTMENT, ORGANISATION, in_force

from ..models import (
    Duty,
    LessonOrder,
    MakeUp,
    MakeUpState,
    Meeting,
    MeetingState,
    Registration,
    RegistrationState,
    RollLine,
    Sitting,
    SittingState,
    Task,
    TaskCompletion,
    Undertaking,
    UndertakingState,
)
from ..rules.registrations import ACTIVE
from ..rules.undertakings import ASKED, TAKEN

MOST = 1000
"""Of each kind no more are reminded of in one day."""
People = dict[UUID, list[UUID]]


async def expected(session: AsyncSession, meetings: Collection[UUID]) -> People:
    """Who is on the roll of each meeting and not exempt from it, by people's word or by the roster."""
    query = select(col(RollLine.meeting_id), col(RollLine.person_id)).where(
        among(session, col(RollLine.meeting_id), meetings),
        col(RollLine.exempt_reason).is_(None),
        col(RollLine.absence).is_(None),
    )
    found: People = defaultdict(list)
    for meeting_id, person_id in await session.execute(query):
        found[meeting_id].append(person_id)
    return found


async def signed_up(session: AsyncSession, meeting_id: UUID, sitting_id: UUID | None = None) -> list[UUID]:
    """Who has a place, waits for one or has a duty at a sitting or at all, or had until it was called off."""
    registered = select(col(Registration.person_id)).where(
        col(Registration.sitting_id).in_(_sittings(meeting_id, sitting_id)),
        col(Registration.state).in_(sorted(ACTIVE | {RegistrationState.SITTING_CANCELLED})),
    )
    duties = select(col(Duty.id)).where(col(Duty.sitting_id).in_(_sittings(meeting_id, sitting_id)))
    undertaken = select(col(Undertaking.person_id)).where(
        col(Undertaking.duty_id).in_(duties),
        col(Undertaking.state).in_((ASKED, TAKEN, UndertakingState.SITTING_CANCELLED)),
    )
    return list((await session.execute(registered.union(undertaken))).scalars())


def _sittings(meeting_id: UUID, sitting_id: UUID | None) -> Select[UUID]:
    query = select(col(Sitting.id)).where(col(Sitting.meeting_id) == meeting_id)
    return query if sitting_id is None else query.where(col(Sitting.id) == sitting_id)


async def confirmed(session: AsyncSession, sittings: Collection[UUID]) -> People:
    """Who is sure of a place, by sitting."""
    query = select(col(Registration.sitting_id), col(Registration.person_id)).where(
        among(session, col(Registration.sitting_id), sittings),
        col(Registration.state) == RegistrationState.CONFIRMED,
    )
    found: People = defaultdict(list)
    for sitting_id, person_id in await session.execute(query) if sittings else ():
        found[sitting_id].append(person_id)
    return found


async def ordered(session: AsyncSession, lesson_id: UUID) -> list[UUID]:
    """Who wants a lesson of the menu."""
    query = select(col(LessonOrder.person_id)).where(
        col(LessonOrder.lesson_id) == lesson_id, col(LessonOrder.withdrawn_at).is_(None)
    )
    return list((await session.execute(query)).scalars())


async def owing(session: AsyncSession, meeting_id: UUID) -> list[MakeUp]:
    """What is due of a meeting."""
    query = select(MakeUp).where(col(MakeUp.meeting_id) == meeting_id, col(MakeUp.state) == MakeUpState.DUE)
    return list((await session.execute(query)).scalars())


async def make_ups(session: AsyncSession, on: date) -> list[MakeUp]:
    """Those whose last day this is."""
    query = select(MakeUp).where(col(MakeUp.state) == MakeUpState.DUE, col(MakeUp.due_on) == on)
    return list((await session.execute(query.order_by(col(MakeUp.id)).limit(MOST))).scalars())


async def tasks(session: AsyncSession, from_on: date, until_on: date) -> list[Task]:
    """Open ones whose last day is between two days, the newest first."""
    done = select(col(TaskCompletion.task_id))
    query = select(Task).where(col(Task.due_on).between(from_on, until_on), col(Task.id).not_in(done))
    query = query.order_by(col(Task.due_on).desc(), col(Task.id)).limit(MOST)
    return list((await session.execute(query)).scalars())


async def sittings(session: AsyncSession, since: datetime, until: datetime) -> list[tuple[Sitting, Meeting]]:
    """Those of noticed meetings that begin between two instants, the first included."""
    query = (
        select(Sitting, Meeting)
        .join(Meeting, col(Meeting.id) == col(Sitting.meeting_id))
        .where(
            col(Sitting.starts_at) >= since,
            col(Sitting.starts_at) < until,
            col(Sitting.state) != SittingState.CANCELLED,
            col(Meeting.state) == MeetingState.NOTICED,
        )
        .order_by(col(Sitting.starts_at))
        .limit(MOST)
    )
    return [(sitting, meeting) for sitting, meeting in await session.execute(query)]


async def responsible(session: AsyncSession, on: date) -> People:
    """By branch its secretaries, by group its leaders."""
    query = (
        select(ORGANISATION.c.id, APPOINTMENT.c.subject_id)
        .join(ORGANISATION, ORGANISATION.c.id == APPOINTMENT.c.organisation_id)
        .where(
            APPOINTMENT.c.role.in_(
                [Role.SECRETARY.value, Role.DEPUTY_SECRETARY.value, Role.GROUP_LEADER.value]
            ),
            in_force(APPOINTMENT, on),
        )
    )
    found: People = defaultdict(list)
    for organisation_id, person_id in await session.execute(query):
        found[organisation_id].append(person_id)
    return found
