"""`/v1/donations` and a drive's gifts: pledged by donors, taken by handlers, each told to its donor alone.

No route asks for a person's gifts but one's own, none for who has not given, and no sum is of a person.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field, StringConstraints
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Code, Line, Read, Shape, ShortLine

from ..models import Donation, DonationState, DonorKind, Drive, GiftKind
from ..queries import donations as queries
from ..queries import drives
from ..rules import books
from ..rules import donations as rules
from ..usecases import donations

router = APIRouter(prefix="/v1", tags=["donations"])

Giver = Annotated[Access, may("donation.give")]
Donor = Annotated[Access, may("donation.own")]
Reader = Annotated[Access, may("donation.read")]
Handler = Annotated[Access, may("drive.handle")]
Registrar = Annotated[Access, may("drive.register")]
Amount = Annotated[int, Field(strict=True, ge=1, le=10**12)]
"""Whole fen, or whole units; a number with a point is refused, also 1.0."""
Unit = Annotated[ShortLine, StringConstraints(max_length=20)]
SecretHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class GiftCreate(Shape):
    """Money, in fen; or goods, so many of a unit, with an estimate in fen if one likes."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "goods", "amount": 2, "item": "棉衣", "unit": "件"}]}
    )

    kind: GiftKind
    amount: Amount
    item: ShortLine | None = None
    unit: Unit | None = None
    estimated_fen: Amount | None = None

    def gift(self) -> rules.Gift:
        """As the rules take it."""
        return rules.Gift(self.kind, self.amount, self.item, self.unit, self.estimated_fen)


class DonationCreate(GiftCreate):
    """What lies on the table, and who gave it: a person, nobody by name, or the unit with its approval.

    `slip_no` is the number of the slip in the paper register. `secret_hash` is printed on the outside of an anonymous
    donor's slip, or shown by the donor's own device: SHA-256 of words that only the donor has.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "slip_no": "000017",
                    "donor": "anonymous",
                    "secret_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "kind": "goods",
                    "amount": 2,
                    "item": "棉衣",
                    "unit": "件",
                }
            ]
        }
    )

    slip_no: Code
    donor: DonorKind
    person_id: UUID | None = None
    unit_title: Line | None = None
    approval_ref: Line | None = None
    secret_hash: SecretHash | None = None

    def giver(self) -> rules.Donor:
        """As the rules take it."""
        return rules.Donor(self.donor, self.person_id, self.unit_title, self.approval_ref, self.secret_hash)


class CountCreate(Shape):
    """What was counted when it was brought."""

    counted: Amount


class DonationReasonCreate(Shape):
    """Why, for the donor to read."""

    reason: Line


class DonationRead(Read):
    """A gift as its donor and the handlers see it. Of an anonymous one `person_id` and `name` are null for everybody.

    amount = used + returned + settled + remaining, once it has a receipt.
    """

    id: UUID
    drive_id: UUID
    donor: DonorKind
    person_id: UUID | None
    name: str | None
    unit_title: str | None
    approval_ref: str | None
    slip_no: str | None
    kind: GiftKind
    item: str
    unit: str
    pledged: int | None
    amount: int
    estimated_fen: int | None
    state: DonationState
    reason: str | None
    receipt_no: str | None
    handler_id: UUID | None
    made_at: datetime
    received_at: datetime | None
    purpose_number: int
    used: int
    returned: int
    settled: int
    remaining: int

    @classmethod
    def of(cls, row: Donation, drive: Drive, name: str | None) -> "DonationRead":
        """With its number as it stands on paper."""
        made = {"name", "receipt_no", "remaining"}
        own = {field: getattr(row, field) for field in cls.model_fields if field not in made}
        number = row.receipt_number and rules.receipt_number(drive, row.receipt_number)
        return cls(**own, name=name, receipt_no=number or None, remaining=books.in_hand(row))


@router.post("/drives/{drive_id}/pledges", status_code=201, summary="认捐 / Pledge a gift")
async def pledge_gift(
    drive_id: UUID, body: GiftCreate, giver: Giver, tx: Tx, now: Now, today: Today, once: Once
) -> DonationRead:
    """One's own word, by name. Whoever wants to stay unnamed gives at the table."""
    drive = await drives.open_to(tx, drive_id, giver)
    row = await donations.pledge(tx, drive, body.gift(), by=giver.person_id, at=now, today=today)
    return await once.keep(await shown(tx, row, drive), made=row.id)


@router.post("/drives/{drive_id}/donations", status_code=201, summary="登记现场捐赠 / Record at the table")
async def record_donation(
    drive_id: UUID, body: DonationCreate, handler: Handler, tx: Tx, now: Now, today: Today, once: Once
) -> DonationRead:
    """A person confirms what was recorded before it counts; an anonymous gift counts at once."""
    drive = await drives.within(tx, drive_id, handler.grants)
    row = await donations.record(
        tx, drive, body.gift(), body.giver(), body.slip_no, by=handler.person_id, at=now, today=today
    )
    return await once.keep(await shown(tx, row, drive), made=row.id)


