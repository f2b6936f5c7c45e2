"""`/v1/courses`: a material with a test."""

from datetime import datetime
from secrets import SystemRandom
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape

from ..models import Course
from ..queries import courses as queries
from ..queries import materials
from ..rules.parameters import PassMark
from ..usecases import courses
from .attempts import AttemptRead, paper

router = APIRouter(prefix="/v1/courses", tags=["learning"])

Learner = Annotated[Access, may("learning.read")]
Taker = Annotated[Access, may("learning.take")]
Writer = Annotated[Access, may("learning.write")]


class CourseCreate(Shape):
    """A course over the approved version of a material, with questions of the bank.

    How many, and without a `pass_mark` also that, say the branch's parameters.
    """

    title: Line
    material_id: UUID
    question_ids: Annotated[list[UUID], Field(min_length=1, max_length=20)]
    pass_mark: PassMark | None = None


class CourseRead(Read):
    """A course. `passed` says whether the caller has passed its test."""

    id: UUID
    branch_id: UUID
    title: str
    material_id: UUID
    material_number: int
    pass_mark: int
    closed_at: datetime | None
    passed: bool

    @classmethod
    def of(cls, row: Course, *, passed: bool) -> "CourseRead":
        """As the caller sees it."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "passed"}
        return cls(**own, passed=passed)


@router.get("", summary="微课堂列表 / Courses")
async def list_courses(learner: Learner, view: View, paged: Paged) -> Page[CourseRead]:
    """Of the own branch, newest first."""
    rows, cursor = await paged.rows(view, queries.visible(learner.grants), col(Course.id))
    passed = await queries.passed(view, [row.id for row in rows], learner.person_id)
    return Page(items=[CourseRead.of(row, passed=row.id in passed) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="新建微课 / Make a course")
async def make_course(
    body: CourseCreate, writer: Writer, tx: Tx, now: Now, today: Today, once: Once
) -> CourseRead:
    """For the branch of the material."""
    material = await materials.within(tx, body.material_id, writer.grants)
    row = await courses.make(
        tx,
        material,
        body.title,
        body.question_ids,
        body.pass_mark,
        by=writer.person_id,
        at=now,
        today=today,
    )
    return await once.keep(CourseRead.of(row, passed=False), made=row.id)


@router.get("/{course_id}", summary="一门微课 / One course")
async def read_course(
    course_id: UUID, learner: Learner, view: View, request: Request, response: Response
) -> CourseRead:
    """With whether the caller has passed."""
    row = await queries.one(view, course_id, learner.grants)
    passed = bool(await queries.passed(view, [row.id], learner.person_id))
    etag.show(request, response, etag_of(row.id, row.revision, passed))
    return CourseRead.of(row, passed=passed)


@router.post("/{course_id}/attempts", status_code=201, summary="开始测试 / Begin the test")
async def begin_course(course_id: UUID, taker: Taker, tx: Tx, now: Now, once: Once) -> AttemptRead:
    """As often as one likes, without a time limit; passing is told once."""
    course = await queries.one(tx, course_id, taker.grants, lock=True)
    row = await courses.begin(tx, course, taker, chance=SystemRandom(), at=now)
    return await once.keep(await paper(tx, row), made=row.id)


@router.post("/{course_id}/closing", status_code=201, summary="关闭微课 / Close a course")
async def close_course(course_id: UUID, writer: Writer, tx: Tx, now: Now, once: Once) -> CourseRead:
    """Nobody begins it any more; who has begun may end."""
    course = await queries.one(tx, course_id, writer.grants, lock=True)
    row = await courses.close(tx, course, at=now)
    return await once.keep(CourseRead.of(row, passed=False), made=row.id)
