"""`/v1/meetings/{id}/presences` and `/quorum`: who is in the room, and whether that is enough to vote."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from shared import etag, roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.types import Read, Shape

from ..models import MotionKind, PresenceKind
from ..queries import meetings, presiding, rolls
from ..queries import presences as queries
from ..rules import presences as rules
from ..rules import vote_rules
from ..usecases import presences

router = APIRouter(prefix="/v1/meetings/{meeting_id}", tags=["votes"])

Reader = Annotated[Access, may("meeting.read")]
Presider = Annotated[Access, may("meeting.preside")]


class PresenceCreate(Shape):
    """People of the roll who come in, or who leave."""

    kind: PresenceKind
    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]


class PresenceCreated(Read):
    """For whom it was news, and how many of the roll are in the room now."""

    marked: list[UUID]
    attending: int


class PresenceMarkRead(Read):
    """One coming or going, and who marked it."""

    person_id: UUID
    number: int
    kind: PresenceKind
    by_id: UUID
    at: datetime


class PresencesRead(Read):
    """Who is in the room, by check-in or by mark, and every mark, oldest first."""

    present: list[UUID]
    marks: list[PresenceMarkRead]


class ExcludedRead(Read):
    """A voter who is left out of those entitled, why, and by whose leave."""

    person_id: UUID
    name: str
    reason: str
    approval: str | None


class QuorumRead(Read):
    """The voting roll at this moment.

    `present` are the entitled in the room; `attending` is everyone of the roll in it. `needed` more must come
    for a quorum; null if nobody is entitled, which is never one.
    """

    rule: MotionKind
    eligible: int
    present: int
    attending: int
    needed: int | None
    reached: bool
    excluded: list[ExcludedRead]


@router.post("/presences", status_code=201, summary="登记到会或离会 / Mark who comes and goes")
async def mark_presence(
    meeting_id: UUID, body: PresenceCreate, presider: Presider, tx: Tx, now: Now, once: Once
) -> PresenceCreated:
    """By the chair, the recorder or an officer, while the meeting is in session; of who has not checked in or out."""
    meeting = await presiding.meeting(tx, meeting_id, presider)
    marked = await presences.mark(tx, meeting, body.kind, body.person_ids, by=presider.person_id, at=now)
    room = await queries.present(tx, meeting.id, now)
    attending = len(room & {line.person_id for line in await rolls.of_meeting(tx, meeting.id)})
    return await once.keep(PresenceCreated(marked=marked, attending=attending), made=meeting.id)


@router.get("/presences", summary="到会情况 / Who is in the room")
async def read_presences(meeting_id: UUID, reader: Reader, view: View, now: Now) -> PresencesRead:
    """For voting. Who has checked in at the sitting that goes on is in the room, until checked out or marked."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    marks = [PresenceMarkRead.model_validate(each) for each in await queries.marks(view, meeting.id)]
    return PresencesRead(present=sorted(await queries.present(view, meeting.id, now)), marks=marks)


@router.get("/quorum", summary="法定人数 / The quorum, live")
async def read_quorum(
    meeting_id: UUID,
    reader: Reader,
    view: View,
    today: Today,
    now: Now,
    request: Request,
    response: Response,
    rule: MotionKind = MotionKind.ORDINARY,
) -> QuorumRead:
    """Changes at once with who checks in or out, is marked as coming or leaving, or is left out."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    lines = await rolls.of_meeting(view, meeting.id)
    present = await queries.present(view, meeting.id, now)
    found = rules.quorum(vote_rules.in_force(rule, today), lines, present)
    names = await roster.names(view, {line.person_id for line in found.excluded})
    shown = QuorumRead(
        rule=rule,
        eligible=found.eligible,
        present=found.present,
        attending=found.attending,
        needed=found.needed,
        reached=found.reached,
        excluded=[
            ExcludedRead(
                person_id=line.person_id,
                name=names.get(line.person_id, ""),
                reason=line.excluded_reason or "",
                approval=line.excluded_approval,
            )
            for line in found.excluded
        ],
    )
    etag.show(request, response, etag_of(meeting.id, shown.model_dump_json()))
    return shown
