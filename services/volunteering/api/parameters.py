"""`/v1/volunteering-parameters`: the figures of volunteering that a branch sets for itself, each from its day on."""

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
from ..queries.parameters import CHANGES
from ..rules import parameters as rules
from ..rules.parameters import History, Parameters
from .given import Day

router = APIRouter(prefix="/v1/volunteering-parameters", tags=["volunteering parameters"])

Reader = Annotated[Access, may("volunteering_parameter.read")]
Secretary = Annotated[Access, may("volunteering_parameter.write")]


class VolunteeringParametersUpdate(ChangeUpdate):
    """What is other from `from_on` on, tomorrow at the earliest; what is not named, or null, stays as it is.

    `note` says why.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"from_on": "2026-12-01", "note": "支委会商定:取消报名提前一天半", "cancellation_hours": 36}
            ]
        }
    )

    cancellation_hours: rules.CancellationHours | None = None
    rest_hours: rules.RestHours | None = None
    check_in_minutes: rules.CheckInMinutes | None = None
    check_out_minutes: rules.CheckOutMinutes | None = None
    step_minutes: rules.StepMinutes | None = None
    daily_minutes_most: rules.DailyMinutesMost | None = None
    late_entry_days: rules.LateEntryDays | None = None
    hours_publicity_days: rules.HoursPublicityDays | None = None
    confirm_days: rules.ConfirmDays | None = None
    star_hours: rules.StarHours | None = None
    match_days: rules.MatchDays | None = None
    feedback_days: rules.FeedbackDays | None = None


class VolunteeringParametersRead(InForceRead[Parameters]):
    """All figures in force on a day. `since` is null, and everything as proposed, if nothing was changed before."""


class VolunteeringParameterChangeRead(ChangeRead):
    """One change: what is other from its day on, who decided it, when and why."""


@router.get("/{branch_id}", summary="志愿服务参数 / A branch's parameters of volunteering")
async def read_volunteering_parameters(
    branch_id: UUID,
    reader: Reader,
    view: View,
    today: Today,
    request: Request,
    response: Response,
    on: Day | None = None,
) -> VolunteeringParametersRead:
    """As they are in force today, or on the day asked for; what is decided for a day to come is in force then."""
    await queries.branch(view, branch_id, reader.grants)
    changes = await CHANGES.listed(view, branch_id)
    day = on or today
    etag.show(request, response, tag_of(branch_id, changes, day))
    return VolunteeringParametersRead.of(branch_id, History.of(changes), day)


@router.get("/{branch_id}/changes", summary="志愿服务参数变更记录 / What was changed of them")
async def list_volunteering_parameter_changes(
    branch_id: UUID, reader: Reader, view: View, paged: Paged
) -> Page[VolunteeringParameterChangeRead]:
    """Newest first, those to come too."""
    await queries.branch(view, branch_id, reader.grants)
    rows, cursor = await paged.rows(view, CHANGES.of_branch(branch_id), col(ParameterChange.id))
    items = [VolunteeringParameterChangeRead.of_figures(row, Parameters) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.patch("/{branch_id}", summary="变更志愿服务参数 / Change a branch's parameters of volunteering")
async def change_volunteering_parameters(
    branch_id: UUID,
    body: VolunteeringParametersUpdate,
    secretary: Secretary,
    tx: Tx,
    now: Now,
    today: Today,
    seen: IfMatch,
    response: Response,
) -> VolunteeringParametersRead:
    """By the branch's secretary. The answer is what will be in force on `from_on`; what has begun never changes."""
    await queries.branch(tx, branch_id, secretary.grants)
    changes = await CHANGES.listed(tx, branch_id)
    seen.require(tag_of(branch_id, changes, today))
    decided = body.of_figures(Parameters)
    row = await CHANGES.add(tx, branch_id, changes, decided, by=secretary.person_id, at=now, today=today)
    response.headers["ETag"] = tag_of(branch_id, [*changes, row], today)
    return VolunteeringParametersRead.of(branch_id, History.of([*changes, row]), body.from_on)
