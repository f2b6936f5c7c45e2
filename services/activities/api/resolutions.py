"""`/v1/resolutions`: what passed motions resolved, numbered within the year."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import View
from shared.paging import Page, Paged
from shared.types import Read

from ..models import Resolution
from ..queries import resolutions as queries

router = APIRouter(prefix="/v1/resolutions", tags=["resolutions"])

Reader = Annotated[Access, may("meeting.read")]


class ResolutionRead(Read):
    """A resolution. `number` counts within branch (or group) and year, without gaps."""

    id: UUID
    branch_id: UUID
    group_id: UUID | None
    meeting_id: UUID
    motion_id: UUID
    year: int
    number: int
    title: str
    text: str
    at: datetime


@router.get("", summary="决议列表 / Resolutions")
async def list_resolutions(
    reader: Reader, view: View, paged: Paged, meeting_id: UUID | None = None
) -> Page[ResolutionRead]:
    """Newest first."""
    query = queries.visible(reader.grants, reader.person_id)
    if meeting_id is not None:
        query = query.where(col(Resolution.meeting_id) == meeting_id)
    rows, cursor = await paged.rows(view, query, col(Resolution.id))
    return Page(items=[ResolutionRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/{resolution_id}", summary="一项决议 / One resolution")
async def read_resolution(resolution_id: UUID, reader: Reader, view: View) -> ResolutionRead:
    """It never changes."""
    row = await queries.one(view, resolution_id, reader.grants, reader.person_id)
    return ResolutionRead.model_validate(row)
