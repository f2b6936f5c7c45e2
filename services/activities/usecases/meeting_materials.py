"""Materials of meetings: attached in the version that is approved, withdrawn. The meeting is locked before."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Material, Meeting, MeetingMaterial, Purpose
from ..rules import meeting_materials as rules
from ..rules.materials import MaterialNotApproved


async def attach(
    session: AsyncSession, meeting: Meeting, material: Material, purpose: Purpose, *, by: UUID, at: datetime
) -> MeetingMaterial:
    """In its approved version. Raises MeetingNotInState, MaterialNotApproved, MaterialAttached."""
    rules.may_arrange(meeting, purpose)
    if material.approved is None:
        raise MaterialNotApproved
    row = MeetingMaterial(
        meeting_id=meeting.id,
        material_id=material.id,
        number=material.approved,
        purpose=purpose,
        by_id=by,
        at=at,
    )
    await add_or_refuse(session, row, _twice)
    return row


async def withdraw(
    session: AsyncSession, meeting: Meeting, row: MeetingMaterial, *, by: UUID, at: datetime
) -> MeetingMaterial:
    """It may be attached again, in a newer version. Raises MeetingNotInState."""
    rules.may_arrange(meeting, row.purpose)
    row.withdrawn_by, row.withdrawn_at = by, at
    await session.flush()
    return row


async def _twice() -> Exception:
    return rules.MaterialAttached()
