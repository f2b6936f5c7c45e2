"""`/v1/sittings`, and adding one to a meeting: when, where, for how many."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.types import Line, Read, Shape

from ..models import Queue, Sitting, SittingState
from ..queries import meetings
from ..queries import sittings as queries
from ..rules.parameters import OfferHours
from ..usecases import sittings
from .given import Moment, Telling

router = APIRouter(prefix="/v1", tags=["sittings"])

Reader = Annotated[Access, may("meeting.read")]
Planner = Annotated[Access, may("meeting.write")]


class SittingCreate(Shape):
    """When and where. `capacity` null admits everyone, 0 nobody; `time_zone` is the suite's unless given.

    `offer_hours` are the branch's, on the day of the sitting, unless given.

    When a place is freed under `queue` `strict`, nobody passes the first who waits, even if that party does not fit;
    under `fill` the first that fits is offered it.
    """

    starts_at: Moment
    ends_at: Moment
    place: Line
    time_zone: Line | None = None
    capacity: Annotated[int, Field(ge=0, le=100_000)] | None = None
    queue: Queue = Queue.STRICT
    registers_until: Moment | None = None
    offer_hours: OfferHours | None = None
    guests_most: Annotated[int, Field(ge=0, le=20)] = 0
    needs_approval: bool = False

    def times(self, zone: str) -> sittings.Times:
        """As the use case takes it."""
        return sittings.Times(**(self.model_dump() | {"time_zone": self.time_zone or zone}))


class SittingRead(Read):
    """A sitting. `taken` counts places held or offered; `sequence` rises with every change calendars show."""

    id: UUID
    meeting_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    capacity: int | None
    taken: int
    queue: Queue
    registers_until: datetime | None
    offer_hours: int
    guests_most: int
    needs_approval: bool
    state: SittingState
    sequence: int


@router.post("/meetings/{meeting_id}/sittings", status_code=201, summary="增加场次 / Add a sitting")
async def add_sitting(
    meeting_id: UUID,
    body: SittingCreate,
    planner: Planner,
    tx: Tx,
    now: Now,
    once: Once,
    telling: Telling,
    request: Request,
) -> SittingRead:
    """Until the meeting is held."""
    meeting = await meetings.within(tx, meeting_id, planner.grants, lock=True)
    zone = request.app.state.zone
    row = await sittings.add(tx, telling, meeting, body.times(zone.key), zone=zone, at=now)
    return await once.keep(SittingRead.model_validate(row), made=row.id, etag=_tag(row))


@router.get("/sittings/{sitting_id}", summary="一个场次 / One sitting")
async def read_sitting(
    sitting_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> SittingRead:
    """As it stands."""
    row = await queries.seen(view, sitting_id, reader.grants, reader.person_id)
    etag.show(request, response, _tag(row))
    return SittingRead.model_validate(row)


@router.put("/sittings/{sitting_id}", summary="调整场次 / Change a sitting")
async def change_sitting(
    sitting_id: UUID,
    body: SittingCreate,
    planner: Planner,
    tx: Tx,
    telling: Telling,
    now: Now,
    seen: IfMatch,
    request: Request,
    response: Response,
) -> SittingRead:
    """Move it, or change its places; never below those taken."""
    row = await queries.within(tx, sitting_id, planner.grants)
    meeting = await meetings.within(tx, row.meeting_id, planner.grants, lock=True)
    row = await queries.locked(tx, row.id)
    seen.require(_tag(row))
    zone = request.app.state.zone
    row = await sittings.change(tx, telling, meeting, row, body.times(zone.key), zone=zone, at=now)
    response.headers["ETag"] = _tag(row)
    return SittingRead.model_validate(row)


@router.post("/sittings/{sitting_id}/cancellation", status_code=201, summary="取消场次 / Cancel a sitting")
async def cancel_sitting(
    sitting_id: UUID,
    planner: Planner,
    tx: Tx,
    now: Now,
    once: Once,
    telling: Telling,
    request: Request,
) -> SittingRead:
    """It stays visible as cancelled. Its registrations end, and everybody who had one is told by a notice."""
    row = await queries.within(tx, sitting_id, planner.grants)
    meeting = await meetings.within(tx, row.meeting_id, planner.grants, lock=True)
    row = await queries.locked(tx, row.id)
    zone = request.app.state.zone
    row = await sittings.cancel(tx, telling, meeting, row, zone=zone, by=planner.person_id, at=now)
    return await once.keep(SittingRead.model_validate(row), made=row.id)


def _tag(row: Sitting) -> str:
    return etag_of(row.id, row.revision)
