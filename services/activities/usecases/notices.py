"""Notices: published, read, withdrawn."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk

from ..models import Notice, NoticeReceipt
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
