"""`/v1/record-sheets`: final hours on paper, and as a credential that others verify without asking us."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import ConfigDict, StringConstraints
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import typesetting
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.roster import names
from shared.types import Line, Read, Shape

from ..models import RecordSheet, SheetState
from ..queries import organisations
from ..queries import record_sheets as queries
from ..queries.record_sheets import Days
from ..rules import record_sheets as rules
from ..usecases import record_sheets
from ..usecases.record_sheets import Desk
from .given import Day
from .pages import Sheet, address_of, qr_code

router = APIRouter(prefix="/v1/record-sheets", tags=["record-sheets"])

Reader = Annotated[Access, may("record_sheet.read")]
Volunteer = Annotated[Access, may("record_sheet.issue")]
Committee = Annotated[Access, may("record_sheet.withdraw")]
Typed = Annotated[str, StringConstraints(max_length=40), Query(description="As it stands on the paper.")]
JWT = "application/jwt"
_NO_STORE = {"Cache-Control": "no-store"}
_EXAMPLE: dict[str, Any] = {
    "community_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10",
    "branch_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e11",
    "from_on": "2026-01-01",
    "until_on": "2026-06-30",
}


def _desk(request: Request) -> Desk:
    settings = request.app.state.settings
    return Desk(address=settings.issuer, recording_body=settings.recording_body or None)


Issuing = Annotated[Desk, Depends(_desk)]


def file_of(media_type: str, schema: dict[str, Any] | None = None) -> dict[int | str, dict[str, Any]]:
    """How a route that answers with a file is described."""
    return {200: {"content": {media_type: {"schema": schema or {"type": "string"}}}}}


_BINARY = {"type": "string", "format": "binary"}
_CODE_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}, "image/png": {"schema": _BINARY}}}
}


class RecordSheetCreate(Shape):
    """Which hours: for one community, organised by one branch, from the first day to the last."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    community_id: UUID
    branch_id: UUID
    from_on: Day
    until_on: Day


class RecordSheetWithdrawalCreate(Shape):
    """Why the committee takes it back."""

    reason: Line


class RecordSheetSummary(Read):
    """A record sheet without its lines. It is a certificate only where `recording_body` names who records."""

    id: UUID
    number: str
    state: SheetState
    heading_zh: str
    heading_en: str
    recording_body: str | None
    person_id: UUID
    volunteer_number: str
    masked_name: str
    branch_id: UUID
    community_id: UUID
    from_on: date
    until_on: date
    minutes: int
    issued_on: date
    issued_at: datetime


class RecordSheetLineRead(Read):
    """One service record as it stood when the sheet was issued."""

    record_id: UUID
    served_on: date
    title: str
    minutes: int


class RecordSheetStepRead(Read):
    """Who brought the sheet into a state, when and why; nobody where its hours were voided."""

    state: SheetState
    reason: str | None
    by_id: UUID | None
    at: datetime


class EndorsementRead(Read):
    """The act behind the community's endorsement: which officer confirmed the last of these hours, and when."""

    confirmed_by: UUID
    confirmed_at: datetime


class RecordSheetRead(RecordSheetSummary):
    """A record sheet. `verification_path` follows the address of this suite; who has it verifies the paper."""

    check_code: str
    verification_path: str
    lines: list[RecordSheetLineRead]
    steps: list[RecordSheetStepRead]
    endorsement: EndorsementRead


class VerificationRead(Read):
    """What a stranger with the paper is told, and nothing else."""

    state: SheetState
    masked_name: str
    minutes: int
    issued_on: date


