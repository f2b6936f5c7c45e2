"""Qualifications: stated by the person, checked or refused by another."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Qualification
from ..rules import qualifications as rules


async def state(
    session: AsyncSession,
    code: str,
    title: str,
    *,
    paper_no: str | None,
    valid_until: date | None,
    by: UUID,
    at: datetime,
    today: date,
) -> Qualification:
    """Say what paper one has; it counts once another has looked at it. Raises QualificationExpired."""
    rules.may_state(valid_until, today)
    row = Qualification(
        person_id=by, code=code, title=title, paper_no=paper_no, valid_until=valid_until, stated_at=at
    )
    session.add(row)
    await session.flush()
    return row


async def check(
    session: AsyncSession,
    row: Qualification,
    *,
    passed: bool,
    reason: str | None,
    by: UUID,
    at: datetime,
    today: date,
) -> Qualification:
    """Confirm that the paper was seen and holds, or refuse it; the caller holds the row locked.

    Raises OwnQualification, QualificationChecked, RefusalUnexplained, QualificationExpired.
    """
    rules.may_check(row, passed=passed, reason=reason, by=by, today=today)
    row.checked_by, row.checked_at, row.refused_reason = by, at, reason
    await session.flush()
    return row
