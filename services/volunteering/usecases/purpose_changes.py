"""Purpose changes: proposed, answered by donors gift by gift, decided by another."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Donation, Drive, DriveState, PurposeAnswer, PurposeChange, PurposeChangeState
from ..queries import donations
from ..queries import purpose_changes as queries
from ..rules import drives as drive_rules
from ..rules import purpose_changes as rules
from ..rules.donations import DonationMissing
from . import drives


async def propose(
    session: AsyncSession, drive: Drive, purpose: str, reason: str, *, by: UUID, at: datetime
) -> PurposeChange:
    """Ask the donors of a closed drive. The drive is locked.

    Raises DriveNotInState, BrandNamed, LinkNamed, PurposeChangeOpen.
    """
    drive_rules.needs(drive, DriveState.CLOSED)
    await drives.publishable(session, drive.branch_id, purpose, reason)
    before = await queries.of_drive(session, drive.id)
    row = PurposeChange(
        drive_id=drive.id,
        branch_id=drive.branch_id,
        number=len(before) + 1,
        purpose=purpose,
        reason=reason,
        proposed_by=by,
        proposed_at=at,
    )
    await add_or_refuse(session, row, _open)
    return row


async def answer(
    session: AsyncSession, change: PurposeChange, gift: Donation, *, agrees: bool
) -> PurposeAnswer:
    """What a donor says for one gift; the same again is the same answer. The change is locked.

    Raises DonationMissing, PurposeChangeDecided, AnsweredBefore.
    """
    if gift.drive_id != change.drive_id:
        raise DonationMissing
    rules.open_(change)
    known = await queries.answer(session, change.id, gift.id)
    if known is None:
        known = PurposeAnswer(change_id=change.id, donation_id=gift.id, agrees=agrees)
        await add_or_refuse(session, known, _answered)
    elif known.agrees is not agrees:
        raise rules.AnsweredBefore
    return known


async def decide(
    session: AsyncSession, drive: Drive, change: PurposeChange, *, adopt: bool, by: UUID, at: datetime
) -> PurposeChange:
    """Bind the gifts whose donors agreed to the new purpose, or drop it. Both rows are locked.

    Raises PurposeChangeDecided, OwnPurposeChange.
    """
    rules.may_decide(change, by)
    if adopt:
        gifts = await donations.of_drive(session, drive, lock=True)
        rules.rebind(gifts, await queries.agreed(session, change.id), change.number)
    change.state = PurposeChangeState.ADOPTED if adopt else PurposeChangeState.DROPPED
    change.decided_by, change.decided_at = by, at
    await session.flush()
    return change


async def _open() -> Exception:
    return rules.PurposeChangeOpen()


async def _answered() -> Exception:
    return rules.AnsweredBefore()
