"""`/v1/branch-parameters`: the figures that a branch sets for itself, each from its day on."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.paging import Page, Paged
from shared.types import Prose, Read, Shape

from ..models import ParameterChange
from ..queries import parameters as queries
from ..queries import resolutions
from ..rules import parameters as rules
from ..rules.parameters import History, Parameters
from ..usecases import parameters
from .given import Day

router = APIRouter(prefix="/v1/branch-parameters", tags=["parameters"])

Reader = Annotated[Access, may("parameter.read")]
Secretary = Annotated[Access, may("parameter.write")]


class ParametersUpdate(Shape):
    """What is other from `from_on` on, tomorrow at the earliest; what is not named, or null, stays as it is.

    `note` says why; `resolution_id` by which resolution of the branch, if by one.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"from_on": "2026-12-01", "note": "支委会商定:补课期限放宽", "make_up_days": 10}]
        }
    )

    from_on: Day
    note: Prose
    resolution_id: UUID | None = None
    grace_minutes: rules.GraceMinutes | None = None
    check_in_minutes: rules.CheckInMinutes | None = None
    check_out_minutes: rules.CheckOutMinutes | None = None
    make_up_days: rules.MakeUpDays | None = None
    absence_credit: rules.AbsenceCredit | None = None
    minutes_days: rules.MinutesDays | None = None
    offer_hours: rules.OfferHours | None = None
    pass_mark: rules.PassMark | None = None
    contest_attempts: rules.ContestAttempts | None = None
    course_questions_least: rules.CourseQuestions | None = None
    course_questions_most: rules.CourseQuestions | None = None
    material_minutes: rules.MaterialMinutes | None = None
    minimum_group: rules.MinimumGroup | None = None
    good_rating: rules.GoodRating | None = None

    def decided(self) -> parameters.Decided:
        """As the use case takes it."""
        given = self.model_dump(include=set(Parameters.model_fields), exclude_none=True)
        values = {name: str(each) if isinstance(each, Decimal) else each for name, each in given.items()}
        return parameters.Decided(self.from_on, values, self.note, self.resolution_id)


class BranchParametersRead(Read):
    """All figures in force on a day. `since` is null, and everything as proposed, if nothing was changed before."""

    branch_id: UUID
    on: date
    since: date | None
    parameters: Parameters


class ParameterChangeRead(Read):
    """One change: what is other from its day on, who decided it, when and why."""

    number: int
    from_on: date
    values: dict[str, Any]
    note: str
    resolution_id: UUID | None
    by_id: UUID
    at: datetime

    @classmethod
    def of(cls, row: ParameterChange) -> "ParameterChangeRead":
        """With the values as the parameters show them."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "values"}
        shown = Parameters.model_validate(row.values).model_dump(mode="json", include=set(row.values))
        return cls(**own, values=shown)


@router.get("/{branch_id}", summary="支部参数 / A branch's parameters")
async def read_parameters(
    branch_id: UUID,
    reader: Reader,
    view: View,
    today: Today,
    request: Request,
    response: Response,
    on: Day | None = None,
) -> BranchParametersRead:
    """As they are in force today, or on the day asked for; what is decided for a day to come is in force then."""
    await queries.branch(view, branch_id, reader.grants)
    changes = await queries.changes(view, branch_id)
    day = on or today
    etag.show(request, response, _tag(branch_id, changes, day))
    return _read(branch_id, changes, day)


@router.get("/{branch_id}/changes", summary="参数变更记录 / What was changed")
async def list_parameter_changes(
    branch_id: UUID, reader: Reader, view: View, paged: Paged
) -> Page[ParameterChangeRead]:
    """Newest first, those to come too."""
    await queries.branch(view, branch_id, reader.grants)
    rows, cursor = await paged.rows(view, queries.of_branch(branch_id), col(ParameterChange.id))
    return Page(items=[ParameterChangeRead.of(row) for row in rows], next_cursor=cursor)


@router.patch("/{branch_id}", summary="变更支部参数 / Change a branch's parameters")
async def change_parameters(
    branch_id: UUID,
    body: ParametersUpdate,
    secretary: Secretary,
    tx: Tx,
    now: Now,
    today: Today,
    seen: IfMatch,
    response: Response,
) -> BranchParametersRead:
    """By the branch's secretary. The answer is what will be in force on `from_on`; what has begun never changes."""
    await queries.branch(tx, branch_id, secretary.grants)
    changes = await queries.changes(tx, branch_id)
    seen.require(_tag(branch_id, changes, today))
    if body.resolution_id:
        await resolutions.one(tx, body.resolution_id, secretary.grants, secretary.person_id)
    row = await parameters.change(
        tx, branch_id, changes, body.decided(), by=secretary.person_id, at=now, today=today
    )
    response.headers["ETag"] = _tag(branch_id, [*changes, row], today)
    return _read(branch_id, [*changes, row], body.from_on)


def _tag(branch_id: UUID, changes: list[ParameterChange], day: date) -> str:
    return etag_of(branch_id, len(changes), day)


def _read(branch_id: UUID, changes: list[ParameterChange], day: date) -> BranchParametersRead:
    held = History.of(changes)
    return BranchParametersRead(branch_id=branch_id, on=day, since=held.since(day), parameters=held.on(day))
