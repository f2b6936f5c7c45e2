"""Questions about the files that HR has sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import HrFile, HrSyncItem, Organisation, OrganisationKind, Workplace, WorkplaceKind
from ..rules.hr.hr_sync_runs import HrFileMissing


async def one(session: AsyncSession, file_id: UUID, *, by: UUID | None = None) -> HrFile:
    """The file, of this sender if one is named. Raises HrFileMissing."""
    row = await session.get(HrFile, file_id)
    if row is None or (by is not None and row.by_id != by):
        raise HrFileMissing
    return row


async def same(session: AsyncSession, by: UUID, sha256: str) -> HrFile | None:
    """What this sender has sent with the same bytes."""
    query = select(HrFile).where(col(HrFile.by_id) == by, col(HrFile.sha256) == sha256)
    return (await session.exec(query)).one_or_none()


async def items_said_of(session: AsyncSession, run_id: UUID) -> Sequence[HrSyncItem]:
    """The items of a run that stem from a row of its file, in their order."""
    query = (
        select(HrSyncItem)
        .where(col(HrSyncItem.run_id) == run_id, col(HrSyncItem.row).is_not(None))
        .order_by(col(HrSyncItem.number))
    )
    return (await session.exec(query)).all()


async def forget_before(session: AsyncSession, at: datetime) -> None:
    """What was sent before then is kept no longer."""
    await session.execute(delete(HrFile).where(col(HrFile.at) < at))


async def workplaces_called(session: AsyncSession) -> list[str]:
    """What a list may call the open workplaces: workshops by title, teams below theirs as A/B, in this order."""
    rows = await session.exec(select(Workplace).where(col(Workplace.hr_removed_at).is_(None)))
    by_id = {row.id: row for row in rows}
    return sorted(_called(row, by_id) for row in by_id.values() if row.kind != WorkplaceKind.FACTORY)


def _called(row: Workplace, by_id: Mapping[UUID, Workplace]) -> str:
    above = by_id.get(row.parent_id) if row.parent_id and row.kind == WorkplaceKind.TEAM else None
    return f"{above.title_zh}/{row.title_zh}" if above else row.title_zh


async def organisations_called(session: AsyncSession, kind: OrganisationKind) -> list[str]:
    """The titles of all branches or groups, each once, in order."""
    query = select(Organisation.title_zh).where(col(Organisation.kind) == kind.value).distinct()
    return sorted(await session.exec(query))
