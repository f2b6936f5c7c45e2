"""`/v1/meetings`: planned, noticed, opened, closed, cancelled, and read."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import Meeting, MeetingKind, MeetingState
from ..queries import meetings as queries
from ..queries import organisations
from ..usecases import meetings
from .sittings import SittingCreate, SittingRead

router = APIRouter(prefix="/v1/meetings", tags=["meetings"])

Reader = Annotated[Access, may("meeting.read")]
Planner = Annotated[Access, may("meeting.write")]


class AgendaItem(Shape):
    """One point of the agenda, and how long it may take."""

    title: Line
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None


class MeetingWrite(Shape):
    """What a meeting is to be. `theme` belongs to theme days, `group_id` to group meetings."""

    kind: MeetingKind
    title: Line
    group_id: UUID | None = None
    theme: Line | None = None
    agenda: Annotated[list[AgendaItem], Field(max_length=50, default_factory=list)]
    chair_id: UUID | None = None
    recorder_id: UUID | None = None

    def plan(self) -> meetings.Plan:
        """As the use case takes it."""
        given = self.model_dump(include=set(MeetingWrite.model_fields))
        return meetings.Plan(**given)


class MeetingCreate(MeetingWrite):
    """A meeting with its sittings; shift teams hold one meeting in two."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "theme_day",
                    "title": "十二月主题党日",
                    "theme": "安全生产在我身边",
                    "agenda": [
                        {"title": "学习安全规程", "minutes": 30},
                        {"title": "现场查隐患", "minutes": 60},
                    ],
                    "sittings": [
                        {
                            "starts_at": "2026-12-05T14:00:00+08:00",
                            "ends_at": "2026-12-05T16:00:00+08:00",
                            "place": "车间二楼会议室",
                        }
                    ],
                }
            ]
        }
    )

    sittings: Annotated[list[SittingCreate], Field(max_length=10, default_factory=list)]


class CancellationCreate(Shape):
    """Why it will not be held."""

    reason: Prose


class MeetingStepRead(Read):
    """Who brought the meeting into a state, when and why."""

    state: MeetingState
    by_id: UUID
    at: datetime
    reason: str | None


class MeetingSummary(Read):
    """A meeting. `number` counts the kind within branch (or group) and year, from the notice on."""

    id: UUID
    branch_id: UUID
    group_id: UUID | None
    kind: MeetingKind
    title: str
    theme: str | None
    state: MeetingState
    year: int
    number: int | None
    chair_id: UUID | None
    recorder_id: UUID | None
    sittings: list[SittingRead]


class MeetingRead(MeetingSummary):
    """A meeting with its agenda and every step it has taken."""

    agenda: list[dict[str, Any]]
    steps: list[MeetingStepRead]


