"""Service scans, and the shifts for which a caller may record them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import (
    Confirmation,
    Mark,
    Project,
    ScanMethod,
    ScanVerdict,
    ServiceRecord,
    ServiceScan,
    SharedField,
    Shift,
    SignUp,
    SignUpState,
)
from ..rules.shifts import ShiftMissing
from . import sharing

Who = tuple[UUID, UUID]
"""A shift and a person."""


async def recordable(
    session: AsyncSession, ids: Collection[UUID], grants: Sequence[Grant]
) -> dict[UUID, Shift]:
    """Those of the shifts whose scans the caller records."""
    reached = fence(grants, branch=col(Shift.branch_id), community=col(Shift.community_id))
    query = select(Shift).where(among(session, col(Shift.id), ids), reached)
    return {row.id: row for row in (await session.execute(query)).scalars()}


async def recorded(session: AsyncSession, shift_id: UUID, grants: Sequence[Grant]) -> Shift:
    """A shift whose scans the caller records. Raises ShiftMissing."""
    found = await recordable(session, [shift_id], grants)
    if shift_id not in found:
        raise ShiftMissing
    return found[shift_id]


async def held(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, tuple[Shift, Project]]:
    """Shifts with their projects, under a lock that lets others scan too, but nobody call them off."""
    query = (
        select(Shift, Project)
        .join(Project, col(Project.id) == col(Shift.project_id))
        .where(among(session, col(Shift.id), ids))
        .order_by(col(Shift.id))
        .with_for_update(read=True, of=Shift)
        .execution_options(populate_existing=True)
    )
    return {shift.id: (shift, project) for shift, project in await session.execute(query)}


async def sign_ups(session: AsyncSession, who: Collection[Who]) -> dict[Who, SignUp]:
    """Those of these people who hold a sign-up for these shifts, read anew."""
    query = select(SignUp).where(
        among(session, col(SignUp.shift_id), {shift_id for shift_id, _ in who}),
        among(session, col(SignUp.person_id), {person_id for _, person_id in who}),
        col(SignUp.state) == SignUpState.CONFIRMED,
    )
    rows = (await session.execute(query.execution_options(populate_existing=True))).scalars()
    return {(row.shift_id, row.person_id): row for row in rows}


async def counting(session: AsyncSession, who: Collection[Who]) -> dict[Who, list[ServiceScan]]:
    """The valid scans of these people at these shifts."""
    query = select(ServiceScan).where(
        among(session, col(ServiceScan.shift_id), {shift_id for shift_id, _ in who}),
        among(session, col(ServiceScan.person_id), {person_id for _, person_id in who}),
        col(ServiceScan.verdict) == ScanVerdict.VALID,
    )
    found: dict[Who, list[ServiceScan]] = defaultdict(list)
    for row in (await session.execute(query.order_by(col(ServiceScan.id)))).scalars():
        if (row.shift_id, row.person_id) in who:
            found[row.shift_id, row.person_id].append(row)
    return found


async def spoken_about(session: AsyncSession, record_ids: Collection[UUID]) -> set[UUID]:
    """Those of the records about which a side has spoken in their round."""
    query = (
        select(col(Confirmation.record_id))
        .join(ServiceRecord, col(ServiceRecord.id) == col(Confirmation.record_id))
        .where(
            among(session, col(Confirmation.record_id), record_ids),
            col(Confirmation.round) == col(ServiceRecord.round),
        )
    )
    return set((await session.execute(query)).scalars())


async def others(
    session: AsyncSession, people: Collection[UUID], first: int, last: int
) -> list[ServiceRecord]:
    """Records of these people; `first` and `last` bound their numbers."""
    query = select(ServiceRecord).where(
        among(session, col(ServiceRecord.person_id), people),
        col(ServiceRecord.busy_until) > first,
        col(ServiceRecord.busy_from) < last,
    )
    return list((await session.execute(query)).scalars())


async def by_nonces(
    session: AsyncSession, senders: Collection[UUID], nonces: Collection[str]
) -> dict[tuple[UUID, str], ServiceScan]:
    """What was sent under these nonces, by sender and nonce."""
    query = select(ServiceScan).where(
        among(session, col(ServiceScan.by_id), senders), col(ServiceScan.nonce).in_(nonces)
    )
    return {(row.by_id, row.nonce): row for row in (await session.execute(query)).scalars()}


async def entered_by(session: AsyncSession, shift_id: UUID, person_id: UUID) -> set[UUID]:
    """Who has written this person down from a list or a device of their own."""
    query = select(col(ServiceScan.by_id)).where(
        col(ServiceScan.shift_id) == shift_id,
        col(ServiceScan.person_id) == person_id,
        col(ServiceScan.method) != ScanMethod.CODE,
        col(ServiceScan.verdict) == ScanVerdict.VALID,
    )
    return set((await session.execute(query.distinct())).scalars())


async def was_seen(session: AsyncSession, shift_id: UUID, person_id: UUID) -> bool:
    """Whether a valid scan saw this person coming."""
    query = select(col(ServiceScan.id)).where(
        col(ServiceScan.shift_id) == shift_id,
        col(ServiceScan.person_id) == person_id,
        col(ServiceScan.mark) == Mark.IN,
        col(ServiceScan.verdict) == ScanVerdict.VALID,
    )
    return (await session.execute(query.limit(1))).first() is not None


def of_shift(shift_id: UUID, grants: Sequence[Grant]) -> Select[ServiceScan]:
    """Every scan of a shift, those in quarantine too; to a community of people whose name it may know."""
    query = select(ServiceScan).join(Shift, col(Shift.id) == col(ServiceScan.shift_id))
    reached = sharing.reached(
        grants,
        person=col(ServiceScan.person_id),
        branch=col(Shift.branch_id),
        community=col(Shift.community_id),
        field=SharedField.NAME,
    )
    return query.where(col(ServiceScan.shift_id) == shift_id, reached)


async def of_record(session: AsyncSession, row: ServiceRecord) -> list[ServiceScan]:
    """What was seen of the person at that shift, oldest first."""
    query = select(ServiceScan).where(
        col(ServiceScan.shift_id) == row.shift_id, col(ServiceScan.person_id) == row.person_id
    )
    return list((await session.execute(query.order_by(col(ServiceScan.id)))).scalars())


async def shared_devices(session: AsyncSession, shift_id: UUID) -> set[str]:
    """Devices from which more than one person redeemed a code: somebody must look at it."""
    query = (
        select(col(ServiceScan.device))
        .where(
            col(ServiceScan.shift_id) == shift_id,
            col(ServiceScan.method) == ScanMethod.CODE,
            col(ServiceScan.mark) == Mark.IN,
            col(ServiceScan.device).is_not(None),
        )
        .group_by(col(ServiceScan.device))
        .having(func.count(col(ServiceScan.person_id).distinct()) > 1)
    )
    return set((await session.execute(query)).scalars())
