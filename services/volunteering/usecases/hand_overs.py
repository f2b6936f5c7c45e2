"""Hand-overs: prepared by one handler, which reserves the stock, and confirmed or withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Drive, HandOver, HandOverBeneficiary, HandOverLine, HandOverState
from ..queries import beneficiaries, donations, purpose_changes
from ..queries import drives as drive_queries
from ..queries import hand_overs as queries
from ..rules import books
from ..rules import drives as drive_rules
from ..rules import hand_overs as rules
from ..rules.beneficiaries import BeneficiaryMissing
from ..rules.books import Lot, Taken
from ..rules.purpose_changes import PurposeUnknown
from . import drives


@dataclass(frozen=True, slots=True)
class Handing:
    """What is handed over: when, to whom, against which signature, before which second handler."""

    handed_on: date
    receiver: str
    signature_ref: str
    second_handler_id: UUID
    purpose_number: int
    beneficiary_ids: Sequence[UUID]
    lines: Sequence[tuple[Lot, int]]


async def prepare(
    session: AsyncSession, drive: Drive, handing: Handing, *, by: UUID, at: datetime, today: date
) -> HandOver:
    """Reserve it and ask the second handler. The drive is locked.

    Raises DriveNotInState, HandedOverEarly, LotNamedTwice, TwoHandlersNeeded, HandlerUnfit, PurposeUnknown,
    BeneficiaryMissing, InterestLink, BrandNamed, LinkNamed, StockTooSmall, HandedOverTwice.
    """
    drive_rules.needs(drive, *drive_rules.HANDING_OVER)
    await _judge(session, drive, handing, by, today)
    gifts = await donations.of_drive(session, drive, lock=True)
    taken: list[Taken] = []
    for lot, amount in handing.lines:
        taken += books.draw(gifts, lot, handing.purpose_number, amount)
    row = HandOver(
        drive_id=drive.id,
        branch_id=drive.branch_id,
        purpose_number=handing.purpose_number,
        handed_on=handing.handed_on,
        receiver=handing.receiver,
        signature_ref=handing.signature_ref,
        first_handler_id=by,
        second_handler_id=handing.second_handler_id,
        prepared_at=at,
    )
    await add_or_refuse(session, row, _twice)
    books.use(taken)
    _add_lines(session, row, taken)
    for beneficiary_id in set(handing.beneficiary_ids):
        session.add(HandOverBeneficiary(hand_over_id=row.id, beneficiary_id=beneficiary_id))
    await session.flush()
    return row


async def _judge(session: AsyncSession, drive: Drive, handing: Handing, by: UUID, today: date) -> None:
    if handing.handed_on > today:
        raise rules.HandedOverEarly
    rules.once_each(lot for lot, _ in handing.lines)
    rules.two(by, handing.second_handler_id)
    if not await drive_queries.on_committee(session, drive.branch_id, handing.second_handler_id, today):
        raise rules.HandlerUnfit
    if handing.purpose_number not in await purpose_changes.purposes(session, drive):
        raise PurposeUnknown
    known = await beneficiaries.of_drive(session, drive.id)
    if not set(handing.beneficiary_ids) <= {each.id for each in known}:
        raise BeneficiaryMissing
    drive_rules.no_interest(drive_rules.relatives_of(known), by, handing.second_handler_id)
    await drives.publishable(session, drive.branch_id, handing.receiver)


def _add_lines(session: AsyncSession, row: HandOver, taken: Sequence[Taken]) -> None:
    for each in taken:
        session.add(HandOverLine(hand_over_id=row.id, donation_id=each.gift.id, amount=each.amount))


async def confirm(session: AsyncSession, drive: Drive, row: HandOver, *, by: UUID, at: datetime) -> HandOver:
    """The second handler was there too, and is linked to nobody it was for. Both rows are locked.

    Raises HandOverNotInState, TwoHandlersNeeded, InterestLink.
    """
    rules.may_confirm(row, by)
    known = await beneficiaries.of_drive(session, drive.id)
    drive_rules.no_interest(drive_rules.relatives_of(known), by)
    row.state, row.confirmed_at = HandOverState.DONE, at
    await session.flush()
    return row


async def withdraw(session: AsyncSession, row: HandOver) -> HandOver:
    """It did not take place; what was reserved is in hand again. Both rows are locked. Raises HandOverNotInState."""
    rules.prepared(row)
    lines = await queries.lines(session, row.id)
    amounts: Mapping[UUID, int] = {line.donation_id: line.amount for line in lines}
    gifts = await donations.by_ids(session, list(amounts))
    books.put_back([Taken(gifts[gift_id], amount) for gift_id, amount in amounts.items()])
    row.state = HandOverState.WITHDRAWN
    await session.flush()
    return row


async def _twice() -> Exception:
    return rules.HandedOverTwice()
