"""Service records that a caller may see, and what one is judged by."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, PERSON, in_force

from ..models import (
    Dispute,
    Project,
    RecordAct,
    RecordState,
    RecordStep,
    ServiceRecord,
    SharedField,
    Shift,
    SignUp,
    SignUpState,
    Volunteer,
)
from ..rules.service_records import OVER, PUBLIC, Known, RecordMissing
from ..rules.shifts import ShiftMissing
from ..rules.sign_ups import NotVolunteer
from . import sharing
from .leavers import left

_NOBODY = Known(here=False, belonged=False)


def visible(grants: Sequence[Grant]) -> Select[ServiceRecord]:
    """The own ones, those of the own branch's projects, those of the own community whose people share their hours."""
    return select(ServiceRecord).where(
        sharing.reached(
            grants,
            person=col(ServiceRecord.person_id),
            branch=col(ServiceRecord.branch_id),
            community=col(ServiceRecord.community_id),
            field=SharedField.HOURS,
        )
    )


async def one(session: AsyncSession, record_id: UUID, grants: Sequence[Grant]) -> ServiceRecord:
    """Raises RecordMissing."""
    return await _found(session, visible(grants).where(col(ServiceRecord.id) == record_id))


async def _found(session: AsyncSession, query: Select[ServiceRecord]) -> ServiceRecord:
    found: ServiceRecord | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise RecordMissing
    return found


