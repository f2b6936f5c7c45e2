"""`/v1/unit-reports`: a branch reports to the community of its location, and to others where it serves."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict
from sqlmodel import col

from shared.auth.access import may
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import ReportEnd, ReportState, UnitReport
from ..queries import organisations
from ..queries import unit_reports as queries
from ..usecases import messages, unit_reports
from .member_reports import ReportEndCreate

router = APIRouter(prefix="/v1/unit-reports", tags=["reports"])

Reader = Annotated[Access, may("unit_report.read")]
Committee = Annotated[Access, may("unit_report.make")]
Receiver = Annotated[Access, may("unit_report.receive")]
Ender = Annotated[Access, may("unit_report.end")]


class UnitReportCreate(Shape):
    """To which community; whom to ask for, by post; and what the branch can offer, in short."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "community_id": "0190b3a0-0000-7000-8000-000000000001",
                    "contact": "动力车间党支部组织委员",
                    "offers": "电气检修、设备维护、会议室",
                }
            ]
        }
    )

    community_id: UUID
    contact: Line
    offers: Prose | None = None


class UnitReportRead(Read):
    """One slip with its receipt."""

    id: UUID
    branch_id: UUID
    community_id: UUID
    slip_no: str
    contact: str
    offers: str | None
    state: ReportState
    reported_by: UUID
    reported_at: datetime
    receipt_no: str | None
    received_by: UUID | None
    received_at: datetime | None
    ended_as: ReportEnd | None
    ended_reason: str | None
    ended_by: UUID | None
    ended_at: datetime | None


@router.post("", status_code=201, summary="单位报到 / Report a branch")
async def make_unit_report(
    body: UnitReportCreate, committee: Committee, tx: Tx, now: Now, today: Today, once: Once, to: Messages
) -> UnitReportRead:
    """By its committee, to each community once at a time."""
    branch_id = organisations.acting_branch(committee)
    row = await unit_reports.make(
        tx, branch_id, **body.model_dump(), by=committee.person_id, at=now, today=today
    )
    await messages.unit_report_arrived(to, row)
    return await once.keep(UnitReportRead.model_validate(row), made=row.id)


@router.get("", summary="单位报到列表 / Unit reports")
async def list_unit_reports(
    reader: Reader,
    view: View,
    paged: Paged,
    community_id: UUID | None = None,
    state: ReportState | None = None,
) -> Page[UnitReportRead]:
    """Of the own branch, or to the own community; newest first."""
    query = queries.narrowed(queries.visible(reader.grants), community_id, state)
    rows, cursor = await paged.rows(view, query, col(UnitReport.id))
    return Page(items=[UnitReportRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/{report_id}", summary="一份单位报到 / One unit report")
async def read_unit_report(report_id: UUID, reader: Reader, view: View) -> UnitReportRead:
    """The slip as it stands."""
    return UnitReportRead.model_validate(await queries.one(view, report_id, reader.grants))


@router.post("/{report_id}/receipt", status_code=201, summary="单位报到回执 / Receive a unit report")
async def receive_unit_report(
    report_id: UUID, receiver: Receiver, tx: Tx, now: Now, today: Today, once: Once, to: Messages
) -> UnitReportRead:
    """By the community, with a number of its own."""
    row = await queries.one(tx, report_id, receiver.grants, lock=True)
    row = await unit_reports.receive(tx, row, by=receiver.person_id, at=now, today=today)
    await messages.unit_report_answered(to, row)
    return await once.keep(UnitReportRead.model_validate(row), made=row.id)


@router.post("/{report_id}/end", status_code=201, summary="终止单位报到 / End a unit report")
async def end_unit_report(
    report_id: UUID, body: ReportEndCreate, ender: Ender, tx: Tx, now: Now, once: Once, to: Messages
) -> UnitReportRead:
    """By the branch, or by the community with a reason."""
    row = await queries.one(tx, report_id, ender.grants, lock=True)
    row = await unit_reports.end(
        tx,
        row,
        body.reason,
        by_community=ender.reaches(Reach.COMMUNITY),
        by=ender.person_id,
        at=now,
    )
    await messages.unit_report_answered(to, row)
    return await once.keep(UnitReportRead.model_validate(row), made=row.id)
