"""Scans, and the sittings for which a caller may record them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Mark, Meeting, RollLine, Scan, ScanMethod, ScanVerdict, Sitting
from ..rules.meetings import MeetingMissing
from ..rules.sittings import SittingMissing


def recorded_by(grants: Sequence[Grant]) -> ColumnElement[bool]:
    """Meetings whose attendance the caller records: those in reach, and those where the caller is recorder."""
    return fence(
        grants,
        person=col(Meeting.recorder_id),
        group=col(Meeting.group_id),
        branch=col(Meeting.branch_id),
    )


async def recordable(
    session: AsyncSession, ids: Collection[UUID], grants: Sequence[Grant]
) -> dict[UUID, Sitting]:
    """Those of the sittings whose attendance the caller records."""
    query = select(Sitting).join(Meeting, col(Meeting.id) == col(Sitting.meeting_id))
    found = await session.execute(query.where(col(Sitting.id).in_(ids), recorded_by(grants)))
    return {row.id: row for row in found.scalars()}


async def recorded(session: AsyncSession, sitting_id: UUID, grants: Sequence[Grant]) -> Sitting:
    """A sitting whose attendance the caller records. Raises SittingMissing."""
    found = await recordable(session, [sitting_id], grants)
    if sitting_id not in found:
        raise SittingMissing
    return found[sitting_id]


async def meeting_recorded(session: AsyncSession, meeting_id: UUID, grants: Sequence[Grant]) -> Meeting:
    """A meeting whose attendance the caller records, locked. Raises MeetingMissing."""
    query = select(Meeting).where(col(Meeting.id) == meeting_id, recorded_by(grants)).with_for_update()
    found: Meeting | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise MeetingMissing
    return found


async def held_open(session: AsyncSession, meeting_ids: Collection[UUID]) -> dict[UUID, Meeting]:
    """The meetings, read anew, so that none is closed while its scans are written; scans bar no scans."""
    query = select(Meeting).where(col(Meeting.id).in_(meeting_ids)).order_by(col(Meeting.id))
    query = query.with_for_update(read=True).execution_options(populate_existing=True)
    return {row.id: row for row in (await session.execute(query)).scalars()}


async def counting(
    session: AsyncSession, meeting_id: UUID, person_ids: Collection[UUID] | None = None
) -> list[Scan]:
    """The valid scans of a meeting, of these people or of all."""
    query = select(Scan).where(col(Scan.meeting_id) == meeting_id, col(Scan.verdict) == ScanVerdict.VALID)
    if person_ids is not None:
        query = query.where(col(Scan.person_id).in_(person_ids))
    return list((await session.execute(query.order_by(col(Scan.id)))).scalars())


async def by_nonces(
    session: AsyncSession, senders: Collection[UUID], nonces: Collection[str]
) -> dict[tuple[UUID, str], Scan]:
    """What was sent under these nonces, by sender and nonce."""
    query = select(Scan).where(col(Scan.by_id).in_(senders), col(Scan.nonce).in_(nonces))
    return {(row.by_id, row.nonce): row for row in (await session.execute(query)).scalars()}


async def on_roll(
    session: AsyncSession, sitting_ids: Collection[UUID], people: Collection[UUID]
) -> dict[tuple[UUID, UUID], Sitting]:
    """The sittings of meetings on whose roll these people stand, by sitting and person."""
    query = (
        select(Sitting, col(RollLine.person_id))
        .join(RollLine, col(RollLine.meeting_id) == col(Sitting.meeting_id))
        .where(col(Sitting.id).in_(sitting_ids), col(RollLine.person_id).in_(people))
    )
    return {(sitting.id, person_id): sitting for sitting, person_id in await session.execute(query)}


def of_sitting(sitting_id: UUID) -> Select[Scan]:
    """Every scan of a sitting, those in quarantine too."""
    return select(Scan).where(col(Scan.sitting_id) == sitting_id)


async def shared_devices(session: AsyncSession, sitting_id: UUID) -> set[str]:
    """Devices from which more than one person redeemed a code: a person must look at it."""
    query = (
        select(col(Scan.device))
        .where(
            col(Scan.sitting_id) == sitting_id,
            col(Scan.method) == ScanMethod.CODE,
            col(Scan.mark) == Mark.IN,
            col(Scan.device).is_not(None),
        )
        .group_by(col(Scan.device))
        .having(func.count(col(Scan.person_id).distinct()) > 1)
    )
    return set((await session.execute(query)).scalars())
