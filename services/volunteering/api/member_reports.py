"""`/v1/member-reports`: by the member to the community where one lives; received and placed there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape, ShortLine

from ..models import MemberReport, ReportEnd, ReportState
from ..queries import member_reports as queries
from ..queries import people
from ..rules import member_reports as rules
from ..rules.people import Shown
from ..usecases import member_reports
from .consents import Fields, WordingCode

router = APIRouter(prefix="/v1/member-reports", tags=["reports"])

Reader = Annotated[Access, may("member_report.read")]
Member = Annotated[Access, may("member_report.make")]
Receiver = Annotated[Access, may("member_report.receive")]
Ender = Annotated[Access, may("member_report.end")]


class ConsentGiven(Shape):
    """The consent to the community, given in the same breath."""

    fields: Fields
    wording: WordingCode


class MemberReportCreate(Shape):
    """To which community. A consent to it is needed: in force already, or given here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "community_id": "0190b3a0-0000-7000-8000-000000000001",
                    "consent": {"fields": ["name", "skills", "free_times"], "wording": "1"},
                }
            ]
        }
    )

    community_id: UUID
    consent: ConsentGiven | None = None


class PlacingWrite(Shape):
    """The grid (网格), team and post in which the community places the person."""

    grid: ShortLine | None = None
    team: ShortLine | None = None
    post: ShortLine | None = None

    def placing(self) -> member_reports.Placing:
        """As the use case takes it."""
        return member_reports.Placing(**self.model_dump())


class ReportEndCreate(Shape):
    """Why. A community must say, a person need not."""

    reason: Line | None = None


class MemberReportRead(Read):
    """One slip with its receipt. A community sees of the person what was consented to, and null for the rest."""

    id: UUID
    person_id: UUID
    name: str | None
    volunteer_number: str | None
    community_id: UUID
    slip_no: str
    skills: list[str] | None
    wishes: list[str] | None
    free_times: str | None
    state: ReportState
    reported_at: datetime
    receipt_no: str | None
    received_by: UUID | None
    received_at: datetime | None
    grid: str | None
    team: str | None
    post: str | None
    ended_as: ReportEnd | None
    ended_reason: str | None
    ended_by: UUID | None
    ended_at: datetime | None


@router.post("", status_code=201, summary="党员报到 / Report to a community")
async def make_member_report(
    body: MemberReportCreate, member: Member, tx: Tx, now: Now, once: Once, request: Request
) -> MemberReportRead:
    """Oneself, to one community at a time; a report to another ends, and what was served there stays."""
    agreed = member_reports.Agreed(**body.consent.model_dump()) if body.consent else None
    telling = _telling(member, now, request)
    row = await member_reports.make(tx, body.community_id, agreed, telling)
    return await once.keep(await _one(tx, row, member), made=row.id, etag=_tag(row))


@router.get("", summary="党员报到列表 / Member reports")
async def list_member_reports(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    person_id: UUID | None = None,
    community_id: UUID | None = None,
    state: ReportState | None = None,
) -> Page[MemberReportRead]:
    """One's own, those of the own group or branch, those to the own community; newest first."""
    query = queries.narrowed(queries.visible(reader.grants, today), person_id, community_id, state)
    rows, cursor = await paged.rows(view, query, col(MemberReport.id))
    return Page(items=await _shown(view, rows, reader), next_cursor=cursor)


@router.get("/{report_id}", summary="一份党员报到 / One member report")
async def read_member_report(
    report_id: UUID, reader: Reader, view: View, today: Today, request: Request, response: Response
) -> MemberReportRead:
    """The slip as it stands."""
    row = await queries.one(view, report_id, reader.grants, today)
    shown = await _one(view, row, reader)
    etag.show(request, response, _tag(row))
    return shown


@router.post("/{report_id}/receipt", status_code=201, summary="报到回执 / Receive a member report")
async def receive_member_report(
    report_id: UUID,
    body: PlacingWrite,
    receiver: Receiver,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
    request: Request,
) -> MemberReportRead:
    """By the community, with a number of its own and where the person is placed."""
    row = await member_reports.held(tx, await queries.one(tx, report_id, receiver.grants, today))
    row = await member_reports.receive(tx, row, body.placing(), _telling(receiver, now, request))
    return await once.keep(await _one(tx, row, receiver), made=row.id, etag=_tag(row))


@router.put("/{report_id}/placing", summary="调整安排 / Place somebody otherwise")
async def place_member(
    report_id: UUID,
    body: PlacingWrite,
    receiver: Receiver,
    tx: Tx,
    today: Today,
    seen: IfMatch,
    response: Response,
) -> MemberReportRead:
    """In another grid, team or post of the same community."""
    row = await member_reports.held(tx, await queries.one(tx, report_id, receiver.grants, today))
    seen.require(_tag(row))
    row = await member_reports.assign(tx, row, body.placing())
    response.headers["ETag"] = _tag(row)
    return await _one(tx, row, receiver)


@router.post("/{report_id}/end", status_code=201, summary="终止报到 / End a member report")
async def end_member_report(
    report_id: UUID,
    body: ReportEndCreate,
    ender: Ender,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
    request: Request,
) -> MemberReportRead:
    """By the person at any time, or by the community with a reason; what was served stays."""
    row = await member_reports.held(tx, await queries.one(tx, report_id, ender.grants, today))
    as_ = rules.ended_as(row, by_community=ender.reaches(Reach.COMMUNITY), reason=body.reason)
    row = await member_reports.end(tx, row, as_, body.reason, _telling(ender, now, request))
    return await once.keep(await _one(tx, row, ender), made=row.id, etag=_tag(row))


def _telling(access: Access, at: datetime, request: Request) -> member_reports.Telling:
    state = request.app.state
    return member_reports.Telling(access.person_id, at, state.teller, state.zone)


def _tag(row: MemberReport) -> str:
    return etag_of(row.id, row.revision)


async def _one(session: AsyncSession, row: MemberReport, access: Access) -> MemberReportRead:
    return (await _shown(session, [row], access))[0]


async def _shown(
    session: AsyncSession, rows: Sequence[MemberReport], access: Access
) -> list[MemberReportRead]:
    seen = await people.shown(session, [row.person_id for row in rows], access)
    return [_read(row, seen[row.person_id]) for row in rows]


_MASKED = ("skills", "wishes", "free_times")


def _read(row: MemberReport, seen: Shown) -> MemberReportRead:
    masked: dict[str, Any] = {name: getattr(row, name) if name in seen.fields else None for name in _MASKED}
    of_person = {"name": seen.name, "volunteer_number": seen.volunteer_number}
    own = {
        name: getattr(row, name)
        for name in MemberReportRead.model_fields
        if name not in masked and name not in of_person
    }
    return MemberReportRead(**(own | masked | of_person))
