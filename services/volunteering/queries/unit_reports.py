"""Unit reports that a caller may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import ReportState, UnitReport
from ..rules.unit_reports import UnitReportMissing


def visible(grants: Sequence[Grant]) -> Select[UnitReport]:
    """Those of the own branch, and those to the own community."""
    reached = fence(grants, branch=col(UnitReport.branch_id), community=col(UnitReport.community_id))
    return select(UnitReport).where(reached)


def narrowed(
    query: Select[UnitReport], community_id: UUID | None, state: ReportState | None
) -> Select[UnitReport]:
    """By what a list may be asked for."""
    if community_id is not None:
        query = query.where(col(UnitReport.community_id) == community_id)
    return query if state is None else query.where(col(UnitReport.state) == state)


async def one(
    session: AsyncSession, report_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> UnitReport:
    """Raises UnitReportMissing."""
    query = visible(grants).where(col(UnitReport.id) == report_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: UnitReport | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise UnitReportMissing
    return found


async def standing(session: AsyncSession, branch_id: UUID, community_id: UUID) -> UnitReport | None:
    """The one of this branch to this community that has not ended."""
    query = select(UnitReport).where(
        col(UnitReport.branch_id) == branch_id,
        col(UnitReport.community_id) == community_id,
        col(UnitReport.state) != ReportState.ENDED,
    )
    found: UnitReport | None = (await session.execute(query)).scalar_one_or_none()
    return found
