"""`/v1/drives`: drafted, approved by another, open to their circle, closed, settled to zero, reported."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, StringConstraints
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import Drive, DriveState, GiftKind
from ..queries import donations, hand_overs, organisations
from ..queries import drives as queries
from ..rules import books
from ..rules import drives as rules
from ..usecases import drives
from .given import Day

router = APIRouter(prefix="/v1/drives", tags=["drives"])

Reader = Annotated[Access, may("drive.read")]
Accountable = Annotated[Access, may("drive.account")]
Writer = Annotated[Access, may("drive.write")]
Approver = Annotated[Access, may("drive.approve")]
DriveCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
"""A short key of the branch's own; receipts begin with it."""


class DriveWrite(Shape):
    """What a drive is for, and whom it asks.

    `circle_id` is the branch or an organisation above it: members of every branch at or below it are asked, and with
    `with_staff` also those who work at the factory and belong to no branch. `community_id` names a receiving
    community. Texts name no tobacco product and no link. There is no target and no proposed gift.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "circle_id": "0192f0c1-7b1e-7000-8000-000000000002",
                    "with_staff": False,
                    "community_id": None,
                    "code": "2026-A1",
                    "title": "为特殊教育学校的孩子送冬衣",
                    "purpose": "购置冬衣和文具,送到学校。",
                    "beneficiary_class": "特殊教育学校低年级学生",
                    "goods_standard": "九成新以上,已清洗。",
                    "opens_on": "2026-11-01",
                    "closes_on": "2026-11-30",
                    "responsible_id": "0192f0c1-7b1e-7000-8000-000000000003",
                }
            ]
        }
    )

    circle_id: UUID
    with_staff: bool = False
    community_id: UUID | None = None
    code: DriveCode
    title: Line
    purpose: Prose
    beneficiary_class: Line
    goods_standard: Prose | None = None
    opens_on: Day
    closes_on: Day
    responsible_id: UUID

    def appeal(self) -> drives.Appeal:
        """As the use case takes it."""
        return drives.Appeal(**self.model_dump())


class NoInterestCreate(Shape):
    """The caller declares that nothing links him or her to any beneficiary. Source: Charity Law art. 59."""

    no_interest: Literal[True]


class DriveReasonCreate(Shape):
    """Why."""

    reason: Line


class DriveRead(Read):
    """A drive. `report_due_on` is the day by which its circle is told of the uses; null before and after."""

    id: UUID
    branch_id: UUID
    circle_id: UUID
    with_staff: bool
    community_id: UUID | None
    code: str
    title: str
    purpose: str
    beneficiary_class: str
    goods_standard: str | None
    opens_on: date
    closes_on: date
    responsible_id: UUID
    state: DriveState
    drafted_by: UUID
    approved_by: UUID | None
    opened_at: datetime | None
    report_due_on: date | None


class DriveStepRead(Read):
    """How it came into a state, by whom, and why if it was cancelled."""

    state: DriveState
    reason: str | None
    by_id: UUID
    at: datetime


class DriveWhole(DriveRead):
    """With its way so far."""

    steps: list[DriveStepRead]


class LotRead(Read):
    """One lot's columns, in fen or in units. `reserved` waits for a second handler; `settled` is a decided remainder.

    received = handed_over + reserved + returned + settled + remaining.
    """

    kind: GiftKind
    item: str
    unit: str
    received: int
    handed_over: int
    reserved: int
    returned: int
    settled: int
    remaining: int


class DriveAccountsRead(Read):
    """The books of a drive. They balance when nothing is reserved and nothing remains. Nobody is named."""

    drive_id: UUID
    state: DriveState
    balanced: bool
    lots: list[LotRead]


@router.get("", summary="爱心捐助列表 / Donation drives")
async def list_drives(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    *,
    state: DriveState | None = None,
    report_due: bool = False,
) -> Page[DriveRead]:
    """Those whose circle one is in, and those one runs; with `report_due` those whose use report is due."""
    query = await queries.visible(view, reader, state, today if report_due else None)
    rows, cursor = await paged.rows(view, query, col(Drive.id))
    return Page(items=[DriveRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="起草爱心捐助 / Draft a drive")
async def draft_drive(
    body: DriveWrite, writer: Writer, tx: Tx, now: Now, today: Today, once: Once
) -> DriveRead:
    """For the caller's branch. Nobody is asked before another has approved it and it is opened."""
    branch_id = organisations.acting_branch(writer)
    row = await drives.draft(tx, branch_id, body.appeal(), by=writer.person_id, at=now, today=today)
    return await once.keep(DriveRead.model_validate(row), made=row.id, etag=_tag(row))


