"""The national record of a branch, taken out by its committee for a purpose that is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import NationalExport
from ..queries import national_records as queries
from ..rules import national_records as rules
from ..rules.national_records import Record
from ..rules.periods import Span


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which branch and span, and what for."""

    branch_id: UUID
    span: Span
    purpose: str


async def export(
    session: AsyncSession, wanted: Wanted, *, by: UUID, at: datetime, today: date, zone: ZoneInfo
) -> tuple[NationalExport, Record]:
    """What it holds, and the note that it was read. Raises ExportTooLarge."""
    branch_id, span = wanted.branch_id, wanted.span
    rules.may_export(*await queries.counted(session, branch_id, span))
    people = await queries.people(session, branch_id, span, today)
    services = await queries.services(session, branch_id, span)
    ids = [each.person_id for each in people]
    awards = await queries.awards(session, branch_id, span, ids, zone)
    row = NationalExport(
        branch_id=branch_id,
        from_on=span.from_on,
        until_on=span.until_on,
        purpose=wanted.purpose,
        people=len(people),
        records=len(services),
        by_id=by,
        at=at,
    )
    session.add(row)
    await session.flush()
    return row, Record(people, services, awards)
