"""`/v1/meetings/{id}/outcomes`: what a meeting led to elsewhere in the suite."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.types import Line, Read, Shape

from ..models import MeetingOutcome
from ..queries import meeting_outcomes as queries
from ..queries import meetings
from ..usecases import meeting_outcomes

router = APIRouter(prefix="/v1/meetings/{meeting_id}/outcomes", tags=["meetings"])

Reader = Annotated[Access, may("meeting.read")]
Planner = Annotated[Access, may("meeting.write")]

Noun = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=60)]


class MeetingOutcomeCreate(Shape):
    """`noun` is the word after `/v1/`, `target_id` what follows it; nobody looks whether it is there."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "noun": "entries",
                    "target_id": "0192f0c1-2d3e-7f40-8a5b-6c7d8e9fa0b1",
                    "title": "查隐患得分(A03)",
                }
            ]
        }
    )

    noun: Noun
    target_id: UUID
    title: Line


class MeetingOutcomeRead(Read):
    """What the meeting led to. `service` answers for the noun; null once none does any more."""

    id: UUID
    service: str | None
    noun: str
    target_id: UUID
    path: str
    title: str
    by_id: UUID
    at: datetime


class MeetingOutcomesRead(Read):
    """All outcomes of a meeting, oldest first."""

    items: list[MeetingOutcomeRead]


@router.get("", summary="活动成果 / Outcomes of a meeting")
async def list_meeting_outcomes(
    meeting_id: UUID, reader: Reader, view: View, request: Request
) -> MeetingOutcomesRead:
    """For whoever sees the meeting; what is found there is for the other service to allow."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    found = await queries.of_meeting(view, meeting.id)
    return MeetingOutcomesRead(items=[_shown(row, request) for row in found])


@router.post("", status_code=201, summary="列出活动成果 / Name an outcome")
async def name_meeting_outcome(
    meeting_id: UUID,
    body: MeetingOutcomeCreate,
    planner: Planner,
    tx: Tx,
    now: Now,
    once: Once,
    request: Request,
) -> MeetingOutcomeRead:
    """Once the meeting has been opened, and however long after it."""
    meeting = await meetings.within(tx, meeting_id, planner.grants, lock=True)
    what = (body.noun, body.target_id, body.title)
    nouns = request.app.state.nouns
    row = await meeting_outcomes.name(tx, meeting, *what, nouns=nouns, by=planner.person_id, at=now)
    return await once.keep(_shown(row, request), made=row.id)


@router.post("/{outcome_id}/withdrawal", status_code=201, summary="撤下活动成果 / Withdraw an outcome")
async def withdraw_meeting_outcome(
    meeting_id: UUID, outcome_id: UUID, planner: Planner, tx: Tx, now: Now, once: Once, request: Request
) -> MeetingOutcomeRead:
    """When it was named by mistake."""
    meeting = await meetings.within(tx, meeting_id, planner.grants, lock=True)
    row = await queries.one(tx, meeting.id, outcome_id)
    row = await meeting_outcomes.withdraw(tx, row, by=planner.person_id, at=now)
    return await once.keep(_shown(row, request), made=row.id)


def _shown(row: MeetingOutcome, request: Request) -> MeetingOutcomeRead:
    return MeetingOutcomeRead(
        id=row.id,
        service=request.app.state.nouns.get(row.noun),
        noun=row.noun,
        target_id=row.target_id,
        path=f"/v1/{row.noun}/{row.target_id}",
        title=row.title,
        by_id=row.by_id,
        at=row.at,
    )
