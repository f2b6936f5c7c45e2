"""`/v1/meetings/{id}/roll`: who should attend and who may vote."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from shared import etag, roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.types import Line, Read, Shape

from ..models import RollAbsence, RollLine, RollStanding
from ..queries import meetings
from ..queries import rolls as queries
from ..rules import rolls as rules
from ..usecases import rolls
from .given import Telling

router = APIRouter(prefix="/v1/meetings/{meeting_id}/roll", tags=["rolls"])

Reader = Annotated[Access, may("roll.read")]
Planner = Annotated[Access, may("meeting.write")]


class GuestCreate(Shape):
    """Someone whose membership is elsewhere, or who has none."""

    person_id: UUID


class RollLineUpdate(Shape):
    """Leaving a voter out of those entitled needs a reason and an approval; both null take it back."""

    excluded_reason: Line | None
    excluded_approval: Line | None
    exempt_reason: Line | None


class RollLineRead(Read):
    """One person. `may_vote` as the roster gives it; whoever has an `excluded_reason` is not counted as entitled.

    Not expected is whoever has an `exempt_reason`, given by people, or an `absence`, known by the roster: `away` for
    long, `seconded`, `departed` from the factory, or `moved` to where the meeting is not theirs. `changed_at` is when
    the roster changed the line, or added it, after the notice.
    """

    person_id: UUID
    name: str
    group_id: UUID | None
    standing: RollStanding
    may_vote: bool
    excluded_reason: str | None
    excluded_approval: str | None
    exempt_reason: str | None
    absence: RollAbsence | None
    changed_at: datetime | None

    @classmethod
    def of(cls, row: RollLine, names: dict[UUID, str]) -> "RollLineRead":
        """With the name as the roster knows it."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "name"}
        return cls(**own, name=names.get(row.person_id, ""))


class RollRead(Read):
    """The roll with the two numbers that matter: how many are expected, how many may vote."""

    expected: int
    entitled: int
    lines: list[RollLineRead]


@router.get("", summary="应到名册 / The roll")
async def read_roll(meeting_id: UUID, reader: Reader, view: View) -> RollRead:
    """Empty until the notice, but for guests."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    columns = [name for name in RollLineRead.model_fields if name != "name"]
    lines = [RollLineRead(**row) for row in await queries.shown(view, meeting.id, columns)]
    return RollRead(expected=len(rules.expected(lines)), entitled=len(rules.entitled(lines)), lines=lines)


@router.post("", status_code=201, summary="邀请列席 / Invite a guest")
async def invite_guest(
    meeting_id: UUID, body: GuestCreate, planner: Planner, tx: Tx, now: Now, once: Once, telling: Telling
) -> RollLineRead:
    """Guests attend and speak and have no vote."""
    meeting = await meetings.within(tx, meeting_id, planner.grants, lock=True)
    line = await rolls.invite(tx, telling, meeting, body.person_id, at=now)
    names = await roster.names(tx, {line.person_id})
    return await once.keep(RollLineRead.of(line, names), made=line.id)


@router.get("/{person_id}", summary="名册一行 / One line of the roll")
async def read_roll_line(
    meeting_id: UUID, person_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> RollLineRead:
    """With its ETag."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    line = await queries.line(view, meeting.id, person_id)
    etag.show(request, response, etag_of(line.id, line.revision))
    return RollLineRead.of(line, await roster.names(view, {person_id}))


@router.put("/{person_id}", summary="调整名册 / Change a line")
async def change_roll_line(
    meeting_id: UUID,
    person_id: UUID,
    body: RollLineUpdate,
    planner: Planner,
    tx: Tx,
    now: Now,
    telling: Telling,
    seen: IfMatch,
    response: Response,
) -> RollLineRead:
    """Until the meeting is over; motions that are closed keep their own numbers."""
    meeting = await meetings.within(tx, meeting_id, planner.grants, lock=True)
    line = await queries.line(tx, meeting.id, person_id, lock=True)
    seen.require(etag_of(line.id, line.revision))
    line = await rolls.mark(tx, telling, meeting, line, at=now, **body.model_dump())
    response.headers["ETag"] = etag_of(line.id, line.revision)
    return RollLineRead.of(line, await roster.names(tx, {person_id}))
