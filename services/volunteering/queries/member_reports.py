"""Member reports that a caller may see."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Reach
from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, fence, in_force

from ..models import MemberReport, ReportState, SharedField
from ..rules.member_reports import MemberReportMissing
from .sharing import shares


def visible(grants: Sequence[Grant], on: date) -> Select[MemberReport]:
    """One's own; those of the own group or branch; to a community those of people who consent to it now."""
    membership, table = MEMBERSHIP.c, MemberReport
    joined = and_(membership.person_id == col(table.person_id), in_force(MEMBERSHIP, on))
    outside = [grant for grant in grants if grant.reach is Reach.COMMUNITY]
    inside = [grant for grant in grants if grant.reach is not Reach.COMMUNITY]
    own = fence(inside, person=col(table.person_id), group=membership.group_id, branch=membership.branch_id)
    agreed = shares(col(table.person_id), col(table.community_id), SharedField.NAME)
    theirs = and_(fence(outside, community=col(table.community_id)), agreed)
    return select(table).outerjoin(MEMBERSHIP, joined).where(or_(own, theirs))


def narrowed(
    query: Select[MemberReport],
    person_id: UUID | None,
    community_id: UUID | None,
    state: ReportState | None,
) -> Select[MemberReport]:
    """By what a list may be asked for."""
    wanted = {
        col(MemberReport.person_id): person_id,
        col(MemberReport.community_id): community_id,
        col(MemberReport.state): state,
    }
    return query.where(*(column == value for column, value in wanted.items() if value is not None))


async def one(session: AsyncSession, report_id: UUID, grants: Sequence[Grant], on: date) -> MemberReport:
    """Raises MemberReportMissing."""
    query = visible(grants, on).where(col(MemberReport.id) == report_id)
    found: MemberReport | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise MemberReportMissing
    return found


async def again(session: AsyncSession, report_id: UUID) -> MemberReport:
    """As it stands now, under lock."""
    query = select(MemberReport).where(col(MemberReport.id) == report_id).with_for_update()
    found: MemberReport = (
        await session.execute(query.execution_options(populate_existing=True))
    ).scalar_one()
    return found


async def standing(session: AsyncSession, person_id: UUID) -> MemberReport | None:
    """The person's one report that has not ended, under lock."""
    query = select(MemberReport).where(
        col(MemberReport.person_id) == person_id, col(MemberReport.state) != ReportState.ENDED
    )
    query = query.with_for_update().execution_options(populate_existing=True)
    found: MemberReport | None = (await session.execute(query)).scalar_one_or_none()
    return found
