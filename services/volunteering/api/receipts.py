"""What donors are told: the receipt, and what became of the gift; by name, or by the words of a slip."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import View
from shared.types import Read

from ..models import Donation, DonorKind, Drive, GiftKind
from ..queries import donations as queries
from ..queries import drives, purpose_changes, use_reports
from ..rules import donations as rules
from .donations import DonationRead, shown
from .use_reports import UseReportRead

router = APIRouter(prefix="/v1", tags=["donations"])

Donor = Annotated[Access, may("donation.own")]
Reader = Annotated[Access, may("donation.read")]
GiftSecret = Annotated[
    str,
    Header(
        alias="Gift-Secret",
        min_length=22,
        max_length=100,
        pattern=r"^[\x21-\x7e]+$",
        description="The words of the slip of an anonymous gift; only their SHA-256 is known here.",
    ),
]


class DonationReceiptRead(Read):
    """What the donor is given on paper. Source: Charity Law art. 38, 39."""

    number: str
    drive_title: str
    donor: DonorKind
    donor_name: str | None
    kind: GiftKind
    item: str
    unit: str
    amount: int
    estimated_fen: int | None
    receiver_id: UUID
    handler_id: UUID
    received_on: date


class GiftUseRead(Read):
    """So much of the gift was handed over, when and for what."""

    hand_over_id: UUID
    handed_on: date
    receiver: str
    purpose: str
    amount: int


class DonationUseRead(Read):
    """What became of one gift, for its donor: its uses, what went back or was decided, and the drive's reports."""

    donation: DonationRead
    purpose: str
    uses: list[GiftUseRead]
    reports: list[UseReportRead]


@router.get("/drives/{drive_id}/anonymous-gift", summary="匿名捐赠的去向 / Use of an anonymous gift")
async def read_anonymous_gift(
    drive_id: UUID, donor: Donor, view: View, gift_secret: GiftSecret
) -> DonationUseRead:
    """For whoever has the words of the slip. Nothing is written down about who asks."""
    del donor
    row = await queries.by_secret(view, drive_id, gift_secret)
    return await _use(view, row)


@router.get("/donations/{donation_id}/receipt", summary="捐赠收据 / Receipt")
async def read_receipt(donation_id: UUID, reader: Reader, view: View) -> DonationReceiptRead:
    """As it was given; there is none before the gift is received."""
    row = await queries.one(view, donation_id, reader.grants)
    drive = await drives.by_id(view, row.drive_id)
    return await _receipt(view, row, drive)


@router.get("/donations/{donation_id}/use", summary="捐赠去向 / What became of a gift")
async def read_donation_use(donation_id: UUID, reader: Reader, view: View) -> DonationUseRead:
    """The targeted report: sum, uses and reports, to the donor. Source: Charity Law art. 42, 80."""
    return await _use(view, await queries.one(view, donation_id, reader.grants))


async def _receipt(session: AsyncSession, row: Donation, drive: Drive) -> DonationReceiptRead:
    paper = await queries.receipt(session, row.id)
    name = (await shown(session, row, drive)).name
    kept = {"kind", "item", "unit", "amount", "estimated_fen", "receiver_id", "handler_id", "received_on"}
    return DonationReceiptRead(
        number=rules.receipt_number(drive, paper.number),
        drive_title=drive.title,
        donor=row.donor,
        donor_name=row.unit_title or name,
        **{each: getattr(paper, each) for each in kept},
    )


async def _use(session: AsyncSession, row: Donation) -> DonationUseRead:
    drive = await drives.by_id(session, row.drive_id)
    purposes = await purpose_changes.purposes(session, drive)
    uses = [
        GiftUseRead(
            hand_over_id=hand_over.id,
            handed_on=hand_over.handed_on,
            receiver=hand_over.receiver,
            purpose=purposes[hand_over.purpose_number],
            amount=line.amount,
        )
        for line, hand_over in await queries.uses(session, row.id)
    ]
    return DonationUseRead(
        donation=await shown(session, row, drive),
        purpose=purposes[row.purpose_number],
        uses=uses,
        reports=[UseReportRead.of(each) for each in await use_reports.of_drive(session, drive.id)],
    )
