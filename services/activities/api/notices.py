"""`/v1/notices`: the branch's micro platform, with receipts that inform and never count."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import Notice
from ..queries import notices as queries
from ..queries import organisations
from ..usecases import notices

router = APIRouter(prefix="/v1/notices", tags=["learning"])

Reader = Annotated[Access, may("learning.read")]
Publisher = Annotated[Access, may("notice.publish")]


class NoticeCreate(Shape):
    """A notice to the caller's branch or, with `group_id`, to one of its groups."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"title": "冬季防冻提示", "text": "各班交接时检查伴热带。", "group_id": None}]
        }
    )

    title: Line
    text: Prose
    group_id: UUID | None = None


class BranchNoticeRead(Read):
    """A notice. `read_at` is when the caller said to have read it.

    With `person_id` it is for the caller alone, about a place that is offered or a sitting that was cancelled;
    `registration_id` says which.
    """

    id: UUID
    branch_id: UUID
    group_id: UUID | None
    person_id: UUID | None
    registration_id: UUID | None
    title: str
    text: str
    by_id: UUID
    at: datetime
    withdrawn_at: datetime | None
    read_at: datetime | None

    @classmethod
    def of(cls, row: Notice, read_at: datetime | None) -> "BranchNoticeRead":
        """As the caller sees it."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "read_at"}
        return cls(**own, read_at=read_at)


class NoticeReachRead(Read):
    """How far a notice has come. Nobody is named: who has not read it may have heard of it at the shift meeting."""

    read: int
    addressed: int


@router.get("", summary="微平台通知 / Notices")
async def list_notices(
    reader: Reader, view: View, paged: Paged, group_id: UUID | None = None
) -> Page[BranchNoticeRead]:
    """Of the own branch and for oneself alone, newest first; with `group_id` what that group is told."""
    query = queries.to_group(queries.visible(reader.grants, reader.person_id), group_id)
    rows, cursor = await paged.rows(view, query, col(Notice.id))
    read = await queries.read_by(view, [row.id for row in rows], reader.person_id)
    return Page(items=[BranchNoticeRead.of(row, read.get(row.id)) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="发布通知 / Publish a notice")
async def publish_notice(
    body: NoticeCreate, publisher: Publisher, tx: Tx, now: Now, once: Once
) -> BranchNoticeRead:
    """By the publicity commissioner or the secretary."""
    branch_id = await organisations.acting_for(tx, publisher, body.group_id)
    row = await notices.publish(
        tx, branch_id, body.group_id, body.title, body.text, by=publisher.person_id, at=now
    )
    return await once.keep(BranchNoticeRead.of(row, None), made=row.id)


@router.get("/{notice_id}", summary="一条通知 / One notice")
async def open_notice(
    notice_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> BranchNoticeRead:
    """Opening it leaves no trace; saying to have read it does."""
    row = await queries.one(view, notice_id, queries.visible(reader.grants, reader.person_id))
    read_at = (await queries.read_by(view, [row.id], reader.person_id)).get(row.id)
    etag.show(request, response, etag_of(row.id, row.revision, read_at))
    return BranchNoticeRead.of(row, read_at)


@router.post("/{notice_id}/receipt", status_code=201, summary="已读回执 / Say to have read it")
async def acknowledge_notice(
    notice_id: UUID, reader: Reader, tx: Tx, now: Now, once: Once
) -> BranchNoticeRead:
    """The first time stands, however often it is said."""
    row = await queries.one(tx, notice_id, queries.visible(reader.grants, reader.person_id))
    await notices.acknowledge(tx, row, by=reader.person_id, at=now)
    read_at = (await queries.read_by(tx, [row.id], reader.person_id)).get(row.id)
    return await once.keep(BranchNoticeRead.of(row, read_at), made=row.id)


@router.get("/{notice_id}/reach", summary="阅读情况 / How far it has come")
async def read_notice_reach(
    notice_id: UUID, publisher: Publisher, view: View, today: Today
) -> NoticeReachRead:
    """Two numbers, no names."""
    row = await queries.one(view, notice_id, queries.published(publisher.grants))
    read, addressed = await queries.reach(view, row, today)
    return NoticeReachRead(read=read, addressed=addressed)


@router.post("/{notice_id}/withdrawal", status_code=201, summary="撤回通知 / Withdraw a notice")
async def withdraw_notice(
    notice_id: UUID, publisher: Publisher, tx: Tx, now: Now, once: Once
) -> BranchNoticeRead:
    """It stays visible as withdrawn."""
    row = await queries.one(tx, notice_id, queries.published(publisher.grants), lock=True)
    row = await notices.withdraw(tx, row, at=now)
    return await once.keep(BranchNoticeRead.of(row, None), made=row.id)
