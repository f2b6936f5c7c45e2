"""Notices: published, read, withdrawn; and those to one person, about a registration or a duty."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk

from ..models import Duty, Meeting, Notice, NoticeReceipt, Registration, Sitting, Undertaking
from ..queries import meetings
from ..rules import notices as rules

RECEIPT = NoticeReceipt.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it


async def publish(
    session: AsyncSession,
    branch_id: UUID,
    group_id: UUID | None,
    title: str,
    text: str,
    *,
    by: UUID,
    at: datetime,
) -> Notice:
    """Tell a branch or a group something."""
    notice = Notice(branch_id=branch_id, group_id=group_id, title=title, text=text, by_id=by, at=at)
    session.add(notice)
    await session.flush()
    return notice


async def tell_offers(
    session: AsyncSession, sitting: Sitting, offered: Sequence[Registration], at: datetime
) -> None:
    """Let everybody know who is offered a place, in the name of whoever planned the meeting."""
    meeting = await meetings.by_id(session, sitting.meeting_id)
    for row in offered:
        assert row.offered_until is not None  # noqa: S101 - an offer has its end
        words = rules.of_offer(meeting, sitting, row.offered_until)
        session.add(_to(row, words, by=meeting.planned_by, at=at))
    await session.flush()


async def tell_cancellation(
    session: AsyncSession, sitting: Sitting, ended: Sequence[Registration], *, by: UUID, at: datetime
) -> None:
    """Let everybody know whose registration has ended with its sitting."""
    words = rules.of_cancellation(await meetings.by_id(session, sitting.meeting_id), sitting)
    session.add_all(_to(row, words, by=by, at=at) for row in ended)
    await session.flush()


async def tell_request(
    session: AsyncSession,
    meeting: Meeting,
    sitting: Sitting,
    duty: Duty,
    person_id: UUID,
    *,
    by: UUID,
    at: datetime,
) -> None:
    """Let somebody know that they are asked to take a duty."""
    session.add(_about(meeting, person_id, rules.of_request(meeting, sitting, duty.title), by=by, at=at))
    await session.flush()


async def tell_called_off(
    session: AsyncSession,
    sitting: Sitting,
    ended: Sequence[tuple[Undertaking, Duty]],
    *,
    by: UUID,
    at: datetime,
) -> None:
    """Let everybody know whose duty has ended with its sitting, or who need not answer any more."""
    meeting = await meetings.by_id(session, sitting.meeting_id)
    for row, duty in ended:
        words = rules.of_duty_called_off(meeting, sitting, duty.title)
        session.add(_about(meeting, row.person_id, words, by=by, at=at))
    await session.flush()


def _about(meeting: Meeting, person_id: UUID, words: rules.Words, *, by: UUID, at: datetime) -> Notice:
    title, text = words
    return Notice(branch_id=meeting.branch_id, person_id=person_id, title=title, text=text, by_id=by, at=at)


def _to(row: Registration, words: rules.Words, *, by: UUID, at: datetime) -> Notice:
    title, text = words
    return Notice(
        branch_id=row.branch_id,
        person_id=row.person_id,
        registration_id=row.id,
        title=title,
        text=text,
        by_id=by,
        at=at,
    )


async def acknowledge(session: AsyncSession, notice: Notice, *, by: UUID, at: datetime) -> None:
    """Say to have read it; the first time stands, however often it is said. Raises NoticeWithdrawn."""
    rules.stands(notice)
    row = {"notice_id": notice.id, "person_id": by, "at": at}
    await bulk.insert(await session.connection(), RECEIPT, [row], tail="ON CONFLICT DO NOTHING")


async def withdraw(session: AsyncSession, notice: Notice, *, at: datetime) -> Notice:
    """Take it back; it stays visible as withdrawn. The notice is locked. Raises NoticeWithdrawn."""
    rules.stands(notice)
    notice.withdrawn_at = at
    await session.flush()
    return notice
