"""`/v1/results` and a period's notice (公示): what the run said, published, graded by named people."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from sqlmodel import col

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.errors import Conflict
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Points, Prose, Read, Shape

from ..models import Grade, GradeRecord, PeriodState, Result
from ..queries import objections, periods
from ..queries import results as queries
from ..rules.scoring import VETO
from ..usecases import grades, messages
from .given import DocumentNo, Tell
from .scores import ScoreLineRead

router = APIRouter(prefix="/v1", tags=["results"])

Reader = Annotated[Access, may("result.read")]
NoticeReader = Annotated[Access, may("notice.read")]
Confirmer = Annotated[Access, may("grade.confirm")]
Approver = Annotated[Access, may("excess.approve")]


class NotPublished(Conflict):
    """The notice exists from the publicity on."""

    zh, en = "该周期尚未公示", "The period is not published yet"


class ResultRead(Read):
    """A member's result by the newest run. `grade` is null until a named person confirms it.

    `transferred`: moved on to another branch before the period's end, which grades the member. `vetoed` and
    `proposed_grade` are null for a group leader, who reads no veto of others.
    """

    id: UUID
    period_id: UUID
    member_id: UUID
    run_number: int
    status: str
    months: int
    transferred: bool
    base: Points
    bonus: Points
    deductions: Points
    score: Points
    vetoed: bool | None
    proposed_grade: Grade | None
    grade: Grade | None
    confirmed_by: UUID | None
    notice_until: date | None
    lines: list[ScoreLineRead]


class NoticeLine(Read):
    """One line of the notice sheet. `frozen` while an objection to it is open.

    `transferred`: moved on to another branch, and judged here for so many `months`.
    """

    member_id: UUID
    name: str
    months: int
    transferred: bool
    base: Points
    bonus: Points
    deductions: Points
    score: Points
    grade: Grade | None
    frozen: bool
    notice_until: date | None


class NoticeRead(Read):
    """The notice sheet (公示表), ordered by name and never by score; `run_digest` names what it was computed from."""

    period_id: UUID
    publicity_from: date | None
    publicity_until: date | None
    state: PeriodState
    run_digest: str
    lines: list[NoticeLine]


class GradeWish(Shape):
    """One member's grade; other than proposed it needs a reason."""

    member_id: UUID
    grade: Grade
    reason: Prose | None = None


class GradesCreate(Shape):
    """Grades confirmed by one resolution of the committee: all or none."""

    resolution_no: DocumentNo
    grades: Annotated[list[GradeWish], Field(min_length=1, max_length=200)]


class GradeRead(Read):
    """A grade and who confirmed it."""

    member_id: UUID
    grade: Grade
    reason: str | None
    resolution_no: str
    by_id: UUID
    at: datetime


class GradesRead(Read):
    """The grades just confirmed."""

    grades: list[GradeRead]


class ExcessCreate(Shape):
    """How many excellent grades the higher body allows in the period."""

    most_excellent: Annotated[int, Field(ge=1, le=1000)]
    resolution_no: DocumentNo


class ExcessRead(Read):
    """The approval as recorded."""

    most_excellent: int
    resolution_no: str
    by_id: UUID
    at: datetime


@router.get("/results", summary="结果列表 / Results")
async def list_results(
    reader: Reader, view: View, paged: Paged, period_id: UUID | None = None, member_id: UUID | None = None
) -> Page[ResultRead]:
    """Those within reach, with their explanation."""
    query = queries.visible(reader.grants)
    for name, value in {"period_id": period_id, "member_id": member_id}.items():
        if value is not None:
            query = query.where(getattr(Result, name) == value)
    rows, cursor = await paged.rows(view, query, col(Result.id))
    known = await queries.grades_of(view, rows)
    privy = await queries.privy(view, reader.grants, rows)
    items = [_read(row, known.get((row.period_id, row.member_id)), privy=row.id in privy) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/periods/{period_id}/notice", summary="公示表 / The notice")
async def read_notice(period_id: UUID, reader: NoticeReader, view: View) -> NoticeRead:
    """For the members of the branch, from the publicity on."""
    period = await periods.one(view, period_id, reader.grants)
    run = await queries.latest_run(view, period.id)
    if run is None or period.state in {PeriodState.OPEN, PeriodState.CLAIMS_CLOSED, PeriodState.DECIDED}:
        raise NotPublished
    rows = await queries.current(view, period.id)
    names = await roster.names(view, {row.member_id for row in rows})
    frozen = await objections.frozen_members(view, period.id)
    confirmed = await queries.grades(view, period.id)
    lines = [
        NoticeLine(
            member_id=row.member_id,
            name=names.get(row.member_id, ""),
            months=row.months,
            transferred=row.transferred,
            base=row.base,
            bonus=row.bonus,
            deductions=row.deductions,
            score=row.score,
            grade=confirmed[row.member_id].grade if row.member_id in confirmed else None,
            frozen=row.member_id in frozen,
            notice_until=row.notice_until,
        )
        for row in rows
    ]
    return NoticeRead(
        period_id=period.id,
        publicity_from=period.publicity_from,
        publicity_until=period.publicity_until,
        state=period.state,
        run_digest=run.output_digest,
        lines=sorted(lines, key=lambda line: (line.name, line.member_id)),
    )


@router.post("/periods/{period_id}/grades", status_code=201, summary="确认等次 / Confirm grades")
async def confirm_grades(
    period_id: UUID,
    body: GradesCreate,
    confirmer: Confirmer,
    tx: Tx,
    tell: Tell,
    now: Now,
    once: Once,
    to: Messages,
) -> GradesRead:
    """By a named person of the committee, never the own grade; at most one third excellent (rules 12, 13)."""
    period = await periods.one(tx, period_id, confirmer.grants, lock=True)
    wanted = {each.member_id: (each.grade, each.reason) for each in body.grades}
    records = await grades.confirm(
        tx, tell, period, wanted, resolution_no=body.resolution_no, by=confirmer.person_id, at=now
    )
    await messages.grades_confirmed(to, period, list(wanted))
    shown = GradesRead(grades=[GradeRead.model_validate(record) for record in records])
    return await once.keep(shown, made=period.id)


@router.post(
    "/periods/{period_id}/excess-approval", status_code=201, summary="批准超比例 / Approve an excess"
)
async def approve_excess(
    period_id: UUID, body: ExcessCreate, approver: Approver, tx: Tx, now: Now, once: Once
) -> ExcessRead:
    """The higher body allows more than one third excellent in this period."""
    period = await periods.one(tx, period_id, approver.grants, lock=True)
    row = await grades.approve_excess(
        tx, period, body.most_excellent, resolution_no=body.resolution_no, by=approver.person_id, at=now
    )
    return await once.keep(ExcessRead.model_validate(row), made=row.id)


def _read(row: Result, grade: GradeRecord | None, *, privy: bool) -> ResultRead:
    own = {name: getattr(row, name) for name in ResultRead.model_fields if hasattr(row, name)}
    if not privy:
        lines = [line for line in row.lines if line["why"] != VETO]
        own |= {"vetoed": None, "proposed_grade": None, "lines": lines}
    return ResultRead(
        **own, grade=grade.grade if grade else None, confirmed_by=grade.by_id if grade else None
    )