def narrowed(
    query: Select[ServiceRecord],
    *,
    person_id: UUID | None = None,
    shift_id: UUID | None = None,
    state: RecordState | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Select[ServiceRecord]:
    """By what a list may be asked for; both days belong to it."""
    wanted = {
        col(ServiceRecord.person_id): person_id,
        col(ServiceRecord.shift_id): shift_id,
        col(ServiceRecord.state): state,
    }
    query = query.where(*(column == value for column, value in wanted.items() if value is not None))
    if from_on is not None:
        query = query.where(col(ServiceRecord.served_on) >= from_on)
    return query if until_on is None else query.where(col(ServiceRecord.served_on) <= until_on)


async def volunteers_locked(session: AsyncSession, people: Collection[UUID]) -> dict[UUID, Volunteer]:
    """Their rows, by person: the lock of everything that concerns a person's time."""
    query = select(Volunteer).where(among(session, col(Volunteer.person_id), people))
    rows = (await session.execute(query.order_by(col(Volunteer.id)).with_for_update())).scalars()
    return {row.person_id: row for row in rows}


async def volunteer_locked(session: AsyncSession, person_id: UUID) -> Volunteer:
    """Raises NotVolunteer."""
    found = (await volunteers_locked(session, [person_id])).get(person_id)
    if found is None:
        raise NotVolunteer
    return found


async def again(session: AsyncSession, record_id: UUID) -> ServiceRecord:
    """The record, read anew under its lock; the caller holds the volunteer's. Raises RecordMissing."""
    query = select(ServiceRecord).where(col(ServiceRecord.id) == record_id).with_for_update()
    return await _found(session, query.execution_options(populate_existing=True))


async def of_sign_ups(session: AsyncSession, sign_up_ids: Collection[UUID]) -> dict[UUID, ServiceRecord]:
    """The records of these sign-ups, by sign-up, locked in the order of their ids."""
    # Nothing else is among them than ids, though the column may be empty.
    column: SQLCoreOperations[UUID] = col(ServiceRecord.sign_up_id)  # type: ignore[arg-type]
    query = select(ServiceRecord).where(among(session, column, sign_up_ids))
    query = query.order_by(col(ServiceRecord.id)).with_for_update()
    rows = (await session.execute(query.execution_options(populate_existing=True))).scalars()
    return {row.sign_up_id: row for row in rows if row.sign_up_id}


async def of_day(
    session: AsyncSession, person_id: UUID, served_on: date, but: UUID | None = None
) -> list[ServiceRecord]:
    """The person's records of a day, without one of them."""
    query = select(ServiceRecord).where(
        col(ServiceRecord.person_id) == person_id, col(ServiceRecord.served_on) == served_on
    )
    query = query if but is None else query.where(col(ServiceRecord.id) != but)
    return list((await session.execute(query)).scalars())


async def touching(
    session: AsyncSession, person_id: UUID, span: tuple[int, int], but: UUID | None = None
) -> list[ServiceRecord]:
    """The person's standing records whose numbers meet these, without one of them."""
    query = select(ServiceRecord).where(
        col(ServiceRecord.person_id) == person_id,
        col(ServiceRecord.busy_from) < span[1],
        col(ServiceRecord.busy_until) > span[0],
        col(ServiceRecord.state).not_in(sorted(OVER)),
    )
    query = query if but is None else query.where(col(ServiceRecord.id) != but)
    return list((await session.execute(query)).scalars())


async def known(session: AsyncSession, person_id: UUID, on: date) -> Known | None:
    """What the roster knows of a person, of today and of that day."""
    member = exists().where(MEMBERSHIP.c.person_id == person_id, in_force(MEMBERSHIP, on))
    query = select(left().label("left"), member.label("belonged")).where(PERSON.c.id == person_id)
    found = (await session.execute(query)).one_or_none()
    return None if found is None else Known(here=not found.left, belonged=bool(found.belonged))


async def gone(session: AsyncSession, days: Mapping[UUID, date]) -> set[UUID]:
    """Those of these people who had left by their day, as far as the roster knows."""
    query = select(PERSON.c.id).where(among(session, PERSON.c.id, days), left())
    absent = set((await session.execute(query)).scalars())
    return {each for each in absent if not (await known(session, each, days[each]) or _NOBODY).belonged}


async def sign_up(session: AsyncSession, shift_id: UUID, person_id: UUID) -> SignUp | None:
    """The sign-up that holds, read anew."""
    query = select(SignUp).where(
        col(SignUp.shift_id) == shift_id,
        col(SignUp.person_id) == person_id,
        col(SignUp.state) == SignUpState.CONFIRMED,
    )
    found: SignUp | None = (
        await session.execute(query.execution_options(populate_existing=True))
    ).scalar_one_or_none()
    return found


async def place_of(session: AsyncSession, shift_id: UUID) -> tuple[Shift, Project]:
    """A shift and its project. Raises ShiftMissing."""
    query = select(Shift, Project).join(Project, col(Project.id) == col(Shift.project_id))
    found = (await session.execute(query.where(col(Shift.id) == shift_id))).one_or_none()
    if found is None:
        raise ShiftMissing
    return found[0], found[1]


async def steps(session: AsyncSession, record_id: UUID) -> list[RecordStep]:
    """What happened to the record, oldest first."""
    query = select(RecordStep).where(col(RecordStep.record_id) == record_id).order_by(col(RecordStep.id))
    return list((await session.execute(query)).scalars())


async def entered_for(session: AsyncSession, row: ServiceRecord) -> str | None:
    """The side for which the record's figures were entered or corrected last."""
    query = select(col(RecordStep.side)).where(
        col(RecordStep.record_id) == row.id,
        col(RecordStep.act).in_([RecordAct.ENTERED, RecordAct.CORRECTED]),
    )
    return (await session.execute(query.order_by(col(RecordStep.id).desc()).limit(1))).scalar()


async def corrected_times(session: AsyncSession, row: ServiceRecord) -> tuple[datetime, datetime | None]:
    """From when to when the record is to go by the correction of its round."""
    query = select(col(RecordStep.starts_at), col(RecordStep.ends_at)).where(
        col(RecordStep.record_id) == row.id,
        col(RecordStep.act) == RecordAct.CORRECTED,
        col(RecordStep.round) == row.round,
    )
    found = (await session.execute(query.limit(1))).one()
    return found[0], found[1]


async def left_open(session: AsyncSession, at: datetime) -> list[tuple[ServiceRecord, datetime, datetime]]:
    """Records of people who were not seen going though their own time is over, with that time."""
    query = (
        select(ServiceRecord, col(SignUp.starts_at), col(SignUp.ends_at))
        .join(SignUp, col(SignUp.id) == col(ServiceRecord.sign_up_id))
        .where(col(ServiceRecord.state) == RecordState.PRESENT, col(SignUp.ends_at) < at)
        .order_by(col(ServiceRecord.id))
    )
    return [(row, starts_at, ends_at) for row, starts_at, ends_at in await session.execute(query)]


def _doubted() -> ColumnElement[bool]:
    return exists().where(col(Dispute.record_id) == col(ServiceRecord.id), col(Dispute.answered_at).is_(None))


async def publicity_over(session: AsyncSession, today: date) -> list[ServiceRecord]:
    """Records whose publicity ended before today and about which no dispute is open."""
    query = select(ServiceRecord).where(
        col(ServiceRecord.state).in_(sorted(PUBLIC)),
        col(ServiceRecord.public_until) < today,
        ~_doubted(),
    )
    return list((await session.execute(query.order_by(col(ServiceRecord.id)))).scalars())


async def is_doubted(session: AsyncSession, record_id: UUID) -> bool:
    """Whether a dispute about it is open."""
    query = select(col(Dispute.id)).where(
        col(Dispute.record_id) == record_id, col(Dispute.answered_at).is_(None)
    )
    return (await session.execute(query.limit(1))).first() is not None


def published(grants: Sequence[Grant], today: date) -> Select[ServiceRecord]:
    """What is public now, to the branch and, of people who share their hours, to the community."""
    return visible(grants).where(
        col(ServiceRecord.state).in_(sorted(PUBLIC)), col(ServiceRecord.public_until) >= today
    )