@router.get("", summary="会议列表 / Meetings")
async def list_meetings(
    reader: Reader,
    view: View,
    paged: Paged,
    kind: MeetingKind | None = None,
    state: MeetingState | None = None,
) -> Page[MeetingSummary]:
    """Of the own branch, and those on whose roll one stands; newest first."""
    query = queries.in_state(queries.visible(reader.grants, reader.person_id), state, kind)
    rows, cursor = await paged.rows(view, query, col(Meeting.id))
    held = await queries.sittings(view, [row.id for row in rows])
    items = [MeetingSummary.model_validate(_summary(row, held[row.id])) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("", status_code=201, summary="计划会议 / Plan a meeting")
async def plan_meeting(
    body: MeetingCreate, planner: Planner, tx: Tx, now: Now, once: Once, request: Request, response: Response
) -> MeetingRead:
    """For the caller's branch, or the caller's group."""
    branch_id = await organisations.acting_for(tx, planner, body.group_id)
    zone = request.app.state.zone
    times = [each.times(zone.key) for each in body.sittings]
    row = await meetings.plan(tx, branch_id, body.plan(), times, zone=zone, by=planner.person_id, at=now)
    response.headers["ETag"] = _tag(row)
    return await once.keep(await _whole(tx, row), made=row.id, etag=_tag(row))


@router.get("/{meeting_id}", summary="一次会议 / One meeting")
async def read_meeting(
    meeting_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> MeetingRead:
    """With agenda, sittings and steps."""
    row = await queries.one(view, meeting_id, reader.grants, reader.person_id)
    shown = await _whole(view, row)
    etag.show(request, response, _tag(row))
    return shown


@router.put("/{meeting_id}", summary="修改计划 / Rewrite a plan")
async def rewrite_meeting(
    meeting_id: UUID, body: MeetingWrite, planner: Planner, tx: Tx, seen: IfMatch, response: Response
) -> MeetingRead:
    """Before the notice. Sittings are changed on their own."""
    row = await queries.within(tx, meeting_id, planner.grants, lock=True)
    seen.require(_tag(row))
    await organisations.acting_for(tx, planner, body.group_id)
    row = await meetings.rewrite(tx, row, body.plan())
    response.headers["ETag"] = _tag(row)
    return await _whole(tx, row)


@router.post("/{meeting_id}/notice", status_code=201, summary="发出通知 / Give notice")
async def notice_meeting(
    meeting_id: UUID, planner: Planner, tx: Tx, now: Now, once: Once, request: Request
) -> MeetingRead:
    """Numbers the meeting and freezes its roll as of the day of the first sitting."""
    row = await queries.within(tx, meeting_id, planner.grants, lock=True)
    state = request.app.state
    await meetings.notice(tx, state.teller, row, zone=state.zone, by=planner.person_id, at=now)
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/{meeting_id}/opening", status_code=201, summary="宣布开会 / Open")
async def open_meeting(meeting_id: UUID, planner: Planner, tx: Tx, now: Now, once: Once) -> MeetingRead:
    """The chair opens the first sitting."""
    row = await queries.within(tx, meeting_id, planner.grants, lock=True)
    await meetings.open_(tx, row, by=planner.person_id, at=now)
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/{meeting_id}/closing", status_code=201, summary="宣布散会 / Close")
async def close_meeting(
    meeting_id: UUID, planner: Planner, tx: Tx, now: Now, once: Once, request: Request
) -> MeetingRead:
    """Once every leave is decided: says of everybody how they attended, and makes the make-ups."""
    row = await queries.within(tx, meeting_id, planner.grants, lock=True)
    state = request.app.state
    await meetings.close(tx, state.teller, row, zone=state.zone, by=planner.person_id, at=now)
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/{meeting_id}/cancellation", status_code=201, summary="取消会议 / Cancel")
async def cancel_meeting(
    meeting_id: UUID,
    body: CancellationCreate,
    planner: Planner,
    tx: Tx,
    now: Now,
    once: Once,
    request: Request,
) -> MeetingRead:
    """Until it is held. It stays visible as cancelled, and so do its sittings; their registrations end."""
    row = await queries.within(tx, meeting_id, planner.grants, lock=True)
    state = request.app.state
    await meetings.cancel(tx, state.teller, row, body.reason, zone=state.zone, by=planner.person_id, at=now)
    return await once.keep(await _whole(tx, row), made=row.id)


def _tag(row: Meeting) -> str:
    return etag_of(row.id, row.revision)


def _summary(row: Meeting, sittings: list[Any]) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in MeetingSummary.model_fields if name != "sittings"}
    return own | {"sittings": [SittingRead.model_validate(each) for each in sittings]}


async def _whole(session: AsyncSession, row: Meeting) -> MeetingRead:
    await session.flush()
    held = (await queries.sittings(session, [row.id]))[row.id]
    steps = [MeetingStepRead.model_validate(each) for each in await queries.steps(session, row.id)]
    return MeetingRead(**_summary(row, held), agenda=row.agenda, steps=steps)
