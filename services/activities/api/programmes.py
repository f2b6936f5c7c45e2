"""`/v1/sittings/{id}/programme`: what follows what, and who speaks."""

from datetime import datetime
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
from shared.types import Line, Read, Shape

from ..models import Programme, Sitting
from ..queries import duties, sittings
from ..queries import programmes as queries
from ..rules import programmes as rules
from ..usecases import programmes

router = APIRouter(prefix="/v1/sittings/{sitting_id}/programme", tags=["duties"])

Reader = Annotated[Access, may("meeting.read")]
Planner = Annotated[Access, may("meeting.write")]


class ProgrammePart(Shape):
    """One part. `duty_id` is a duty of the sitting, if the part belongs to whoever takes that."""

    title: Line
    minutes: Annotated[int, Field(ge=1, le=1440)]
    duty_id: UUID | None = None
    speaker_id: UUID | None = None


class ProgrammeWrite(Shape):
    """All parts in order; the first begins with the sitting, each other one when that before it ends."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "parts": [
                        {"title": "签到、领取安全帽", "minutes": 10},
                        {"title": "重温入党誓词", "minutes": 20},
                        {"title": "现场查隐患", "minutes": 60},
                    ]
                }
            ]
        }
    )

    parts: Annotated[list[ProgrammePart], Field(max_length=50)]


class ProgrammePartRead(Read):
    """One part with its times, which follow the sitting when it moves."""

    title: str
    minutes: int
    starts_at: datetime
    ends_at: datetime
    duty_id: UUID | None
    speaker_id: UUID | None
    speaker_name: str | None


class ProgrammeRead(Read):
    """A sitting's programme, and who wrote it last; without parts until somebody does."""

    sitting_id: UUID
    minutes: int
    parts: list[ProgrammePartRead]
    by_id: UUID | None
    at: datetime | None


@router.get("", summary="流程 / The programme")
async def read_programme(
    sitting_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> ProgrammeRead:
    """Its times are the sitting's."""
    sitting = await sittings.seen(view, sitting_id, reader.grants, reader.person_id)
    row = await queries.of_sitting(view, sitting.id)
    shown = await _shown(view, sitting, row)
    etag.show(request, response, _tag(sitting, row))
    return shown


@router.put("", summary="编排流程 / Write the programme")
async def write_programme(
    sitting_id: UUID,
    body: ProgrammeWrite,
    planner: Planner,
    tx: Tx,
    now: Now,
    seen: IfMatch,
    response: Response,
) -> ProgrammeRead:
    """As a whole, until the meeting is closed; it ends with the sitting at the latest."""
    reached = await sittings.within(tx, sitting_id, planner.grants)
    meeting, sitting = await duties.arranged(tx, reached.id)
    seen.require(_tag(sitting, await queries.of_sitting(tx, sitting.id, anew=True)))
    parts = [each.model_dump() for each in body.parts]
    row = await programmes.write(tx, meeting, sitting, parts, by=planner.person_id, at=now)
    response.headers["ETag"] = _tag(sitting, row)
    return await _shown(tx, sitting, row)


def _tag(sitting: Sitting, row: Programme | None) -> str:
    """The programme as it is shown: with the times of the sitting."""
    return etag_of(sitting.id, sitting.starts_at.isoformat(), row.revision if row else 0)


async def _shown(session: AsyncSession, sitting: Sitting, row: Programme | None) -> ProgrammeRead:
    parts = row.parts if row else []
    speakers = {UUID(each["speaker_id"]) for each in parts if each["speaker_id"]}
    names = {str(who): name for who, name in (await roster.names(session, speakers)).items()}
    shown = [
        ProgrammePartRead(
            title=each.part["title"],
            minutes=each.part["minutes"],
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            duty_id=each.part["duty_id"],
            speaker_id=each.part["speaker_id"],
            speaker_name=names.get(each.part["speaker_id"] or ""),
        )
        for each in rules.timed(sitting.starts_at, parts)
    ]
    return ProgrammeRead(
        sitting_id=sitting.id,
        minutes=rules.minutes(parts),
        parts=shown,
        by_id=row.by_id if row else None,
        at=row.at if row else None,
    )
