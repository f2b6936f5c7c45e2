"""What a drive tells its circle: use reports, and decisions on what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse
from shared.errors import Stale

from ..models import Drive, DriveState, Remainder, RemainderLine, UseReport
from ..queries import beneficiaries, donations
from ..queries import use_reports as queries
from ..rules import beneficiaries as beneficiary_rules
from ..rules import books, remainders
from ..rules import drives as drive_rules
from ..rules import use_reports as rules
from . import drives


@dataclass(frozen=True, slots=True)
class Photo:
    """Where a picture is kept, and whom it shows."""

    ref: str
    beneficiary_ids: tuple[UUID, ...]


async def publish(
    session: AsyncSession,
    drive: Drive,
    text: str,
    photos: Sequence[Photo],
    *,
    final: bool,
    by: UUID,
    at: datetime,
    today: date,
) -> UseReport:
    """Tell the circle, and every donor with it; the final one ends a settled drive. The drive is locked.

    Raises DriveNotInState, BrandNamed, LinkNamed, BeneficiaryMissing, PhotoConsentMissing.
    """
    telling = (DriveState.HANDED_OVER,) if final else (*drive_rules.HANDING_OVER, DriveState.HANDED_OVER)
    drive_rules.needs(drive, *telling)
    await drives.publishable(session, drive.branch_id, text, *(photo.ref for photo in photos))
    known = await beneficiaries.of_drive(session, drive.id)
    beneficiary_rules.pictured(known, (each for photo in photos for each in photo.beneficiary_ids))
    row = UseReport(
        drive_id=drive.id,
        number=await queries.last_number(session, drive.id) + 1,
        final=final,
        text=text,
        photos=[
            {"ref": each.ref, "beneficiary_ids": [str(one) for one in each.beneficiary_ids]}
            for each in photos
        ],
        by_id=by,
        at=at,
    )
    await add_or_refuse(session, row, _quicker)
    drive.report_due_on = rules.due_after(today)
    if final:
        await drives.report_done(session, drive, by=by, at=at)
    await session.flush()
    return row


async def _quicker() -> Exception:
    return Stale()


async def decide_remainder(
    session: AsyncSession,
    drive: Drive,
    purpose: str,
    receiver: str,
    resolution_no: str,
    *,
    by: UUID,
    at: datetime,
) -> Remainder:
    """Everything left goes to a same or similar purpose; of a cancelled drive only what is nobody's by name.

    Raises DriveNotInState, OwnRemainder, HandlingUnfinished, BrandNamed, LinkNamed, NothingLeft, ResolutionTaken.
    """
    drive_rules.needs(drive, DriveState.CLOSED, DriveState.CANCELLED)
    remainders.may_decide(drive, by)
    await drives.nothing_waits(session, drive)
    await drives.publishable(session, drive.branch_id, purpose, receiver)
    taken = remainders.concerned(drive, await donations.of_drive(session, drive, lock=True))
    row = Remainder(
        drive_id=drive.id, purpose=purpose, receiver=receiver, resolution_no=resolution_no, by_id=by, at=at
    )
    await add_or_refuse(session, row, _resolved)
    books.settle(taken)
    for each in taken:
        session.add(RemainderLine(remainder_id=row.id, donation_id=each.gift.id, amount=each.amount))
    await session.flush()
    return row


async def _resolved() -> Exception:
    return remainders.ResolutionTaken()
