"""A drive's use reports and decisions on what was left: published to its circle, checked for brands and links."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape, ShortLine

from ..models import Remainder, UseReport
from ..queries import drives
from ..queries import use_reports as queries
from ..usecases import messages, use_reports

router = APIRouter(prefix="/v1/drives/{drive_id}", tags=["drives"])

Reader = Annotated[Access, may("drive.read")]
Accountable = Annotated[Access, may("drive.account")]
Writer = Annotated[Access, may("drive.write")]
Decider = Annotated[Access, may("drive.approve")]


class PhotoCreate(Shape):
    """Where a picture is kept, and every beneficiary it shows; a guardian has consented for each of them."""

    ref: Line
    beneficiary_ids: Annotated[list[UUID], Field(max_length=200)]


class UseReportCreate(Shape):
    """What became of the gifts so far. The final one ends a settled drive."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"text": "冬衣四十件已送到学校,由班主任签收。", "final": False, "photos": []}]
        }
    )

    text: Prose
    final: bool = False
    photos: Annotated[list[PhotoCreate], Field(max_length=50, default_factory=list)]


class UseReportRead(Read):
    """One report, as the circle reads it."""

    id: UUID
    drive_id: UUID
    number: int
    final: bool
    text: str
    photo_refs: list[str]
    by_id: UUID
    at: datetime

    @classmethod
    def of(cls, row: UseReport) -> "UseReportRead":
        """Whom a picture shows stays with the committee."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "photo_refs"}
        return cls(**own, photo_refs=[each["ref"] for each in row.photos])


class RemainderCreate(Shape):
    """To which same or similar purpose everything left goes, to whom, and by which resolution."""

    purpose: Prose
    receiver: Line
    resolution_no: ShortLine


class RemainderRead(Read):
    """A published decision on what was left."""

    id: UUID
    drive_id: UUID
    purpose: str
    receiver: str
    resolution_no: str
    by_id: UUID
    at: datetime


@router.get("/use-reports", summary="使用报告列表 / Use reports")
async def list_use_reports(drive_id: UUID, reader: Reader, view: View, paged: Paged) -> Page[UseReportRead]:
    """Newest first."""
    drive = await drives.one(view, drive_id, reader)
    rows, cursor = await paged.rows(view, queries.listed(drive.id), col(UseReport.id))
    return Page(items=[UseReportRead.of(row) for row in rows], next_cursor=cursor)


@router.post("/use-reports", status_code=201, summary="发布使用报告 / Publish a use report")
async def publish_use_report(
    drive_id: UUID,
    body: UseReportCreate,
    writer: Writer,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
    to: Messages,
) -> UseReportRead:
    """To the circle and each donor, at least every three months and once at the end."""
    drive = await drives.within(tx, drive_id, writer.grants)
    photos = [use_reports.Photo(each.ref, tuple(each.beneficiary_ids)) for each in body.photos]
    row = await use_reports.publish(
        tx, drive, body.text, photos, final=body.final, by=writer.person_id, at=now, today=today
    )
    await messages.donation_used(to, row)
    return await once.keep(UseReportRead.of(row), made=row.id)


@router.get("/remainders", summary="余款余物处理 / Remainders")
async def list_remainders(
    drive_id: UUID, reader: Accountable, view: View, paged: Paged
) -> Page[RemainderRead]:
    """What was decided on what was left; newest first."""
    drive = await drives.one(view, drive_id, reader)
    rows, cursor = await paged.rows(view, queries.remainders(drive.id), col(Remainder.id))
    return Page(items=[RemainderRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("/remainders", status_code=201, summary="决定余款余物 / Decide on the remainder")
async def decide_remainder(
    drive_id: UUID, body: RemainderCreate, decider: Decider, tx: Tx, now: Now, once: Once
) -> RemainderRead:
    """By another than answers for the drive; of a cancelled one only what is nobody's by name."""
    drive = await drives.within(tx, drive_id, decider.grants)
    row = await use_reports.decide_remainder(
        tx, drive, body.purpose, body.receiver, body.resolution_no, by=decider.person_id, at=now
    )
    return await once.keep(RemainderRead.model_validate(row), made=row.id)
