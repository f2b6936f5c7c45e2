"""`/v1/hand-overs`: prepared by one handler, confirmed by the other, told to the circle and the community."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape, ShortLine

from ..models import GiftKind, HandOver, HandOverState
from ..queries import drives
from ..queries import hand_overs as queries
from ..rules.books import Lot, lot
from ..usecases import hand_overs
from .donations import Amount, Unit
from .drives import NoInterestCreate
from .given import Day

router = APIRouter(prefix="/v1", tags=["hand-overs"])

Reader = Annotated[Access, may("drive.account")]
Handler = Annotated[Access, may("drive.handle")]


class HandOverLineCreate(Shape):
    """So much of one lot: cash in fen, or goods by name and unit."""

    kind: GiftKind
    amount: Amount
    item: ShortLine | None = None
    unit: Unit | None = None

    def lot(self) -> tuple[Lot, int]:
        """As the use case takes it."""
        return lot(self.kind, self.item, self.unit), self.amount


class HandOverCreate(Shape):
    """What was handed over. The second handler confirms it; both declare that nothing links them to whom it is for.

    `signature_ref` says where the receiver's or guardian's signature is kept. `purpose_number` is 0 for the drive's
    own purpose, else that of an adopted change.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "handed_on": "2026-12-03",
                    "receiver": "学校班主任",
                    "signature_ref": "签收单 2026-A1-07",
                    "second_handler_id": "0192f0c1-7b1e-7000-8000-000000000004",
                    "purpose_number": 0,
                    "beneficiary_ids": [],
                    "lines": [{"kind": "goods", "amount": 2, "item": "棉衣", "unit": "件"}],
                    "no_interest": True,
                }
            ]
        }
    )

    handed_on: Day
    receiver: Line
    signature_ref: Line
    second_handler_id: UUID
    purpose_number: Annotated[int, Field(ge=0, le=1000)] = 0
    beneficiary_ids: Annotated[list[UUID], Field(max_length=200, default_factory=list)]
    lines: Annotated[list[HandOverLineCreate], Field(min_length=1, max_length=50)]
    no_interest: Literal[True]

    def handing(self) -> hand_overs.Handing:
        """As the use case takes it."""
        return hand_overs.Handing(
            handed_on=self.handed_on,
            receiver=self.receiver,
            signature_ref=self.signature_ref,
            second_handler_id=self.second_handler_id,
            purpose_number=self.purpose_number,
            beneficiary_ids=self.beneficiary_ids,
            lines=[each.lot() for each in self.lines],
        )


class HandOverLineRead(Read):
    """So much of one lot."""

    kind: GiftKind
    item: str
    unit: str
    amount: int


class HandOverRead(Read):
    """A hand-over. The last four are null for all but the handlers: children and guardians have names."""

    id: UUID
    drive_id: UUID
    purpose_number: int
    handed_on: date
    receiver: str
    state: HandOverState
    lines: list[HandOverLineRead]
    signature_ref: str | None
    first_handler_id: UUID | None
    second_handler_id: UUID | None
    beneficiary_ids: list[UUID] | None


@router.post("/drives/{drive_id}/hand-overs", status_code=201, summary="登记交接 / Prepare a hand-over")
async def prepare_hand_over(
    drive_id: UUID, body: HandOverCreate, handler: Handler, tx: Tx, now: Now, today: Today, once: Once
) -> HandOverRead:
    """Reserves what it names. Nothing leaves that is not in hand."""
    drive = await drives.within(tx, drive_id, handler.grants)
    row = await hand_overs.prepare(tx, drive, body.handing(), by=handler.person_id, at=now, today=today)
    return await once.keep(await _one(tx, row, handler), made=row.id)


@router.get("/hand-overs", summary="交接列表 / Hand-overs")
async def list_hand_overs(
    reader: Reader, view: View, paged: Paged, drive_id: UUID | None = None
) -> Page[HandOverRead]:
    """Of the drives one may read of, and of those that name one's community as receiving; newest first."""
    rows, cursor = await paged.rows(view, await queries.visible(view, reader, drive_id), col(HandOver.id))
    return Page(items=await _read(view, rows, reader), next_cursor=cursor)


@router.get("/hand-overs/{hand_over_id}", summary="一次交接 / One hand-over")
async def read_hand_over(hand_over_id: UUID, reader: Reader, view: View) -> HandOverRead:
    """To all but the handlers only when it is done."""
    return await _one(view, await queries.one(view, hand_over_id, reader), reader)


@router.post("/hand-overs/{hand_over_id}/confirmation", status_code=201, summary="确认交接 / Confirm")
async def confirm_hand_over(
    hand_over_id: UUID, body: NoInterestCreate, handler: Handler, tx: Tx, now: Now, once: Once
) -> HandOverRead:
    """By the second handler and nobody else."""
    del body
    drive, row = await queries.held(tx, hand_over_id, handler.grants)
    row = await hand_overs.confirm(tx, drive, row, by=handler.person_id, at=now)
    return await once.keep(await _one(tx, row, handler), made=row.id)


@router.post("/hand-overs/{hand_over_id}/withdrawal", status_code=201, summary="撤销交接 / Withdraw")
async def withdraw_hand_over(hand_over_id: UUID, handler: Handler, tx: Tx, once: Once) -> HandOverRead:
    """It did not take place; what it reserved is in hand again."""
    _, row = await queries.held(tx, hand_over_id, handler.grants)
    row = await hand_overs.withdraw(tx, row)
    return await once.keep(await _one(tx, row, handler), made=row.id)


async def _one(session: AsyncSession, row: HandOver, access: Access) -> HandOverRead:
    return (await _read(session, [row], access))[0]


async def _read(session: AsyncSession, rows: Collection[HandOver], access: Access) -> list[HandOverRead]:
    ids = [row.id for row in rows]
    lots, people = await queries.lots(session, ids), await queries.beneficiaries(session, ids)
    return [
        HandOverRead(
            id=row.id,
            drive_id=row.drive_id,
            purpose_number=row.purpose_number,
            handed_on=row.handed_on,
            receiver=row.receiver,
            state=row.state,
            lines=[
                HandOverLineRead(kind=each.kind, item=each.item, unit=each.unit, amount=amount)
                for each, amount in lots[row.id]
            ],
            signature_ref=row.signature_ref if inside else None,
            first_handler_id=row.first_handler_id if inside else None,
            second_handler_id=row.second_handler_id if inside else None,
            beneficiary_ids=people[row.id] if inside else None,
        )
        for row in rows
        for inside in [drives.runs(access.grants, row.branch_id)]
    ]