@router.get("/{drive_id}", summary="一项爱心捐助 / One drive")
async def read_drive(
    drive_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> DriveWhole:
    """Outside its circle it is not there."""
    row = await queries.one(view, drive_id, reader)
    etag.show(request, response, _tag(row))
    steps = [DriveStepRead.model_validate(each) for each in await queries.steps(view, row.id)]
    return DriveWhole(**DriveRead.model_validate(row).model_dump(), steps=steps)


@router.put("/{drive_id}", summary="修改捐助草稿 / Rewrite a draft")
async def redraft_drive(
    drive_id: UUID, body: DriveWrite, writer: Writer, tx: Tx, today: Today, seen: IfMatch, response: Response
) -> DriveRead:
    """Before it is approved; never after: people give for what they read."""
    row = await queries.within(tx, drive_id, writer.grants)
    seen.require(_tag(row))
    row = await drives.redraft(tx, row, body.appeal(), today=today)
    response.headers["ETag"] = _tag(row)
    return DriveRead.model_validate(row)


@router.post("/{drive_id}/approval", status_code=201, summary="审批捐助 / Approve")
async def approve_drive(
    drive_id: UUID, body: NoInterestCreate, approver: Approver, tx: Tx, now: Now, once: Once
) -> DriveRead:
    """By another than drafted it or answers for it; beyond the branch's members by an officer above the circle."""
    del body
    row = await queries.within(tx, drive_id, approver.grants)
    row = await drives.approve(tx, row, approver.grants, by=approver.person_id, at=now)
    return await once.keep(DriveRead.model_validate(row), made=row.id)


@router.post("/{drive_id}/opening", status_code=201, summary="开始募集 / Open to the circle")
async def open_drive(drive_id: UUID, writer: Writer, tx: Tx, now: Now, today: Today, once: Once) -> DriveRead:
    """From now on its circle sees it."""
    row = await queries.within(tx, drive_id, writer.grants)
    row = await drives.open_(tx, row, by=writer.person_id, at=now, today=today)
    return await once.keep(DriveRead.model_validate(row), made=row.id)


@router.post("/{drive_id}/closing", status_code=201, summary="截止募集 / Close")
async def close_drive(drive_id: UUID, writer: Writer, tx: Tx, now: Now, once: Once) -> DriveRead:
    """No more gifts. What was pledged and not brought lapses without a word about anybody."""
    row = await queries.within(tx, drive_id, writer.grants)
    row = await drives.close(tx, row, by=writer.person_id, at=now)
    return await once.keep(DriveRead.model_validate(row), made=row.id)


@router.post("/{drive_id}/settlement", status_code=201, summary="结平账目 / Settle the books")
async def settle_drive(drive_id: UUID, writer: Writer, tx: Tx, now: Now, once: Once) -> DriveRead:
    """Only when every lot balances to zero."""
    row = await queries.within(tx, drive_id, writer.grants)
    row = await drives.settle(tx, row, by=writer.person_id, at=now)
    return await once.keep(DriveRead.model_validate(row), made=row.id)


@router.post("/{drive_id}/cancellation", status_code=201, summary="取消捐助 / Cancel")
async def cancel_drive(
    drive_id: UUID, body: DriveReasonCreate, writer: Writer, tx: Tx, now: Now, once: Once
) -> DriveRead:
    """Before anything was handed over. What is in hand goes back to its donors, gift by gift."""
    row = await queries.within(tx, drive_id, writer.grants)
    row = await drives.cancel(tx, row, body.reason, by=writer.person_id, at=now)
    return await once.keep(DriveRead.model_validate(row), made=row.id)


@router.get("/{drive_id}/accounts", summary="捐助账目 / The books")
async def read_drive_accounts(drive_id: UUID, reader: Accountable, view: View) -> DriveAccountsRead:
    """For the circle when the drive is closed; before, for the committee alone, so that no single gift shows."""
    row = await queries.one(view, drive_id, reader)
    if not queries.runs(reader.grants, row.branch_id) and row.state not in rules.SUMS_TOLD:
        raise rules.AccountsNotYet
    reserved = await hand_overs.reserved(view, row.id)
    found = books.accounts(await donations.of_drive(view, row))
    lots = [_lot(each, reserved.get(each.lot, 0)) for each in found]
    balanced = not any(lot.remaining or lot.reserved for lot in lots)
    return DriveAccountsRead(drive_id=row.id, state=row.state, balanced=balanced, lots=lots)


def _lot(account: books.Account, reserved: int) -> LotRead:
    return LotRead(
        kind=account.lot.kind,
        item=account.lot.item,
        unit=account.lot.unit,
        received=account.received,
        handed_over=account.used - reserved,
        reserved=reserved,
        returned=account.returned,
        settled=account.settled,
        remaining=account.remaining,
    )


def _tag(row: Drive) -> str:
    # The row's revision rises with every receipt: who asks again would learn that somebody has just given.
    return etag_of(DriveRead.model_validate(row).model_dump_json())
