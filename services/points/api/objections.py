"""`/v1/objections`: against one line of a published result, in the own name, answered in writing."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, model_validator
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Points, Prose, Read, Shape

from ..models import Claim, Entry, Objection, ObjectionReview, ObjectionState
from ..queries import objections as queries
from ..queries import periods
from ..usecases import messages, objections
from .given import role_in

router = APIRouter(prefix="/v1/objections", tags=["objections"])

Filer = Annotated[Access, may("objection.file")]
Appellant = Annotated[Access, may("objection.appeal")]
Reader = Annotated[Access, may("objection.read")]
Answerer = Annotated[Access, may("objection.answer")]
Reviewer = Annotated[Access, may("objection.review")]


class ObjectionCreate(Shape):
    """The line objected to: an entry, or a claim that was rejected or reduced. Exactly one of the two."""

    entry_id: UUID | None = None
    claim_id: UUID | None = None
    text: Prose

    @model_validator(mode="after")
    def _one_line(self) -> Self:
        if (self.entry_id is None) == (self.claim_id is None):
            message = "exactly one of entry_id, claim_id"
            raise ValueError(message)
        return self


class AnswerCreate(Shape):
    """The verdict with its reason; if upheld, the points that the line is worth instead (0 strikes it)."""

    verdict: Literal["upheld", "dismissed"]
    points: Annotated[Points, Field(ge=0)] | None = None
    reason: Prose


class ReviewRead(Read):
    """One answer: step 1 by the committee, step 2 by the higher body."""

    step: int
    verdict: ObjectionState
    points: Points | None
    reason: str
    by_id: UUID
    at: datetime


class ObjectionRead(Read):
    """An objection with its answers. `answer_due_on` is the last day for the committee's answer."""

    id: UUID
    period_id: UUID
    member_id: UUID
    entry_id: UUID | None
    claim_id: UUID | None
    by_id: UUID
    at: datetime
    text: str
    state: ObjectionState
    answer_due_on: date
    reviews: list[ReviewRead]

    @classmethod
    def of(cls, row: Objection, reviews: list[ObjectionReview]) -> "ObjectionRead":
        """With its answers, first step first."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "reviews"}
        return cls(**own, reviews=[ReviewRead.model_validate(each) for each in reviews])


@router.get("", summary="异议列表 / Objections")
async def list_objections(
    reader: Reader,
    view: View,
    paged: Paged,
    period_id: UUID | None = None,
    state: ObjectionState | None = None,
) -> Page[ObjectionRead]:
    """One's own, those about oneself, or the branch's for the committee."""
    query = queries.visible(reader.grants)
    for name, value in {"period_id": period_id, "state": state}.items():
        if value is not None:
            query = query.where(getattr(Objection, name) == value)
    rows, cursor = await paged.rows(view, query, col(Objection.id))
    known = await queries.reviews(view, [row.id for row in rows])
    return Page(items=[ObjectionRead.of(row, known[row.id]) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="提出异议 / Object")
async def file_objection(
    body: ObjectionCreate, filer: Filer, tx: Tx, now: Now, today: Today, once: Once, to: Messages
) -> ObjectionRead:
    """Within the publicity window; freezes the objected line only (rule 9)."""
    line: Entry | Claim = await queries.line(tx, filer.grants, filer.person_id, body.entry_id, body.claim_id)
    period = await periods.by_id(tx, line.period_id)
    row = await objections.file(tx, period, line, body.text, by=filer.person_id, at=now, today=today)
    await messages.objection_filed(to, row)
    return await once.keep(await _read(tx, row), made=row.id)


@router.get("/{objection_id}", summary="一件异议 / One objection")
async def read_objection(objection_id: UUID, reader: Reader, view: View) -> ObjectionRead:
    """With its answers."""
    return await _read(view, await queries.one(view, objection_id, reader.grants))


@router.post("/{objection_id}/answer", status_code=201, summary="答复异议 / Answer an objection")
async def answer_objection(
    objection_id: UUID,
    body: AnswerCreate,
    answerer: Answerer,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
    to: Messages,
) -> ObjectionRead:
    """The committee's written answer, by someone not concerned; if upheld, the line is corrected and published anew."""
    row = await queries.one(tx, objection_id, answerer.grants, lock=True)
    role = role_in(answerer, row.branch_id)
    await objections.answer(tx, row, _given(body), by=answerer.person_id, role=role, at=now, today=today)
    await messages.objection_answered(to, row)
    return await once.keep(await _read(tx, row), made=row.id)


@router.post("/{objection_id}/appeal", status_code=201, summary="申请复核 / Appeal")
async def appeal_objection(
    objection_id: UUID, appellant: Appellant, tx: Tx, today: Today, once: Once, to: Messages
) -> ObjectionRead:
    """The filer takes a dismissal to the higher body, once."""
    row = await queries.one(tx, objection_id, appellant.grants, lock=True)
    await objections.appeal(tx, row, by=appellant.person_id, today=today)
    await messages.objection_appealed(to, row)
    return await once.keep(await _read(tx, row), made=row.id)


@router.post("/{objection_id}/review", status_code=201, summary="上级复核 / Review")
async def review_objection(
    objection_id: UUID,
    body: AnswerCreate,
    reviewer: Reviewer,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
    to: Messages,
) -> ObjectionRead:
    """The higher body's answer, which is the last."""
    row = await queries.one(tx, objection_id, reviewer.grants, lock=True)
    await objections.review(
        tx, row, _given(body), by=reviewer.person_id, role="higher_officer", at=now, today=today
    )
    await messages.objection_answered(to, row)
    return await once.keep(await _read(tx, row), made=row.id)


def _given(body: AnswerCreate) -> objections.Answer:
    return objections.Answer(ObjectionState(body.verdict), body.points, body.reason)


async def _read(session: AsyncSession, row: Objection) -> ObjectionRead:
    await session.flush()
    return ObjectionRead.of(row, (await queries.reviews(session, [row.id]))[row.id])
