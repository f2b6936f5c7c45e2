"""`/v1/meetings/{id}/materials`: what to read before, what is handed out, what came of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.types import Read, Shape

from ..models import Purpose
from ..queries import meeting_materials as queries
from ..queries import meetings
from ..usecases import meeting_materials

router = APIRouter(prefix="/v1/meetings/{meeting_id}/materials", tags=["meetings"])

Reader = Annotated[Access, may("meeting.read")]
Planner = Annotated[Access, may("meeting.write")]


class MeetingMaterialCreate(Shape):
    """A material of the branch, and what it is for."""

    material_id: UUID
    purpose: Purpose


class MeetingMaterialRead(Read):
    """A material in the version that was attached. `approved` is the number that is current by now."""

    id: UUID
    material_id: UUID
    purpose: Purpose
    title: str
    number: int
    approved: int | None
    text: str
    link: str | None
    minutes: int
    by_id: UUID
    at: datetime

    @classmethod
    def of(cls, found: queries.Attached) -> "MeetingMaterialRead":
        """The three rows as one."""
        row, material, version = found
        return cls(
            id=row.id,
            material_id=row.material_id,
            purpose=row.purpose,
            title=material.title,
            number=row.number,
            approved=material.approved,
            text=version.text,
            link=version.link,
            minutes=version.minutes,
            by_id=row.by_id,
            at=row.at,
        )


class MeetingMaterialsRead(Read):
    """All materials of a meeting, oldest first."""

    items: list[MeetingMaterialRead]


@router.get("", summary="会议材料 / Materials of a meeting")
async def list_meeting_materials(meeting_id: UUID, reader: Reader, view: View) -> MeetingMaterialsRead:
    """With their text, for whoever sees the meeting."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    found = await queries.of_meeting(view, meeting.id)
    return MeetingMaterialsRead(items=[MeetingMaterialRead.of(each) for each in found])


@router.post("", status_code=201, summary="附上材料 / Attach a material")
async def attach_material(
    meeting_id: UUID, body: MeetingMaterialCreate, planner: Planner, tx: Tx, now: Now, once: Once
) -> MeetingMaterialRead:
    """Pre-study until the meeting is opened, handouts until it is closed, results from the opening on."""
    meeting = await meetings.within(tx, meeting_id, planner.grants, lock=True)
    material = await queries.material(tx, meeting, body.material_id)
    by = planner.person_id
    row = await meeting_materials.attach(tx, meeting, material, body.purpose, by=by, at=now)
    shown = MeetingMaterialRead.of(await queries.one(tx, meeting.id, material.id))
    return await once.keep(shown, made=row.id)


@router.post("/{material_id}/withdrawal", status_code=201, summary="撤下材料 / Withdraw a material")
async def withdraw_meeting_material(
    meeting_id: UUID, material_id: UUID, planner: Planner, tx: Tx, now: Now, once: Once
) -> MeetingMaterialRead:
    """As long as one of its purpose could be attached. It may be attached again, in a newer version."""
    meeting = await meetings.within(tx, meeting_id, planner.grants, lock=True)
    found = await queries.one(tx, meeting.id, material_id)
    await meeting_materials.withdraw(tx, meeting, found[0], by=planner.person_id, at=now)
    return await once.keep(MeetingMaterialRead.of(found), made=found[0].id)
