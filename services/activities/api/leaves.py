"""`/v1/meetings/{id}/leaves` and `/v1/leaves`: asked, decided, withdrawn, read."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlmodel import col

from shared.auth.access import may
from shared.auth.policy import Role
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Prose, Read, Shape

from ..models import Leave, LeaveKind, LeaveState
from ..queries import leaves as queries
from ..queries import meetings
from ..usecases import leaves, messages
from .given import Telling

router = APIRouter(prefix="/v1", tags=["leaves"])

Asker = Annotated[Access, may("leave.ask")]
Owner = Annotated[Access, may("leave.withdraw")]
Reader = Annotated[Access, may("leave.read")]
Decider = Annotated[Access, may("leave.decide")]


class LeaveCreate(Shape):
    """Why the caller cannot come. `emergency` is for what could not be known before the meeting began."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "on_shift", "reason": "锅炉夜班,无法离岗"}]}
    )

    kind: LeaveKind
    reason: Prose
    emergency: bool = False


class LeaveDecisionCreate(Shape):
    """The answer; a refusal should say why."""

    granted: bool
    reason: Annotated[Prose | None, Field(default=None)]


class LeaveRead(Read):
    """One request. `late`: every sitting had begun when it was asked, so the secretary decides."""

    id: UUID
    meeting_id: UUID
    person_id: UUID
    kind: LeaveKind
    emergency: bool
    late: bool
    reason: str
    state: LeaveState
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    decision: str | None


@router.post("/meetings/{meeting_id}/leaves", status_code=201, summary="请假 / Ask for leave")
async def ask_leave(
    meeting_id: UUID, body: LeaveCreate, asker: Asker, tx: Tx, now: Now, once: Once, to: Messages
) -> LeaveRead:
    """For oneself, before the meeting; after its beginning only in an emergency or when on shift."""
    meeting = await meetings.one(tx, meeting_id, asker.grants, asker.person_id, lock=True)
    row = await leaves.ask(tx, meeting, asker.person_id, at=now, **body.model_dump())
    await messages.leave_asked(to, row)
    return await once.keep(LeaveRead.model_validate(row), made=row.id)


@router.get("/leaves", summary="请假列表 / Leaves")
async def list_leaves(
    reader: Reader,
    view: View,
    paged: Paged,
    meeting_id: UUID | None = None,
    person_id: UUID | None = None,
    state: LeaveState | None = None,
) -> Page[LeaveRead]:
    """The own ones, and those of one's group or branch; newest first."""
    query = queries.narrowed(
        queries.visible(reader.grants), meeting_id=meeting_id, person_id=person_id, state=state
    )
    rows, cursor = await paged.rows(view, query, col(Leave.id))
    return Page(items=[LeaveRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/leaves/{leave_id}", summary="一条请假 / One leave")
async def read_leave(leave_id: UUID, reader: Reader, view: View) -> LeaveRead:
    """As it stands."""
    return LeaveRead.model_validate(await queries.one(view, leave_id, reader.grants))


@router.post("/leaves/{leave_id}/decision", status_code=201, summary="审批请假 / Decide a leave")
async def decide_leave(
    leave_id: UUID,
    body: LeaveDecisionCreate,
    decider: Decider,
    tx: Tx,
    now: Now,
    once: Once,
    telling: Telling,
    to: Messages,
) -> LeaveRead:
    """By the group leader or the secretary, never by the asker."""
    await leaves.hold_meeting(tx, await queries.one(tx, leave_id, decider.grants))
    row = await queries.one(tx, leave_id, decider.grants, lock=True)
    row = await leaves.decide(
        tx,
        telling,
        row,
        granted=body.granted,
        reason=body.reason,
        by=decider.person_id,
        roles=_roles(decider),
        at=now,
    )
    await messages.leave_decided(to, row)
    return await once.keep(LeaveRead.model_validate(row), made=row.id)


@router.post("/leaves/{leave_id}/withdrawal", status_code=201, summary="撤回请假 / Withdraw a leave")
async def withdraw_leave(leave_id: UUID, owner: Owner, tx: Tx, once: Once) -> LeaveRead:
    """Of what is not decided, by the owner."""
    row = await queries.own(tx, leave_id, owner.person_id)
    row = await leaves.withdraw(tx, row)
    return await once.keep(LeaveRead.model_validate(row), made=row.id)


def _roles(decider: Access) -> frozenset[Role]:
    """The roles by which the caller reaches anything here; a role in another branch counts nothing."""
    return frozenset(grant.role for grant in decider.grants if grant.role)