@router.get("/drives/{drive_id}/donations", summary="捐赠登记簿 / The register")
async def list_register(
    drive_id: UUID,
    registrar: Registrar,
    tx: Tx,
    paged: Paged,
    state: DonationState | None = None,
) -> Page[DonationRead]:
    """For the handlers: each gift by itself, newest first, never by person. Reading it leaves an audit row."""
    drive = await drives.within(tx, drive_id, registrar.grants, lock=False)
    query = queries.register(drive.id)
    if state is not None:
        query = query.where(col(Donation.state) == state)
    rows, cursor = await paged.rows(tx, query, col(Donation.id))
    names = await roster.names(tx, {row.person_id for row in rows if row.person_id})
    items = [DonationRead.of(row, drive, _name(names, row)) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/donations", summary="本人的捐赠 / Own gifts")
async def list_own_donations(donor: Donor, view: View, paged: Paged) -> Page[DonationRead]:
    """What one has pledged and given by name, newest first."""
    rows, cursor = await paged.rows(view, queries.own(donor.person_id), col(Donation.id))
    known = await drives.by_ids(view, {row.drive_id for row in rows})
    names = await roster.names(view, {donor.person_id})
    items = [DonationRead.of(row, known[row.drive_id], _name(names, row)) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/donations/{donation_id}", summary="一笔捐赠 / One gift")
async def read_donation(donation_id: UUID, reader: Reader, view: View) -> DonationRead:
    """For its donor and the handlers."""
    return await shown(view, await queries.one(view, donation_id, reader.grants))


@router.post("/donations/{donation_id}/receipt", status_code=201, summary="接收捐赠 / Receive")
async def receive_donation(
    donation_id: UUID, body: CountCreate, handler: Handler, tx: Tx, now: Now, today: Today, once: Once
) -> DonationRead:
    """With a receipt if what was counted is what was pledged; else the donor confirms the count first."""
    drive, row = await queries.held(tx, donation_id, handler.grants)
    row = await donations.receive(tx, drive, row, body.counted, by=handler.person_id, at=now, today=today)
    return await once.keep(await shown(tx, row, drive), made=row.id)


@router.post("/donations/{donation_id}/confirmation", status_code=201, summary="确认捐赠 / Confirm")
async def confirm_donation(
    donation_id: UUID, donor: Donor, tx: Tx, now: Now, today: Today, once: Once
) -> DonationRead:
    """By the donor alone: what was written down at the table is so."""
    drive, row = await queries.held(tx, donation_id, donor.grants)
    row = await donations.confirm(tx, drive, row, at=now, today=today)
    return await once.keep(await shown(tx, row, drive), made=row.id)


@router.post("/donations/{donation_id}/refusal", status_code=201, summary="不予接收并退还 / Refuse")
async def refuse_donation(
    donation_id: UUID, body: DonationReasonCreate, handler: Handler, tx: Tx, once: Once
) -> DonationRead:
    """It is not what the drive takes; it goes back at once, with the reason."""
    drive, row = await queries.held(tx, donation_id, handler.grants)
    row = await donations.refuse(tx, row, body.reason, by=handler.person_id)
    return await once.keep(await shown(tx, row, drive), made=row.id)


@router.post("/donations/{donation_id}/withdrawal", status_code=201, summary="撤回认捐 / Withdraw a pledge")
async def withdraw_pledge(donation_id: UUID, donor: Donor, tx: Tx, once: Once) -> DonationRead:
    """Without a reason: giving is voluntary until it is given."""
    drive, row = await queries.held(tx, donation_id, donor.grants)
    row = await donations.withdraw(tx, row)
    return await once.keep(await shown(tx, row, drive), made=row.id)


@router.post("/donations/{donation_id}/return", status_code=201, summary="退还捐赠 / Give back")
async def return_donation(
    donation_id: UUID, body: DonationReasonCreate, handler: Handler, tx: Tx, now: Now, once: Once
) -> DonationRead:
    """All that is in hand of it: the drive is cancelled, or its donor did not agree to another purpose."""
    drive, row = await queries.held(tx, donation_id, handler.grants)
    row = await donations.give_back(tx, drive, row, body.reason, by=handler.person_id, at=now)
    return await once.keep(await shown(tx, row, drive), made=row.id)


def _name(names: dict[UUID, str], row: Donation) -> str | None:
    return names.get(row.person_id) if row.person_id else None


async def shown(session: AsyncSession, row: Donation, drive: Drive | None = None) -> DonationRead:
    """With the name of whoever gave by name."""
    known = drive or await drives.by_id(session, row.drive_id)
    names = await roster.names(session, {row.person_id} if row.person_id else set())
    return DonationRead.of(row, known, _name(names, row))
