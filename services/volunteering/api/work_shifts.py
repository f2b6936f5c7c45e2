"""`/v1/work-shifts`: when people work, sent by personnel, seen by each person alone."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field
from sqlmodel import col

from shared import language
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, day_of
from shared.db import Tx, View
from shared.errors import Refusal
from shared.paging import Page, Paged
from shared.problems import status_of
from shared.types import Read, Shape

from ..models import WorkShift
from ..queries import parameters
from ..queries import shifts as shift_queries
from ..queries import work_shifts as queries
from ..rules import work_shifts as rules
from ..rules.sign_ups import within_shift
from ..rules.work_shifts import Rest
from ..usecases import work_shifts
from .given import Day, Moment

router = APIRouter(prefix="/v1", tags=["work-shifts"])

Reader = Annotated[Access, may("work_shift.read")]
Writer = Annotated[Access, may("work_shift.write")]
Planner = Annotated[Access, may("project.read")]


class WorkShiftWrite(Shape):
    """One shift of one person; what crosses midnight says so by its dates."""

    person_id: UUID
    starts_at: Moment
    ends_at: Moment


class WorkShiftsUpdate(Shape):
    """All shifts that begin on these days, both of which count, of these persons; of everybody if none is named.

    What is not sent is no shift any more. With `dry_run` each row is judged and nothing is written.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "from_on": "2026-09-14",
                    "until_on": "2026-09-20",
                    "person_ids": ["01a207b3-0d10-77e3-8fa7-736c0a3207eb"],
                    "shifts": [
                        {
                            "person_id": "01a207b3-0d10-77e3-8fa7-736c0a3207eb",
                            "starts_at": "2026-09-14T22:00:00+08:00",
                            "ends_at": "2026-09-15T06:00:00+08:00",
                        }
                    ],
                }
            ]
        }
    )

    from_on: Day
    until_on: Day
    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=2000)] | None = None
    shifts: Annotated[list[WorkShiftWrite], Field(max_length=2000)]
    dry_run: bool = False

    def replaced(self) -> work_shifts.Replaced:
        """As the use case takes it."""
        people = None if self.person_ids is None else frozenset(self.person_ids)
        return work_shifts.Replaced(self.from_on, self.until_on, people)

    def sent(self) -> list[work_shifts.Sent]:
        """As the use case takes it."""
        return [
            work_shifts.Sent(each.person_id, each.starts_at.astimezone(UTC), each.ends_at.astimezone(UTC))
            for each in self.shifts
        ]


class WorkShiftFault(Read):
    """Why one row was refused."""

    code: str
    status: int
    title: str
    detail: str


class WorkShiftRow(Read):
    """What became of one row; `index` counts from 0.

    `held_back`: it is right, but another row of the same person is refused, so that person's shifts stay as they were.
    """

    index: int
    outcome: Literal["written", "acceptable", "held_back", "refused"]
    problem: WorkShiftFault | None


class WorkShiftRows(Read):
    """One row for each shift, in order."""

    results: list[WorkShiftRow]


class WorkShiftRead(Read):
    """One shift of one's own."""

    id: UUID
    starts_at: datetime
    ends_at: datetime


class WorkSpan(Read):
    """When one is at work."""

    starts_at: datetime
    ends_at: datetime


class RestWarningRead(Read):
    """A shift with so few minutes of rest between it and the service."""

    code: Rest
    shift_starts_at: datetime
    shift_ends_at: datetime
    rest_minutes: int


class RestRead(Read):
    """What a volunteer should know before signing up. `at_work` bars it, unless those shifts are swapped.

    `warnings` bar nothing: less rest than the branch's `rest_hours` after a night shift or before any.
    """

    rest_hours: int
    at_work: list[WorkSpan]
    warnings: list[RestWarningRead]


@router.put("/work-shifts", summary="替换工作班次 / Replace work shifts")
async def replace_work_shifts(
    body: WorkShiftsUpdate, writer: Writer, tx: Tx, now: Now, request: Request
) -> WorkShiftRows:
    """By the personnel system. The same request twice has one effect, so neither key nor version is asked for."""
    del writer
    zone = request.app.state.zone
    answers = await work_shifts.replace(
        tx, body.replaced(), body.sent(), zone=zone, at=now, dry_run=body.dry_run
    )
    spoken = language.of(request.headers)
    return WorkShiftRows(
        results=[_row(place, each, spoken, dry_run=body.dry_run) for place, each in enumerate(answers)]
    )


@router.get("/work-shifts", summary="本人工作班次 / One's own work shifts")
async def list_work_shifts(
    reader: Reader,
    view: View,
    paged: Paged,
    request: Request,
    from_on: Day | None = None,
    until_on: Day | None = None,
) -> Page[WorkShiftRead]:
    """Those that begin on these days, both of which count; the newest told first. Nobody else sees them."""
    zone = request.app.state.zone
    from_ = None if from_on is None else work_shifts.midnight(from_on, zone)
    before = None if until_on is None else work_shifts.midnight(until_on + timedelta(days=1), zone)
    query = queries.narrowed(queries.visible(reader.grants), from_, before)
    rows, cursor = await paged.rows(view, query, col(WorkShift.id))
    return Page(items=[WorkShiftRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/shifts/{shift_id}/rest", summary="本人班前班后休息 / One's own rest around a shift")
async def read_rest(
    shift_id: UUID,
    planner: Planner,
    view: View,
    request: Request,
    starts_at: Moment | None = None,
    ends_at: Moment | None = None,
) -> RestRead:
    """By the caller's own work shifts; nobody else is told. With times of one's own for flexible projects."""
    zone = request.app.state.zone
    shift = await shift_queries.one(view, shift_id, planner.grants)
    span = within_shift(shift, starts_at, ends_at)
    figures = await parameters.on(view, shift.branch_id, day_of(span[0], zone))
    held = (await queries.around(view, [planner.person_id], *span))[planner.person_id]
    warned = rules.rest_warnings(held, *span, figures.rest_hours, zone)
    return RestRead(
        rest_hours=figures.rest_hours,
        at_work=[WorkSpan.model_validate(each) for each in rules.at_work(held, *span)],
        warnings=[RestWarningRead.model_validate(each) for each in warned],
    )


def _row(place: int, answer: work_shifts.Answer, spoken: str, *, dry_run: bool) -> WorkShiftRow:
    if answer is None:
        return WorkShiftRow(index=place, outcome="acceptable" if dry_run else "written", problem=None)
    if not isinstance(answer, Refusal):
        return WorkShiftRow(index=place, outcome="held_back", problem=None)
    problem = WorkShiftFault(
        code=answer.code,
        status=status_of(type(answer)),
        title=answer.title(spoken),
        detail=answer.detail(spoken),
    )
    return WorkShiftRow(index=place, outcome="refused", problem=problem)
