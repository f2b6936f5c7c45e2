"""`/v1/branch-parameters`: the figures that a branch sets for itself, each from its day on."""

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
from shared.etag import IfMatch
from shared.paging import Page, Paged
from shared.parameters.shapes import ChangeRead, ChangeUpdate, InForceRead, tag_of

from ..models import ParameterChange
from ..queries import parameters as queries
from ..queries import resolutions
from ..queries.parameters import CHANGES
from ..rules import parameters as rules
from ..rules.parameters import History, Parameters
from .given import Day

router = APIRouter(prefix="/v1/branch-parameters", tags=["parameters"])

Reader = Annotated[Access, may("parameter.read")]
Secretary = Annotated[Access, may("parameter.write")]


class ParametersUpdate(ChangeUpdate):
    """What is other from `from_on` on, tomorrow at the earliest; what is not named, or null, stays as it is.

    `note` says why; `resolution_id` by which resolution of the branch, if by one.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"from_on": "2026-12-01", "note": "支委会商定:补课期限放宽", "make_up_days": 10}]
        }
    )

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


class BranchParametersRead(InForceRead[Parameters]):
    """All figures in force on a day. `since` is null, and everything as proposed, if nothing was changed before."""


class ParameterChangeRead(ChangeRead):
    """One change: what is other from its day on, who decided it, when and why."""

    resolution_id: UUID | None


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
    changes = await CHANGES.listed(view, branch_id)
    day = on or today
    etag.show(request, response, tag_of(branch_id, changes, day))
    return BranchParametersRead.of(branch_id, History.of(changes), day)


@router.get("/{branch_id}/changes", summary="参数变更记录 / What was changed")
async def list_parameter_changes(
    branch_id: UUID, reader: Reader, view: View, paged: Paged
) -> Page[ParameterChangeRead]:
    """Newest first, those to come too."""
    await queries.branch(view, branch_id, reader.grants)
    rows, cursor = await paged.rows(view, CHANGES.of_branch(branch_id), col(ParameterChange.id))
    items = [ParameterChangeRead.of_figures(row, Parameters) for row in rows]
    return Page(items=items, next_cursor=cursor)


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
    changes = await CHANGES.listed(tx, branch_id)
    seen.require(tag_of(branch_id, changes, today))
    if body.resolution_id:
        await resolutions.one(tx, body.resolution_id, secretary.grants, secretary.person_id)
    decided = body.of_figures(Parameters, resolution_id=body.resolution_id)
    row = await CHANGES.add(tx, branch_id, changes, decided, by=secretary.person_id, at=now, today=today)
    response.headers["ETag"] = tag_of(branch_id, [*changes, row], today)
    return BranchParametersRead.of(branch_id, History.of([*changes, row]), body.from_on)
