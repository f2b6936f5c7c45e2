"""Unit reports: made by the branch's committee, received by the community, ended by either."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import PaperKind, ReportState, UnitReport
from ..queries import organisations, papers
from ..rules import member_reports as report_rules
from ..rules import unit_reports as rules


async def make(
    session: AsyncSession,
    branch_id: UUID,
    community_id: UUID,
    *,
    contact: str,
    offers: str | None,
    by: UUID,
    at: datetime,
    today: date,
) -> UnitReport:
    """Report the branch. Raises CommunityMissing, UnitReportStanding."""
    await organisations.community_known(session, community_id)
    row = UnitReport(
        branch_id=branch_id,
        community_id=community_id,
        slip_no=await papers.next_no(session, PaperKind.UNIT_SLIP, today),
        contact=contact,
        offers=offers,
        state=ReportState.REPORTED,
        reported_by=by,
        reported_at=at,
    )
    await add_or_refuse(session, row, _twice)
    return row


async def receive(
    session: AsyncSession, row: UnitReport, *, by: UUID, at: datetime, today: date
) -> UnitReport:
    """The community's receipt; the caller holds the row locked. Raises ReportNotInState."""
    report_rules.may_receive(row)
    row.receipt_no = await papers.next_no(session, PaperKind.UNIT_RECEIPT, today)
    row.state, row.received_by, row.received_at = ReportState.RECEIVED, by, at
    await session.flush()
    return row


async def end(
    session: AsyncSession,
    row: UnitReport,
    reason: str | None,
    *,
    by_community: bool,
    by: UUID,
    at: datetime,
) -> UnitReport:
    """By either side; the caller holds the row locked. Raises ReportNotInState, EndUnexplained."""
    row.ended_as = report_rules.ended_as(row, by_community=by_community, reason=reason)
    row.state, row.ended_reason, row.ended_by, row.ended_at = ReportState.ENDED, reason, by, at
    await session.flush()
    return row


async def _twice() -> Exception:
    return rules.UnitReportStanding()
