"""`/v1/attempts`: the own papers, answered, submitted, and reviewed when all is over."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape

from ..models import Attempt, AttemptItem, Ending, QuestionKind, QuestionVersion
from ..queries import attempts as queries
from ..queries import contests, questions
from ..rules import attempts as rules
from ..rules import contests as contest_rules
from ..rules.questions import MOST_OPTIONS, is_right
from ..usecases import attempts

router = APIRouter(prefix="/v1/attempts", tags=["learning"])

Taker = Annotated[Access, may("attempt.take")]
Place = Annotated[int, Field(ge=0, lt=MOST_OPTIONS)]


class AttemptAnswerCreate(Shape):
    """Which options, by their places on the paper, counted from 0. The last answer counts; [] takes it back."""

    position: Annotated[int, Field(ge=1, le=200)]
    chosen: Annotated[list[Place], Field(max_length=MOST_OPTIONS)]


class PaperItemRead(Read):
    """One question as the paper shows it."""

    position: int
    kind: QuestionKind
    stem: str
    options: list[str]
    chosen: list[int] | None


class AttemptSummary(Read):
    """One attempt. The server's `deadline_at` alone counts; the last three are null until the end."""

    id: UUID
    contest_id: UUID | None
    course_id: UUID | None
    number: int
    scored: bool
    started_at: datetime
    deadline_at: datetime | None
    ended_at: datetime | None
    total: int
    ending: Ending | None
    right_count: int | None
    passed: bool | None


class AttemptRead(AttemptSummary):
    """One attempt with its paper."""

    items: list[PaperItemRead]


class ReviewedItemRead(PaperItemRead):
    """One question with what would have been right, and why."""

    right: list[int]
    correct: bool
    explanation: str | None
    legal_basis: str | None


class AttemptReviewRead(AttemptSummary):
    """One attempt with every right answer."""

    items: list[ReviewedItemRead]


@router.get("", summary="我的答题 / Own attempts")
async def list_attempts(taker: Taker, view: View, paged: Paged) -> Page[AttemptSummary]:
    """Newest first."""
    rows, cursor = await paged.rows(view, queries.own(taker.person_id), col(Attempt.id))
    return Page(items=[AttemptSummary.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/{attempt_id}", summary="试卷 / The paper")
async def read_attempt(
    attempt_id: UUID, taker: Taker, view: View, request: Request, response: Response
) -> AttemptRead:
    """The own paper with the answers given so far."""
    row = await queries.one(view, attempt_id, taker.person_id)
    shown = await paper(view, row)
    etag.show(request, response, etag_of(row.id, row.revision, [item.chosen for item in shown.items]))
    return shown


@router.post("/{attempt_id}/answers", status_code=201, summary="作答 / Answer a question")
async def answer_question(
    attempt_id: UUID, body: AttemptAnswerCreate, taker: Taker, tx: Tx, now: Now, once: Once
) -> AttemptAnswerCreate:
    """Until the deadline; what was on its way may arrive ten seconds later."""
    row = await queries.one(tx, attempt_id, taker.person_id, lock=True)
    item = await attempts.answer(tx, row, body.position, body.chosen, at=now)
    kept = AttemptAnswerCreate(position=item.position, chosen=item.chosen or [])
    return await once.keep(kept, made=row.id)


@router.post("/{attempt_id}/submission", status_code=201, summary="交卷 / Submit")
async def submit_attempt(
    attempt_id: UUID, taker: Taker, tx: Tx, now: Now, once: Once, request: Request
) -> AttemptSummary:
    """Ends and marks it. One that the clock has ended already is shown as it ended."""
    row = await queries.one(tx, attempt_id, taker.person_id, lock=True)
    state = request.app.state
    row = await attempts.end(tx, row, state.teller, zone=state.zone, at=now)
    return await once.keep(AttemptSummary.model_validate(row), made=row.id)


@router.get("/{attempt_id}/review", summary="错题回顾 / Review")
async def review_attempt(attempt_id: UUID, taker: Taker, view: View, now: Now) -> AttemptReviewRead:
    """Right answers with their reasons: of a course after the attempt, of a contest after its window."""
    row = await queries.one(view, attempt_id, taker.person_id)
    if row.ended_at is None:
        raise rules.AttemptNotEnded
    if row.contest_id is not None:
        contest_rules.after_all(await contests.by_id(view, row.contest_id), now)
    items = [_reviewed(item, version) for item, version in await _items(view, row)]
    return AttemptReviewRead(**AttemptSummary.model_validate(row).model_dump(), items=items)


async def paper(session: AsyncSession, row: Attempt) -> AttemptRead:
    """An attempt as whoever takes it sees it."""
    items = [_shown(item, version) for item, version in await _items(session, row)]
    return AttemptRead(**AttemptSummary.model_validate(row).model_dump(), items=items)


async def _items(session: AsyncSession, row: Attempt) -> list[tuple[AttemptItem, QuestionVersion]]:
    items = await queries.items(session, row.id)
    versions = await questions.by_ids(session, [item.version_id for item in items])
    return [(item, versions[item.version_id]) for item in items]


def _shown(item: AttemptItem, version: QuestionVersion) -> PaperItemRead:
    return PaperItemRead(
        position=item.position,
        kind=version.kind,
        stem=version.stem,
        options=[version.options[option]["text"] for option in item.shown],
        chosen=item.chosen,
    )


def _reviewed(item: AttemptItem, version: QuestionVersion) -> ReviewedItemRead:
    rights = [bool(option["right"]) for option in version.options]
    return ReviewedItemRead(
        **_shown(item, version).model_dump(),
        right=[place for place, option in enumerate(item.shown) if rights[option]],
        correct=is_right(rights, item.shown, item.chosen),
        explanation=version.explanation,
        legal_basis=version.legal_basis,
    )
