"""Donations: pledged, recorded, confirmed, received with a receipt, refused, withdrawn, given back.

Every act has the drive under lock, so that no receipt number is given twice and no gift arrives after the closing.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Donation, DonationReturn, DonationState, DonorKind, Drive, DriveState, Receipt
from ..queries import drives as drive_queries
from ..rules import books
from ..rules import donations as rules
from ..rules import drives as drive_rules
from ..rules.donations import Donor, Gift
from . import drives


async def pledge(
    session: AsyncSession, drive: Drive, gift: Gift, *, by: UUID, at: datetime, today: date
) -> Donation:
    """The donor's own word, by name. Raises DriveNotInState, OutsidePeriod, GiftUnfit, BrandNamed, PledgedAlready."""
    drive_rules.takes_gifts(drive, today)
    row = await _row(session, drive, gift, Donor(DonorKind.PERSON, by), at)
    row.state, row.pledged = DonationState.PLEDGED, gift.amount
    await add_or_refuse(session, row, _pledged)
    return row


async def record(
    session: AsyncSession,
    drive: Drive,
    gift: Gift,
    donor: Donor,
    slip_no: str,
    *,
    by: UUID,
    at: datetime,
    today: date,
) -> Donation:
    """Write down what lies on the table. A person confirms it; nobody else could.

    Raises DriveNotInState, OutsidePeriod, GiftUnfit, DonorUnfit, StateAssetApprovalMissing, OwnDonation, DonorUnknown,
    BrandNamed, SlipTaken.
    """
    drive_rules.takes_gifts(drive, today)
    donor.fit()
    row = await _row(session, drive, gift, donor, at)
    rules.anothers(row, by)
    row.slip_no, row.handler_id, row.state = slip_no, by, DonationState.RECORDED
    if donor.person_id is not None and not await drive_queries.holds(session, drive, donor.person_id, today):
        raise rules.DonorUnknown
    if donor.kind is not DonorKind.PERSON:
        return await _receive(session, drive, row, at=at, today=today)
    await add_or_refuse(session, row, _slip)
    return row


async def _row(session: AsyncSession, drive: Drive, gift: Gift, donor: Donor, at: datetime) -> Donation:
    columns: dict[str, Any] = gift.columns()
    await drives.publishable(session, drive.branch_id, gift.item, gift.unit)
    who = asdict(donor)
    return Donation(
        drive_id=drive.id,
        branch_id=drive.branch_id,
        donor=who.pop("kind"),
        state=DonationState.PLEDGED,
        made_at=at,
        **columns,
        **who,
    )


async def receive(
    session: AsyncSession, drive: Drive, row: Donation, counted: int, *, by: UUID, at: datetime, today: date
) -> Donation:
    """Take what was pledged. If another amount was brought, the donor confirms it first. Drive and gift are locked.

    Raises DriveNotInState, DonationNotInState, OwnDonation.
    """
    drive_rules.needs(drive, DriveState.COLLECTING)
    rules.needs(row, DonationState.PLEDGED)
    rules.anothers(row, by)
    row.handler_id = by
    if counted != row.amount:
        row.amount = counted
        rules.move(row, DonationState.RECORDED)
        await session.flush()
        return row
    return await _receive(session, drive, row, at=at, today=today)


async def confirm(
    session: AsyncSession, drive: Drive, row: Donation, *, at: datetime, today: date
) -> Donation:
    """The donor says that what was written down is so. Drive and gift are locked.

    Raises DriveNotInState, DonationNotInState.
    """
    drive_rules.needs(drive, DriveState.COLLECTING)
    rules.needs(row, DonationState.RECORDED)
    return await _receive(session, drive, row, at=at, today=today)


async def _receive(
    session: AsyncSession, drive: Drive, row: Donation, *, at: datetime, today: date
) -> Donation:
    rules.move(row, DonationState.RECEIVED)
    assert row.handler_id is not None  # noqa: S101 - set by whoever recorded or received it
    drive.last_receipt += 1
    row.receipt_number, row.received_at = drive.last_receipt, at
    await add_or_refuse(session, row, _slip)
    session.add(
        Receipt(
            drive_id=drive.id,
            donation_id=row.id,
            number=drive.last_receipt,
            kind=row.kind,
            item=row.item,
            unit=row.unit,
            amount=row.amount,
            estimated_fen=row.estimated_fen,
            receiver_id=drive.branch_id,
            handler_id=row.handler_id,
            received_on=today,
        )
    )
    await session.flush()
    return row


async def refuse(session: AsyncSession, row: Donation, reason: str, *, by: UUID) -> Donation:
    """It is not what the drive takes, or not what the donor says: given back at once. The gift is locked.

    Raises DonationNotInState, OwnDonation.
    """
    rules.anothers(row, by)
    rules.move(row, DonationState.REFUSED)
    row.reason, row.handler_id = reason, by
    await session.flush()
    return row


async def withdraw(session: AsyncSession, row: Donation) -> Donation:
    """Nobody has to keep a pledge. The gift is locked. Raises DonationNotInState."""
    rules.move(row, DonationState.WITHDRAWN)
    await session.flush()
    return row


async def give_back(
    session: AsyncSession, drive: Drive, row: Donation, reason: str, *, by: UUID, at: datetime
) -> Donation:
    """All of it that is in hand goes back. Drive and gift are locked.

    Raises DriveNotInState, DonationNotInState, OwnDonation, NothingLeft.
    """
    drive_rules.needs(drive, *drive_rules.GIVING_BACK)
    rules.needs(row, DonationState.RECEIVED)
    rules.anothers(row, by)
    amount = books.give_back(row)
    if row.returned == row.amount:
        rules.move(row, DonationState.RETURNED)
    session.add(DonationReturn(donation_id=row.id, amount=amount, reason=reason, handler_id=by, at=at))
    await session.flush()
    return row


async def _pledged() -> Exception:
    return rules.PledgedAlready()


async def _slip() -> Exception:
    return rules.SlipTaken()
