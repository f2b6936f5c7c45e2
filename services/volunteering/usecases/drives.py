"""Donation drives: drafted, approved by another, opened, closed, settled when the books balance; or cancelled."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.db import add_or_refuse

from ..models import Donation, Drive, DriveState, DriveStep, PurposeChangeState
from ..queries import beneficiaries, brand_words, donations, hand_overs, organisations, purpose_changes
from ..queries import drives as queries
from ..rules import books, publication, use_reports
from ..rules import drives as rules


@dataclass(frozen=True, slots=True)
class Appeal:
    """What a drive is for, whom it asks, from when to when, and who answers for it."""

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


async def draft(
    session: AsyncSession, branch_id: UUID, appeal: Appeal, *, by: UUID, at: datetime, today: date
) -> Drive:
    """A drive that nobody is asked for yet.

    Raises DrivePeriodUnfit, CircleUnfit, CommunityMissing, ResponsibleUnfit, BrandNamed, LinkNamed,
    DriveCodeTaken.
    """
    await _judge(session, branch_id, appeal, today)
    row = Drive(branch_id=branch_id, drafted_by=by, drafted_at=at, **asdict(appeal))
    await add_or_refuse(session, row, _taken)
    await _record(session, row, by, at)
    return row


async def redraft(session: AsyncSession, drive: Drive, appeal: Appeal, *, today: date) -> Drive:
    """Write it anew, as long as nobody has approved it. The drive is locked.

    Raises DriveNotInState and what `draft` raises.
    """
    rules.needs(drive, DriveState.DRAFT)
    await _judge(session, drive.branch_id, appeal, today)
    for name, value in asdict(appeal).items():
        setattr(drive, name, value)
    await add_or_refuse(session, drive, _taken)
    return drive


async def _judge(session: AsyncSession, branch_id: UUID, appeal: Appeal, today: date) -> None:
    rules.period(appeal.opens_on, appeal.closes_on)
    if appeal.circle_id not in await queries.above(session, branch_id):
        raise rules.CircleUnfit
    if appeal.community_id is not None:
        await organisations.community_known(session, appeal.community_id)
    if not await queries.on_committee(session, branch_id, appeal.responsible_id, today):
        raise rules.ResponsibleUnfit
    texts = (appeal.title, appeal.purpose, appeal.beneficiary_class, appeal.goods_standard)
    await publishable(session, branch_id, *texts)


async def publishable(session: AsyncSession, branch_id: UUID, *texts: str | None) -> None:
    """Raises BrandNamed, LinkNamed."""
    publication.may_publish(await brand_words.binding(session, branch_id), *texts)


async def _taken() -> Exception:
    return rules.DriveCodeTaken()


async def approve(
    session: AsyncSession, drive: Drive, grants: Iterable[Grant], *, by: UUID, at: datetime
) -> Drive:
    """Let it begin. Words that were put on the list since the draft count too. The drive is locked.

    Raises DriveNotInState, OwnDrive, CircleTooWide, InterestLink, BrandNamed, LinkNamed.
    """
    rules.needs(drive, DriveState.DRAFT)
    rules.may_approve(drive, by, grants, await queries.above(session, drive.circle_id))
    relatives = rules.relatives_of(await beneficiaries.of_drive(session, drive.id))
    rules.no_interest(relatives, by, drive.responsible_id, drive.drafted_by)
    texts = (drive.title, drive.purpose, drive.beneficiary_class, drive.goods_standard)
    await publishable(session, drive.branch_id, *texts)
    drive.approved_by = by
    return await _move(session, drive, DriveState.APPROVED, by, at)


async def open_(session: AsyncSession, drive: Drive, *, by: UUID, at: datetime, today: date) -> Drive:
    """From now on its circle sees it. Raises DriveNotInState."""
    drive.opened_at, drive.report_due_on = at, use_reports.due_after(today)
    return await _move(session, drive, DriveState.COLLECTING, by, at)


async def close(session: AsyncSession, drive: Drive, *, by: UUID, at: datetime) -> Drive:
    """Take no more gifts; what was pledged and never brought lapses. Raises DriveNotInState, UnconfirmedGifts."""
    rules.needs(drive, DriveState.COLLECTING)
    gifts = await donations.of_drive(session, drive, lock=True)
    rules.all_confirmed(gifts)
    rules.lapse(gifts)
    return await _move(session, drive, DriveState.CLOSED, by, at)


async def settle(session: AsyncSession, drive: Drive, *, by: UUID, at: datetime) -> Drive:
    """Everything has gone where it belongs, to the last fen and piece.

    Raises DriveNotInState, HandlingUnfinished, BooksUnbalanced.
    """
    rules.needs(drive, DriveState.CLOSED)
    await nothing_waits(session, drive)
    books.balance(await donations.of_drive(session, drive, lock=True))
    return await _move(session, drive, DriveState.HANDED_OVER, by, at)


async def cancel(session: AsyncSession, drive: Drive, reason: str, *, by: UUID, at: datetime) -> Drive:
    """Give it up; handlers give back what is in hand, gift by gift.

    Raises DriveNotInState, UnconfirmedGifts, HandedOverAlready, HandlingUnfinished, BrandNamed, LinkNamed.
    """
    await publishable(session, drive.branch_id, reason)
    gifts: list[Donation] = await donations.of_drive(session, drive, lock=True)
    rules.may_cancel(gifts)
    await nothing_waits(session, drive)
    rules.lapse(gifts)
    drive.report_due_on = None
    return await _move(session, drive, DriveState.CANCELLED, by, at, reason)


async def nothing_waits(session: AsyncSession, drive: Drive) -> None:
    """No second handler and no donor is still being asked. Raises HandlingUnfinished."""
    changes = await purpose_changes.of_drive(session, drive.id)
    if any(each.state is PurposeChangeState.OPEN for each in changes):
        raise rules.HandlingUnfinished
    if await hand_overs.waiting(session, drive.id):
        raise rules.HandlingUnfinished


async def report_done(session: AsyncSession, drive: Drive, *, by: UUID, at: datetime) -> None:
    """The last use report is out. Raises DriveNotInState."""
    drive.report_due_on = None
    await _move(session, drive, DriveState.REPORTED, by, at)


async def _move(
    session: AsyncSession, drive: Drive, to: DriveState, by: UUID, at: datetime, reason: str | None = None
) -> Drive:
    rules.move(drive, to)
    await _record(session, drive, by, at, reason)
    return drive


async def _record(
    session: AsyncSession, drive: Drive, by: UUID, at: datetime, reason: str | None = None
) -> None:
    session.add(DriveStep(drive_id=drive.id, state=drive.state, by_id=by, at=at, reason=reason))
    await session.flush()
