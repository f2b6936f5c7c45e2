"""Record sheets that a caller may see, and the hours that a new one rests on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Row, Select, and_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import (
    Confirmation,
    Endorsement,
    Project,
    RecordSheet,
    RecordSheetLine,
    RecordSheetStep,
    RecordState,
    ServiceRecord,
    SheetState,
    Side,
)
from ..rules.record_sheets import RecordSheetMissing


@dataclass(frozen=True, slots=True)
class Days:
    """Whose service for which community, organised by which branch, from the first day to the last."""

    person_id: UUID
    community_id: UUID
    branch_id: UUID
    from_on: date
    until_on: date


def visible(grants: Sequence[Grant]) -> Select[RecordSheet]:
    """One's own, and those of the own branch for its committee; nobody else's eyes see them."""
    reached = fence(grants, person=col(RecordSheet.person_id), branch=col(RecordSheet.branch_id))
    return select(RecordSheet).where(reached)


def narrowed(
    query: Select[RecordSheet], person_id: UUID | None, state: SheetState | None
) -> Select[RecordSheet]:
    """By what a list may be asked for."""
    if person_id is not None:
        query = query.where(col(RecordSheet.person_id) == person_id)
    return query if state is None else query.where(col(RecordSheet.state) == state)


async def one(
    session: AsyncSession, sheet_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> RecordSheet:
    """Raises RecordSheetMissing."""
    query = visible(grants).where(col(RecordSheet.id) == sheet_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: RecordSheet | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise RecordSheetMissing
    return found


async def numbered(session: AsyncSession, number: str) -> RecordSheet | None:
    """For whoever holds the paper."""
    query = select(RecordSheet).where(col(RecordSheet.number) == number)
    found: RecordSheet | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def holding(session: AsyncSession, days: Days) -> RecordSheet | None:
    """The sheet of just these days that holds at present, locked."""
    query = select(RecordSheet).where(
        col(RecordSheet.person_id) == days.person_id,
        col(RecordSheet.community_id) == days.community_id,
        col(RecordSheet.branch_id) == days.branch_id,
        col(RecordSheet.from_on) == days.from_on,
        col(RecordSheet.until_on) == days.until_on,
        col(RecordSheet.state) == SheetState.ISSUED,
    )
    query = query.with_for_update().execution_options(populate_existing=True)
    found: RecordSheet | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def resting_on(session: AsyncSession, record_ids: Collection[UUID]) -> list[RecordSheet]:
    """The sheets that hold and count any of these records, locked in the order of their ids."""
    sheets = select(col(RecordSheetLine.sheet_id)).where(
        among(session, col(RecordSheetLine.record_id), set(record_ids))
    )
    query = (
        select(RecordSheet)
        .where(col(RecordSheet.id).in_(sheets), col(RecordSheet.state) == SheetState.ISSUED)
        .order_by(col(RecordSheet.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list((await session.execute(query)).scalars())


async def lines(session: AsyncSession, sheet_id: UUID) -> list[RecordSheetLine]:
    """In the order of the days."""
    query = select(RecordSheetLine).where(col(RecordSheetLine.sheet_id) == sheet_id)
    query = query.order_by(col(RecordSheetLine.served_on), col(RecordSheetLine.record_id))
    return list((await session.execute(query)).scalars())


async def steps(session: AsyncSession, sheet_id: UUID) -> list[RecordSheetStep]:
    """Oldest first."""
    query = select(RecordSheetStep).where(col(RecordSheetStep.sheet_id) == sheet_id)
    return list((await session.execute(query.order_by(col(RecordSheetStep.id)))).scalars())


async def endorsement(session: AsyncSession, sheet_id: UUID) -> Endorsement:
    """The community's word on a sheet."""
    query = select(Endorsement).where(col(Endorsement.sheet_id) == sheet_id)
    found: Endorsement = (await session.execute(query)).scalar_one()
    return found


async def final_records(session: AsyncSession, days: Days) -> list[Row[ServiceRecord, str]]:
    """Final hours of these days with their project's title, locked: none is voided until the sheet is written."""
    query = (
        select(ServiceRecord, col(Project.title))
        .join(Project, col(Project.id) == col(ServiceRecord.project_id))
        .where(
            col(ServiceRecord.person_id) == days.person_id,
            col(ServiceRecord.community_id) == days.community_id,
            col(ServiceRecord.branch_id) == days.branch_id,
            col(ServiceRecord.served_on).between(days.from_on, days.until_on),
            col(ServiceRecord.state) == RecordState.FINAL,
            col(ServiceRecord.confirmed_minutes) > 0,
        )
        .order_by(col(ServiceRecord.id))
        .with_for_update(of=ServiceRecord)
        .execution_options(populate_existing=True)
    )
    return list((await session.execute(query)).all())


async def last_confirmation(session: AsyncSession, record_ids: Collection[UUID]) -> Confirmation:
    """The last word of an officer of the community on these hours, as they stand and not as a correction would."""
    query = (
        select(Confirmation)
        .join(
            ServiceRecord,
            and_(
                col(ServiceRecord.id) == col(Confirmation.record_id),
                col(ServiceRecord.confirmed_minutes) == col(Confirmation.minutes),
            ),
        )
        .where(
            among(session, col(Confirmation.record_id), set(record_ids)),
            col(Confirmation.side) == Side.COMMUNITY,
        )
        .order_by(col(Confirmation.at).desc(), col(Confirmation.id).desc())
        .limit(1)
    )
    found: Confirmation = (await session.execute(query)).scalar_one()
    return found
