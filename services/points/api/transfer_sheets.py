"""`/v1/transfer-sheets`: what a branch hands over in points of a member who has moved to another."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import View
from shared.paging import Page, Paged
from shared.types import Points, Read

from ..models import PeriodState, TransferSheet
from ..queries import transfer_sheets as queries
from ..rules.transfer_sheets import last_day

router = APIRouter(prefix="/v1/transfer-sheets", tags=["transfer-sheets"])

Reader = Annotated[Access, may("transfer_sheet.read")]


def _days(request: Request) -> int:
    days: int = request.app.state.settings.transfer_claim_days
    return days


Days = Annotated[int, Depends(_days)]


class PeriodHandedOverRead(Read):
    """A period of the old branch. `earned` and `lost` sum its standing entries, before any cap."""

    period_id: UUID
    code: str
    state: PeriodState
    months: int
    entries: int
    earned: Points
    lost: Points


class OpenClaimRead(Read):
    """A claim that waited for the old branch. `asked` is what the item gives, before any cap."""

    claim_id: UUID
    item_code: str
    asked: Points
    occurred_on: date


class TransferSheetRead(Read):
    """As it was on the transfer. The old branch decides open claims until `decide_until`, which belongs to the time.

    `closed_at` tells that this is over, `returned_claims` how many went back to the member undecided.
    """

    id: UUID
    member_id: UUID
    from_branch_id: UUID
    to_branch_id: UUID | None
    moved_on: date
    letter_no: str
    periods: list[PeriodHandedOverRead]
    open_claims: list[OpenClaimRead]
    decide_until: date
    made_at: datetime
    closed_at: datetime | None
    returned_claims: int | None


@router.get("", summary="转接单列表 / Transfer sheets")
async def list_transfer_sheets(
    reader: Reader, view: View, paged: Paged, days: Days, member_id: UUID | None = None
) -> Page[TransferSheetRead]:
    """One's own, or those of the branches at either end for their committees; newest first."""
    query = queries.visible(reader.grants)
    if member_id is not None:
        query = query.where(col(TransferSheet.member_id) == member_id)
    rows, cursor = await paged.rows(view, query, col(TransferSheet.id))
    return Page(items=await _read(view, rows, days), next_cursor=cursor)


@router.get("/{transfer_sheet_id}", summary="一张转接单 / One transfer sheet")
async def read_transfer_sheet(
    transfer_sheet_id: UUID, reader: Reader, view: View, days: Days
) -> TransferSheetRead:
    """Points by period, and what was open."""
    row = await queries.one(view, transfer_sheet_id, reader.grants)
    return (await _read(view, [row], days))[0]


async def _read(session: AsyncSession, rows: list[TransferSheet], days: int) -> list[TransferSheetRead]:
    closed = await queries.closings(session, [row.id for row in rows])
    return [
        TransferSheetRead(
            **row.model_dump(),
            decide_until=last_day(row.moved_on, days),
            closed_at=closed[row.id].at if row.id in closed else None,
            returned_claims=closed[row.id].returned if row.id in closed else None,
        )
        for row in rows
    ]