@router.get("", summary="服务记录单列表 / Record sheets")
async def list_record_sheets(
    reader: Reader,
    view: View,
    paged: Paged,
    person_id: UUID | None = None,
    state: SheetState | None = None,
) -> Page[RecordSheetSummary]:
    """One's own, and for the committee those that its branch has issued; newest first."""
    query = queries.narrowed(queries.visible(reader.grants), person_id, state)
    rows, cursor = await paged.rows(view, query, col(RecordSheet.id))
    return Page(items=[_summary(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="出具服务记录单 / Issue a record sheet")
async def issue_record_sheet(
    body: RecordSheetCreate, volunteer: Volunteer, tx: Tx, now: Now, today: Today, desk: Issuing, once: Once
) -> RecordSheetRead:
    """Over one's own final hours, at once and free of charge. An earlier sheet of the same days is superseded."""
    days = Days(volunteer.person_id, body.community_id, body.branch_id, body.from_on, body.until_on)
    row = await record_sheets.issue(tx, days, desk, on=today, at=now)
    return await once.keep(await _whole(tx, row), made=row.id)


@router.get("/verification", summary="查验服务记录单 / Verify a record sheet")
async def verify_record_sheet(number: Typed, code: Typed, view: View, response: Response) -> VerificationRead:
    """For anybody, without sign-in: number and check code stand on the paper. `/verify` is the page for people."""
    response.headers.update(_NO_STORE)
    found = await queries.numbered(view, rules.read_number(number))
    return VerificationRead.model_validate(rules.knows(found, rules.read_code(code)))


@router.get("/{sheet_id}", summary="一份服务记录单 / One record sheet")
async def read_record_sheet(sheet_id: UUID, reader: Reader, view: View) -> RecordSheetRead:
    """With its lines, its history and the check code."""
    return await _whole(view, await queries.one(view, sheet_id, reader.grants))


@router.post("/{sheet_id}/withdrawal", status_code=201, summary="撤销服务记录单 / Withdraw")
async def withdraw_record_sheet(
    sheet_id: UUID, body: RecordSheetWithdrawalCreate, committee: Committee, tx: Tx, now: Now, once: Once
) -> RecordSheetRead:
    """By the committee, and never one's own. Sheets whose hours are voided are withdrawn without it."""
    row = await queries.one(tx, sheet_id, committee.grants, lock=True)
    row = await record_sheets.withdraw(tx, row, body.reason, by=committee.person_id, at=now)
    return await once.keep(await _whole(tx, row), made=row.id)


@router.get(
    "/{sheet_id}/credential",
    response_class=Response,
    responses=file_of(JWT),
    summary="签名凭证 / The credential",
)
async def read_credential(sheet_id: UUID, reader: Reader, view: View) -> Response:
    """Open Badges 3.0 as a JWT, with the community's endorsement inside."""
    row = await queries.one(view, sheet_id, reader.grants)
    return _file(row.credential.encode(), JWT, f"{row.number}.jwt")


@router.get(
    "/{sheet_id}/qr-code", response_class=Response, responses=_CODE_FILE, summary="凭证二维码 / QR code"
)
async def read_qr_code(
    sheet_id: UUID, reader: Reader, view: View, kind: Annotated[Literal["svg", "png"], Query()] = "svg"
) -> Response:
    """The credential to be read without a network: `SY1:`, then base45 of the deflated JWT, unfolded."""
    sheet = await _sheet(view, await queries.one(view, sheet_id, reader.grants))
    media_type = "image/svg+xml" if kind == "svg" else "image/png"
    return _file(qr_code(sheet.code(), kind), media_type, f"{sheet.row.number}.{kind}")


@router.get(
    "/{sheet_id}/pdf",
    response_class=Response,
    responses=file_of(typesetting.MEDIA_TYPE, _BINARY),
    summary="打印件 / On paper",
)
async def read_pdf(sheet_id: UUID, reader: Reader, request: Request) -> Response:
    """On A4 in Chinese, as PDF/A, with both QR codes. What no longer holds says so."""
    state = request.app.state
    async with state.database.read() as view:  # given back before the page is set
        sheet = await _sheet(view, await queries.one(view, sheet_id, reader.grants))
    page = await sheet.pdf(state.settings.issuer, state.zone)
    return _file(page, typesetting.MEDIA_TYPE, f"{sheet.row.number}.pdf")


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **_NO_STORE}
    return Response(content, media_type=media_type, headers=headers)


def _summary(row: RecordSheet) -> RecordSheetSummary:
    return RecordSheetSummary.model_validate(_told(row))


def _told(row: RecordSheet) -> dict[str, Any]:
    zh, en = rules.heading(row.recording_body)
    return {**row.model_dump(), "heading_zh": zh, "heading_en": en}


async def _whole(session: AsyncSession, row: RecordSheet) -> RecordSheetRead:
    more = {
        "check_code": rules.shown_code(row.check_code),
        "verification_path": address_of(row),
        "lines": await queries.lines(session, row.id),
        "steps": await queries.steps(session, row.id),
        "endorsement": await queries.endorsement(session, row.id),
    }
    return RecordSheetRead.model_validate(_told(row) | more)


async def _sheet(session: AsyncSession, row: RecordSheet) -> Sheet:
    titles = await organisations.titles(session, {row.branch_id, row.community_id})
    name = (await names(session, {row.person_id})).get(row.person_id)
    return Sheet(
        row=row,
        lines=await queries.lines(session, row.id),
        endorsement=await queries.endorsement(session, row.id),
        name=name or row.masked_name,
        branch=titles[row.branch_id][0],
        community=titles[row.community_id][0],
    )
