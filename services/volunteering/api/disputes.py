"""`/v1/service-records/{id}/disputes` and `/v1/disputes`: doubts about a record, and their answers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape

from ..models import Dispute
from ..queries import disputes as queries
from ..queries import service_records
from ..usecases import disputes, messages

router = APIRouter(prefix="/v1", tags=["service-records"])

Doubter = Annotated[Access, may("service_record.dispute")]
Reader = Annotated[Access, may("service_record.read")]
Judge = Annotated[Access, may("service_record.settle")]


class DisputeCreate(Shape):
    """Why the caller doubts the record."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "当天他在值班,没有到社区。"}]})

    reason: Line


class DisputeAnswerCreate(Shape):
    """Whether the doubt was right, and why. Upheld, both sides confirm anew."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"upheld": False, "reason": "值班表与签到记录已核对。"}]}
    )

    upheld: bool
    reason: Line


class DisputeRead(Read):
    """One doubt, and its answer once there is one."""

    id: UUID
    record_id: UUID
    round: int
    reason: str
    by_id: UUID
    at: datetime
    upheld: bool | None
    answer: str | None
    answered_by: UUID | None
    answered_at: datetime | None


@router.post("/service-records/{record_id}/disputes", status_code=201, summary="提出异议 / Dispute a record")
async def dispute_record(
    record_id: UUID, body: DisputeCreate, doubter: Doubter, tx: Tx, now: Now, once: Once, to: Messages
) -> DisputeRead:
    """By the volunteer, or anyone of the branch or community, until the publicity is over. It freezes the record."""
    row = await service_records.one(tx, record_id, doubter.grants)
    doubt = disputes.Doubt(body.reason, doubter.person_id, now)
    made = await disputes.raise_(tx, row.id, row.person_id, doubt)
    await messages.record_disputed(to, row, made)
    return await once.keep(DisputeRead.model_validate(made), made=made.id)


@router.get("/disputes", summary="异议列表 / Disputes")
async def list_disputes(
    reader: Reader, view: View, paged: Paged, record_id: UUID | None = None
) -> Page[DisputeRead]:
    """About the records that the caller may see, newest first."""
    query = queries.visible(reader.grants)
    if record_id is not None:
        query = query.where(col(Dispute.record_id) == record_id)
    rows, cursor = await paged.rows(view, query, col(Dispute.id))
    return Page(items=[DisputeRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("/disputes/{dispute_id}/answer", status_code=201, summary="答复异议 / Answer a dispute")
async def answer_dispute(
    dispute_id: UUID, body: DisputeAnswerCreate, judge: Judge, tx: Tx, now: Now, once: Once, to: Messages
) -> DisputeRead:
    """By somebody who is no party to it: neither doubter, nor volunteer, nor who entered or confirmed the record."""
    dispute = await queries.one(tx, dispute_id, judge.grants)
    row = await service_records.one(tx, dispute.record_id, judge.grants)
    given = disputes.Answer(body.upheld, body.reason, judge.person_id, now)
    dispute = await disputes.answer(tx, dispute, row.person_id, given)
    await messages.dispute_answered(to, row, dispute)
    return await once.keep(DisputeRead.model_validate(dispute), made=dispute.id)
