"""`/v1/meetings/{id}/attendance-corrections`: what a closed meeting's attendance should have said."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.types import Prose, Read, Shape

from ..models import AttendanceState, CorrectedTo
from ..queries import corrections as queries
from ..queries import meetings, scans
from ..rules.corrections import Wanted
from ..usecases import corrections
from .given import Moment

router = APIRouter(prefix="/v1/meetings/{meeting_id}/attendance-corrections", tags=["attendances"])

Reader = Annotated[Access, may("attendance.read")]
Corrector = Annotated[Access, may("attendance.correct")]


class CorrectionCreate(Shape):
    """How somebody attended, and why the record was wrong, for that person to read.

    Sitting and times go with `present` only; without them it is the known or first sitting, from its beginning.
    Who came late or left early by more than a quarter of an hour becomes `late` or `left_early`.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person_id": "b0e27724-a9af-5441-9119-fbd90755aac9",
                    "to": "present",
                    "came_at": "2026-09-22T14:05:00+08:00",
                    "reason": "签到平板断网,会场照片和记录人可证明到会。",
                }
            ]
        }
    )

    person_id: UUID
    to: CorrectedTo
    sitting_id: UUID | None = None
    came_at: Moment | None = None
    left_at: Moment | None = None
    reason: Prose


class CorrectionRead(Read):
    """One correction of one person's attendance; `number` counts them. `was` is how it stood before."""

    person_id: UUID
    number: int
    was: AttendanceState
    was_came_at: datetime | None
    was_left_at: datetime | None
    state: AttendanceState
    sitting_id: UUID | None
    came_at: datetime | None
    left_at: datetime | None
    reason: str
    by_id: UUID
    at: datetime


class CorrectionsRead(Read):
    """Oldest first."""

    items: list[CorrectionRead]


@router.post("", status_code=201, summary="更正出席记录 / Correct an attendance")
async def correct_attendance(
    meeting_id: UUID,
    body: CorrectionCreate,
    corrector: Corrector,
    tx: Tx,
    now: Now,
    once: Once,
    request: Request,
) -> CorrectionRead:
    """By the recorder or the secretary, from the closing to the archive, of another's attendance.

    What is to be made up follows, and so do the points; the earlier record stays visible here.
    """
    meeting = await scans.meeting_recorded(tx, meeting_id, corrector.grants)
    wanted = Wanted(body.to, body.sitting_id, body.came_at, body.left_at)
    word = corrections.Word(body.person_id, wanted, body.reason, corrector.person_id, now)
    state = request.app.state
    row = await corrections.correct(tx, state.teller, meeting, word, zone=state.zone)
    return await once.keep(CorrectionRead.model_validate(row), made=row.id)


@router.get("", summary="出席更正记录 / Corrections of a meeting's attendance")
async def list_attendance_corrections(meeting_id: UUID, reader: Reader, view: View) -> CorrectionsRead:
    """Of everybody whose attendance the caller may see."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    rows = await queries.of_meeting(view, meeting, reader.grants)
    return CorrectionsRead(items=[CorrectionRead.model_validate(row) for row in rows])
