"""`/v1/motions`: drafted, tabled, opened with a quorum, closed with numbers that never change."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag, roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import Motion, MotionKind, MotionResult, MotionState, Outcome
from ..queries import ballots, meetings, presiding
from ..queries import motions as queries
from ..usecases import motions

router = APIRouter(prefix="/v1", tags=["votes"])

Reader = Annotated[Access, may("meeting.read")]
Presider = Annotated[Access, may("meeting.preside")]


class MotionWrite(Shape):
    """A question. An admission names one candidate, an election several with its seats; others name none.

    `round_of` is the closed election whose tie or open seats this one settles.
    """

    kind: MotionKind
    title: Line
    text: Prose
    secret: bool = False
    candidates: Annotated[list[UUID], Field(max_length=50, default_factory=list)]
    seats: Annotated[int, Field(ge=1, le=50)] | None = None
    round_of: UUID | None = None

    def question(self) -> motions.Question:
        """As the use case takes it."""
        return motions.Question(**self.model_dump())


class CandidateRead(Read):
    """Who stands, or is to be admitted."""

    person_id: UUID
    name: str


class CandidateVotesRead(CandidateRead):
    """What a candidate got."""

    votes: int


class MotionStepRead(Read):
    """Who brought the motion into a state, and when."""

    state: MotionState
    by_id: UUID
    at: datetime


class MotionResultRead(Read):
    """The frozen numbers. `yes`, `no` and `abstain` include the `written`; `open_seats` are for a further round."""

    rule_effective_on: date
    eligible: int
    present: int
    yes: int
    no: int
    abstain: int
    written: int
    outcome: Outcome
    votes: list[CandidateVotesRead]
    elected: list[UUID]
    tied: list[UUID]
    open_seats: int


class MotionRead(Read):
    """A motion. While it is open only the number of ballots is told, not what they say."""

    id: UUID
    meeting_id: UUID
    number: int
    kind: MotionKind
    title: str
    text: str
    secret: bool
    candidates: list[CandidateRead]
    seats: int | None
    round_of: UUID | None
    state: MotionState
    cast: int
    steps: list[MotionStepRead]
    result: MotionResultRead | None


@router.get("/meetings/{meeting_id}/motions", summary="议题列表 / The motions of a meeting")
async def list_motions(meeting_id: UUID, reader: Reader, view: View, paged: Paged) -> Page[MotionRead]:
    """Newest first; `number` is their order on the agenda."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    rows, cursor = await paged.rows(view, queries.of_meeting(meeting.id), col(Motion.id))
    return Page(items=await _whole(view, rows), next_cursor=cursor)


@router.post("/meetings/{meeting_id}/motions", status_code=201, summary="起草议题 / Draft a motion")
async def draft_motion(
    meeting_id: UUID, body: MotionWrite, presider: Presider, tx: Tx, now: Now, once: Once, response: Response
) -> MotionRead:
    """Before or during the meeting."""
    meeting = await presiding.meeting(tx, meeting_id, presider)
    row = await motions.draft(tx, meeting, body.question(), by=presider.person_id, at=now)
    response.headers["ETag"] = _tag(row)
    [shown] = await _whole(tx, [row])
    return await once.keep(shown, made=row.id, etag=_tag(row))


@router.get("/motions/{motion_id}", summary="一项议题 / One motion")
async def read_motion(
    motion_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> MotionRead:
    """With its steps and, once closed, its result."""
    row = await queries.seen(view, motion_id, reader.grants, reader.person_id)
    [shown] = await _whole(view, [row])
    etag.show(request, response, _tag(row, shown.cast))
    return shown


@router.put("/motions/{motion_id}", summary="修改议题 / Rewrite a motion")
async def rewrite_motion(
    motion_id: UUID, body: MotionWrite, presider: Presider, tx: Tx, seen: IfMatch, response: Response
) -> MotionRead:
    """While it is a draft."""
    meeting, row = await presiding.motion(tx, motion_id, presider)
    seen.require(_tag(row))
    await motions.rewrite(tx, meeting, row, body.question())
    response.headers["ETag"] = _tag(row)
    [shown] = await _whole(tx, [row])
    return shown


@router.post("/motions/{motion_id}/tabling", status_code=201, summary="提交议题 / Table a motion")
async def table_motion(motion_id: UUID, presider: Presider, tx: Tx, now: Now, once: Once) -> MotionRead:
    """Its text stands from now on; written opinions can be lodged."""
    meeting, row = await presiding.motion(tx, motion_id, presider)
    await motions.table(tx, meeting, row, by=presider.person_id, at=now)
    [shown] = await _whole(tx, [row])
    return await once.keep(shown, made=row.id)


@router.post("/motions/{motion_id}/opening", status_code=201, summary="开始表决 / Open the vote")
async def open_motion(
    motion_id: UUID, presider: Presider, tx: Tx, now: Now, today: Today, once: Once
) -> MotionRead:
    """With a quorum in the room."""
    meeting, row = await presiding.motion(tx, motion_id, presider)
    await motions.open_(tx, meeting, row, by=presider.person_id, at=now, today=today)
    [shown] = await _whole(tx, [row])
    return await once.keep(shown, made=row.id)


@router.post("/motions/{motion_id}/closing", status_code=201, summary="结束表决 / Close the vote")
async def close_motion(
    motion_id: UUID, presider: Presider, tx: Tx, now: Now, today: Today, once: Once
) -> MotionRead:
    """Counts and freezes. A passed motion becomes a numbered resolution."""
    meeting, row = await presiding.motion(tx, motion_id, presider)
    await motions.close(tx, meeting, row, by=presider.person_id, at=now, today=today)
    [shown] = await _whole(tx, [row])
    return await once.keep(shown, made=row.id)


def _tag(row: Motion, cast: int = 0) -> str:
    return etag_of(row.id, row.revision, cast)


async def _whole(session: AsyncSession, rows: Sequence[Motion]) -> list[MotionRead]:
    ids = [row.id for row in rows]
    steps, results = await queries.steps(session, ids), await queries.results(session, ids)
    cast = await ballots.cast(session, ids)
    people = {UUID(each) for row in rows for each in row.candidates}
    names = await roster.names(session, people)
    shown = []
    for row in rows:
        own = {name: getattr(row, name) for name in MotionRead.model_fields if hasattr(row, name)}
        who = [CandidateRead(person_id=each, name=names.get(each, "")) for each in map(UUID, row.candidates)]
        result = results.get(row.id)
        told = _result(row, result, names) if result else None
        own |= {"candidates": who, "cast": cast[row.id], "steps": steps[row.id]}
        shown.append(MotionRead(**own, result=told))
    return shown


def _result(motion: Motion, row: MotionResult, names: dict[UUID, str]) -> MotionResultRead:
    own = {name: getattr(row, name) for name in MotionResultRead.model_fields if hasattr(row, name)}
    votes = [CandidateVotesRead(**each, name=names.get(UUID(each["person_id"]), "")) for each in row.votes]
    open_seats = (motion.seats or 0) - len(row.elected)
    return MotionResultRead(**(own | {"votes": votes, "open_seats": open_seats}))
