"""`/v1/duties`, and adding one to a sitting: who does what, and how many are needed."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag, roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.types import Line, Prose, Read, Shape

from ..models import Duty
from ..queries import duties as queries
from ..queries import sittings, undertakings
from ..usecases import duties

router = APIRouter(prefix="/v1", tags=["duties"])

Reader = Annotated[Access, may("meeting.read")]
Planner = Annotated[Access, may("meeting.write")]


class DutyCreate(Shape):
    """What somebody has to do at the sitting; nobody is wanted any more at `needed` 0."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": "安全员", "note": "提前十分钟到门口", "needed": 2}]}
    )

    title: Line
    note: Prose | None = None
    needed: Annotated[int, Field(ge=0, le=100)] = 1

    def wanted(self) -> duties.Wanted:
        """As the use case takes it."""
        return duties.Wanted(self.title, self.note, self.needed)


class DutyHolderRead(Read):
    """Somebody who has taken it."""

    person_id: UUID
    name: str


class DutyRead(Read):
    """A duty and who has taken it, first one first. Who was asked and has not answered is not named."""

    id: UUID
    sitting_id: UUID
    title: str
    note: str | None
    needed: int
    taken: int
    holders: list[DutyHolderRead]


class DutiesRead(Read):
    """All duties of a sitting, oldest first."""

    items: list[DutyRead]


@router.get("/sittings/{sitting_id}/duties", summary="分工列表 / Duties")
async def list_duties(sitting_id: UUID, reader: Reader, view: View) -> DutiesRead:
    """Oldest first."""
    sitting = await sittings.seen(view, sitting_id, reader.grants, reader.person_id)
    return DutiesRead(items=await _shown(view, await queries.of_sitting(view, sitting.id)))


@router.post("/sittings/{sitting_id}/duties", status_code=201, summary="增加分工 / Add a duty")
async def add_duty(
    sitting_id: UUID, body: DutyCreate, planner: Planner, tx: Tx, now: Now, once: Once
) -> DutyRead:
    """Until the meeting is closed."""
    seen = await sittings.within(tx, sitting_id, planner.grants)
    meeting, sitting = await queries.arranged(tx, seen.id)
    row = await duties.add(tx, meeting, sitting, body.wanted(), by=planner.person_id, at=now)
    [shown] = await _shown(tx, [row])
    return await once.keep(shown, made=row.id, etag=_tag(row))


@router.get("/duties/{duty_id}", summary="一项分工 / One duty")
async def read_duty(
    duty_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> DutyRead:
    """With who has taken it."""
    row = await queries.seen(view, duty_id, reader.grants, reader.person_id)
    [shown] = await _shown(view, [row])
    etag.show(request, response, _tag(row))
    return shown


@router.put("/duties/{duty_id}", summary="调整分工 / Change a duty")
async def change_duty(
    duty_id: UUID, body: DutyCreate, planner: Planner, tx: Tx, seen: IfMatch, response: Response
) -> DutyRead:
    """Never fewer than have taken it."""
    sitting_id = (await queries.within(tx, duty_id, planner.grants)).sitting_id
    meeting, sitting = await queries.arranged(tx, sitting_id)
    row = await queries.again(tx, duty_id)
    seen.require(_tag(row))
    row = await duties.change(tx, meeting, sitting, row, body.wanted())
    response.headers["ETag"] = _tag(row)
    [shown] = await _shown(tx, [row])
    return shown


def _tag(row: Duty) -> str:
    return etag_of(row.id, row.revision)


async def _shown(session: AsyncSession, rows: Sequence[Duty]) -> list[DutyRead]:
    takers = await undertakings.takers(session, [row.id for row in rows])
    names = await roster.names(session, {each for people in takers.values() for each in people})
    return [
        DutyRead(
            id=row.id,
            sitting_id=row.sitting_id,
            title=row.title,
            note=row.note,
            needed=row.needed,
            taken=row.taken,
            holders=[DutyHolderRead(person_id=each, name=names.get(each, "")) for each in takers[row.id]],
        )
        for row in rows
    ]
