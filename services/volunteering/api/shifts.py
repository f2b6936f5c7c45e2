"""A project's shifts, and `/v1/shifts`: when, where, who is needed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
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
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Code, Line, Read, Shape

from ..models import Shift, ShiftRole, ShiftState
from ..queries import projects as project_queries
from ..queries import shifts as queries
from ..usecases import messages, shifts
from .given import Moment
from .projects import ReasonCreate

router = APIRouter(prefix="/v1", tags=["shifts"])

Reader = Annotated[Access, may("project.read")]
Organiser = Annotated[Access, may("project.write")]
Slots = Annotated[int, Field(ge=0, le=10_000)]


class ShiftRoleCreate(Shape):
    """One kind of work. `skill` is asked of the volunteer's own word, `qualification` of a paper that was checked."""

    code: Annotated[Code, Field(max_length=40)]
    title: Line
    slots: Slots
    skill: Annotated[Code, Field(max_length=40)] | None = None
    qualification: Annotated[Code, Field(max_length=40)] | None = None
    guests_most: Annotated[int, Field(ge=0, le=20)] = 0
    minors: bool = False

    def needed(self) -> shifts.Needed:
        """As the use case takes it."""
        return shifts.Needed(**self.model_dump())


class ShiftCreate(Shape):
    """From `starts_at` up to and without `ends_at`; what crosses midnight says so by its dates."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "starts_at": "2026-12-05T09:00:00+08:00",
                    "ends_at": "2026-12-05T12:00:00+08:00",
                    "place": "白果社区三号楼",
                    "roles": [
                        {
                            "code": "electrician",
                            "title": "电工",
                            "slots": 2,
                            "qualification": "electrician",
                        },
                        {"code": "helper", "title": "助手", "slots": 4, "guests_most": 1},
                    ],
                }
            ]
        }
    )

    starts_at: Moment
    ends_at: Moment
    place: Line
    roles: Annotated[list[ShiftRoleCreate], Field(min_length=1, max_length=20)]


class SlotsWrite(Shape):
    """How many places the role has from now on; not below those taken."""

    slots: Slots


class ShiftRoleRead(Read):
    """A role and how much room is left in it."""

    id: UUID
    code: str
    title: str
    slots: int
    taken: int
    skill: str | None
    qualification: str | None
    guests_most: int
    minors: bool


class ShiftRead(Read):
    """A shift with its roles."""

    id: UUID
    project_id: UUID
    branch_id: UUID
    community_id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    state: ShiftState
    cancelled_reason: str | None
    roles: list[ShiftRoleRead]


@router.post("/projects/{project_id}/shifts", status_code=201, summary="安排班次 / Plan a shift")
async def plan_shift(
    project_id: UUID,
    body: ShiftCreate,
    organiser: Organiser,
    tx: Tx,
    now: Now,
    once: Once,
    response: Response,
) -> ShiftRead:
    """Of a project that the community has agreed to."""
    del now
    project = await project_queries.within(tx, project_id, organiser.grants)
    needed = [each.needed() for each in body.roles]
    row = await shifts.plan(tx, project, body.starts_at, body.ends_at, body.place, needed)
    response.headers["ETag"] = _tag(row)
    return await once.keep((await _shown(tx, [row]))[0], made=row.id, etag=_tag(row))


@router.get("/shifts", summary="班次列表 / Shifts")
async def list_shifts(
    reader: Reader,
    view: View,
    paged: Paged,
    project_id: UUID | None = None,
    after: Moment | None = None,
    before: Moment | None = None,
) -> Page[ShiftRead]:
    """Of the projects that the caller may read, by when they begin: from `after` on, before `before`."""
    query = queries.narrowed(queries.visible(reader.grants), project_id, after, before)
    rows, cursor = await paged.rows(view, query, col(Shift.id))
    return Page(items=await _shown(view, rows), next_cursor=cursor)


@router.get("/shifts/{shift_id}", summary="一个班次 / One shift")
async def read_shift(
    shift_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> ShiftRead:
    """With its roles and what is left of their places."""
    row = await queries.one(view, shift_id, reader.grants)
    [shown] = await _shown(view, [row])
    etag.show(request, response, etag_of(row.id, row.revision, *(role.taken for role in shown.roles)))
    return shown


@router.put("/shifts/{shift_id}/roles/{role_id}/slots", summary="调整名额 / Change the places of a role")
async def offer_slots(
    shift_id: UUID, role_id: UUID, body: SlotsWrite, organiser: Organiser, tx: Tx, now: Now, seen: IfMatch
) -> ShiftRead:
    """Before the shift begins. The ETag is the shift's, and rises with every place that is taken or freed."""
    row = await queries.within(tx, shift_id, organiser.grants, lock=True)
    [before] = await _shown(tx, [row])
    seen.require(etag_of(row.id, row.revision, *(role.taken for role in before.roles)))
    row = await shifts.offer(tx, row, role_id, body.slots, at=now)
    return (await _shown(tx, [row]))[0]


@router.post("/shifts/{shift_id}/cancellation", status_code=201, summary="取消班次 / Call a shift off")
async def cancel_shift(
    shift_id: UUID,
    body: ReasonCreate,
    organiser: Organiser,
    tx: Tx,
    now: Now,
    once: Once,
    to: Messages,
    request: Request,
) -> ShiftRead:
    """Before it begins; it stays visible, and the sign-ups for it end."""
    row = await queries.within(tx, shift_id, organiser.grants, lock=True)
    row = await shifts.cancel(tx, row, body.reason, by=organiser.person_id, at=now)
    await messages.shift_cancelled(to, row, request.app.state.zone)
    return await once.keep((await _shown(tx, [row]))[0], made=row.id)


def _tag(row: Shift) -> str:
    return etag_of(row.id, row.revision)


async def _shown(session: AsyncSession, rows: Sequence[Shift]) -> list[ShiftRead]:
    await session.flush()
    roles = await queries.roles(session, [row.id for row in rows])
    return [_read(row, roles[row.id]) for row in rows]


def _read(row: Shift, roles: Sequence[ShiftRole]) -> ShiftRead:
    own = {name: getattr(row, name) for name in ShiftRead.model_fields if name != "roles"}
    return ShiftRead(**own, roles=[ShiftRoleRead.model_validate(each) for each in roles])
