"""`/v1/make-ups`: handed in by whoever was away, confirmed or returned by the group leader."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Prose, Read, Shape

from ..models import AttendanceState, MakeUp, MakeUpState
from ..queries import make_ups as queries
from ..usecases import make_ups, messages

router = APIRouter(prefix="/v1/make-ups", tags=["make-ups"])

Reader = Annotated[Access, may("make_up.read")]
Absentee = Annotated[Access, may("make_up.hand_in")]
Decider = Annotated[Access, may("make_up.decide")]


class MakeUpNoteCreate(Shape):
    """What was read, and what one makes of it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"note": "已学习会议材料《安全规程》,结合锅炉岗位写了体会。"}]}
    )

    note: Prose


class MakeUpReturnCreate(Shape):
    """What is missing."""

    reason: Prose


class MakeUpRead(Read):
    """What is owed for one absence. `due_on` is the last day to hand it in; `cause` is what it cures."""

    id: UUID
    meeting_id: UUID
    person_id: UUID
    cause: AttendanceState
    due_on: date
    state: MakeUpState
    note: str | None
    handed_in_at: datetime | None
    returned_reason: str | None


@router.get("", summary="补课列表 / Make-ups")
async def list_make_ups(
    reader: Reader,
    view: View,
    paged: Paged,
    meeting_id: UUID | None = None,
    person_id: UUID | None = None,
    state: MakeUpState | None = None,
) -> Page[MakeUpRead]:
    """The own ones, and those of one's group or branch; newest first."""
    query = queries.narrowed(
        queries.visible(reader.grants), meeting_id=meeting_id, person_id=person_id, state=state
    )
    rows, cursor = await paged.rows(view, query, col(MakeUp.id))
    return Page(items=[MakeUpRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/{make_up_id}", summary="一项补课 / One make-up")
async def read_make_up(make_up_id: UUID, reader: Reader, view: View) -> MakeUpRead:
    """As it stands."""
    return MakeUpRead.model_validate(await queries.one(view, make_up_id, reader.grants))


@router.post("/{make_up_id}/note", status_code=201, summary="提交补课 / Hand in")
async def hand_in_make_up(
    make_up_id: UUID,
    body: MakeUpNoteCreate,
    absentee: Absentee,
    tx: Tx,
    now: Now,
    once: Once,
    to: Messages,
    request: Request,
) -> MakeUpRead:
    """By whoever was away, until the last day. What waits for its confirmation is not missed."""
    row = await queries.one(tx, make_up_id, absentee.grants, lock=True)
    row = await make_ups.hand_in(tx, row, body.note, zone=request.app.state.zone, at=now)
    await messages.make_up_handed_in(to, row)
    return await once.keep(MakeUpRead.model_validate(row), made=row.id)


@router.post("/{make_up_id}/confirmation", status_code=201, summary="确认补课 / Confirm")
async def confirm_make_up(
    make_up_id: UUID, decider: Decider, tx: Tx, now: Now, once: Once, to: Messages, request: Request
) -> MakeUpRead:
    """The absence is made up: fully after leave, after absence by half, or by less if the branch says so."""
    row = await queries.one(tx, make_up_id, decider.grants, lock=True)
    row = await make_ups.confirm(tx, request.app.state.teller, row, by=decider.person_id, at=now)
    await messages.make_up_decided(to, row)
    return await once.keep(MakeUpRead.model_validate(row), made=row.id)


@router.post("/{make_up_id}/return", status_code=201, summary="退回补课 / Return")
async def return_make_up(
    make_up_id: UUID, body: MakeUpReturnCreate, decider: Decider, tx: Tx, once: Once, to: Messages
) -> MakeUpRead:
    """It is due again, by the same day as before."""
    row = await queries.one(tx, make_up_id, decider.grants, lock=True)
    row = await make_ups.return_(tx, row, body.reason, by=decider.person_id)
    await messages.make_up_decided(to, row)
    return await once.keep(MakeUpRead.model_validate(row), made=row.id)
