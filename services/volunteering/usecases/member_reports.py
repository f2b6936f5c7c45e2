"""Member reports: made, received, placed, ended. The volunteer's row is locked first, then the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.db import add_or_refuse
from shared.facts import Fact, fact
from shared.outbox import Teller

from .. import events
from ..models import MemberReport, PaperKind, ReportEnd, ReportState, SharedField
from ..queries import consents as consent_queries
from ..queries import member_reports as queries
from ..queries import papers, volunteers
from ..rules import member_reports as rules
from ..rules.sign_ups import ConsentNeeded
from . import consents


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent that is given in the same breath."""

    fields: Sequence[SharedField]
    wording: str


@dataclass(frozen=True, slots=True)
class Placing:
    """Where the community puts somebody."""

    grid: str | None
    team: str | None
    post: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """By whom and when something happens, and who tells others of it."""

    by: UUID
    at: datetime
    teller: Teller
    zone: ZoneInfo


async def make(
    session: AsyncSession, community_id: UUID, agreed: Agreed | None, telling: Telling
) -> MemberReport:
    """Report oneself; a report to another community ends.

    Raises NotVolunteer, ConsentNeeded, ReportStanding, and what giving a consent raises.
    """
    by, at = telling.by, telling.at
    volunteer = await volunteers.held(session, by)
    if agreed:
        await consents.give(session, community_id, agreed.fields, agreed.wording, by=by, at=at)
    elif not await consent_queries.in_force(session, [by], [community_id]):
        raise ConsentNeeded
    old = await queries.standing(session, by)
    rules.is_new(old, community_id)
    if old is not None:
        await end(session, old, ReportEnd.MOVED, None, telling)
    row = MemberReport(
        person_id=by,
        community_id=community_id,
        slip_no=await papers.next_no(session, PaperKind.MEMBER_SLIP, day_of(at, telling.zone)),
        skills=volunteer.skills,
        wishes=volunteer.wishes,
        free_times=volunteer.free_times,
        state=ReportState.REPORTED,
        reported_at=at,
    )
    await add_or_refuse(session, row, _twice)
    return row


async def held(session: AsyncSession, row: MemberReport) -> MemberReport:
    """The report under its locks, as it stands now."""
    await volunteers.locked(session, [row.person_id])
    return await queries.again(session, row.id)


async def receive(
    session: AsyncSession, row: MemberReport, placing: Placing, telling: Telling
) -> MemberReport:
    """The community's receipt; from now on others know. Raises ReportNotInState."""
    rules.may_receive(row)
    on = day_of(telling.at, telling.zone)
    row.receipt_no = await papers.next_no(session, PaperKind.MEMBER_RECEIPT, on)
    row.state, row.received_by, row.received_at = ReportState.RECEIVED, telling.by, telling.at
    row.grid, row.team, row.post = placing.grid, placing.team, placing.post
    await session.flush()
    await telling.teller.tell(session, [_told(events.REPORT_MADE, row, telling)])
    return row


async def assign(session: AsyncSession, row: MemberReport, placing: Placing) -> MemberReport:
    """Put somebody elsewhere in the same community. Raises ReportNotInState."""
    rules.may_assign(row)
    row.grid, row.team, row.post = placing.grid, placing.team, placing.post
    await session.flush()
    return row


async def end(
    session: AsyncSession, row: MemberReport, ended_as: ReportEnd, reason: str | None, telling: Telling
) -> MemberReport:
    """End what stands; of what had been received others are told."""
    received = row.state is ReportState.RECEIVED
    row.state, row.ended_as, row.ended_reason = ReportState.ENDED, ended_as, reason
    row.ended_by, row.ended_at = telling.by, telling.at
    await session.flush()
    if received:
        await telling.teller.tell(session, [_told(events.REPORT_ENDED, row, telling)])
    return row


def _told(kind: str, row: MemberReport, telling: Telling) -> Fact:
    return fact(
        kind,
        source=events.SOURCE,
        subject=row.person_id,
        at=telling.at,
        person_id=row.person_id,
        occurred_on=day_of(telling.at, telling.zone),
        source_id=row.id,
        community_id=row.community_id,
    )


async def _twice() -> Exception:
    return rules.ReportStanding()
