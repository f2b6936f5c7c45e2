"""Joint agreements: drafted, signed by both sides, planned under, ended. Whoever calls holds the row locked."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import AgreementState, JointAgreement, Project, YearlyProject
from ..queries import unit_reports
from ..rules import joint_agreements as rules
from ..rules import unit_reports as report_rules


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be agreed."""

    title: str
    content: str
    from_on: date
    until_on: date


async def write(
    session: AsyncSession, branch_id: UUID, community_id: UUID, draft: Draft, *, by: UUID, at: datetime
) -> JointAgreement:
    """Draft one with a community that has received the branch. Raises AgreementBackwards, UnitReportNeeded."""
    rules.may_run(draft.from_on, draft.until_on)
    report_rules.received(await unit_reports.standing(session, branch_id, community_id))
    row = JointAgreement(
        branch_id=branch_id,
        community_id=community_id,
        state=AgreementState.DRAFT,
        title=draft.title,
        content=draft.content,
        from_on=draft.from_on,
        until_on=draft.until_on,
        written_by=by,
        written_at=at,
    )
    session.add(row)
    await session.flush()
    return row


async def rewrite(
    session: AsyncSession, row: JointAgreement, draft: Draft, *, by: UUID, at: datetime
) -> JointAgreement:
    """Change a draft; a signature under other words is none. Raises AgreementNotInState, AgreementBackwards."""
    rules.needs(row, AgreementState.DRAFT)
    rules.may_run(draft.from_on, draft.until_on)
    for name in Draft.__slots__:
        setattr(row, name, getattr(draft, name))
    row.written_by, row.written_at = by, at
    row.branch_signed_by = row.branch_signed_at = None
    row.community_signed_by = row.community_signed_at = None
    await session.flush()
    return row


async def sign(
    session: AsyncSession, row: JointAgreement, *, for_community: bool, by: UUID, at: datetime
) -> JointAgreement:
    """One side's signature; the second brings it into force.

    Raises AgreementNotInState, AgreementSigned, BothSidesNeeded.
    """
    rules.may_sign(row, by, for_community=for_community)
    if for_community:
        row.community_signed_by, row.community_signed_at = by, at
    else:
        row.branch_signed_by, row.branch_signed_at = by, at
    if rules.signed_by_both(row):
        row.state = AgreementState.SIGNED
    await session.flush()
    return row


async def end(
    session: AsyncSession, row: JointAgreement, reason: str, *, by: UUID, at: datetime
) -> JointAgreement:
    """Before its last day, by either side. Raises AgreementNotInState."""
    rules.needs(row, AgreementState.SIGNED)
    row.state, row.ended_by, row.ended_at, row.ended_reason = AgreementState.ENDED, by, at, reason
    await session.flush()
    return row


async def plan(
    session: AsyncSession,
    row: JointAgreement,
    *,
    year: int,
    quarter: int,
    title: str,
    by: UUID,
    at: datetime,
) -> YearlyProject:
    """Add a line to a year's plan. Raises AgreementNotInState, YearOutside."""
    rules.may_plan(row, year)
    line = YearlyProject(
        agreement_id=row.id, year=year, quarter=quarter, title=title, added_by=by, added_at=at
    )
    session.add(line)
    await session.flush()
    return line


async def link(
    session: AsyncSession, row: JointAgreement, line: YearlyProject, project: Project
) -> YearlyProject:
    """Say what became of a line. Raises YearlyProjectLinked, ProjectMissing."""
    rules.may_link(row, line, project)
    line.project_id = project.id
    await session.flush()
    return line
