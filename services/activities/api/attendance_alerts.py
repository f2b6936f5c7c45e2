"""`/v1/attendance-alerts`: months of unexcused absence running, as people should know and decide upon."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Today
from shared.db import View
from shared.paging import Page, Paged
from shared.roster import MEMBERSHIP
from shared.types import Read

from ..queries import attendances as queries
from ..rules import attendance_alerts as rules
from .given import Day

router = APIRouter(prefix="/v1/attendance-alerts", tags=["attendance-alerts"])

Reader = Annotated[Access, may("attendance.read")]


class AttendanceAlertRead(Read):
    """One person. `level` is 2, 4 or 6, the highest that `months` has reached. It changes nobody's membership."""

    person_id: UUID
    name: str
    months: int
    level: Literal[2, 4, 6]


@router.get("", summary="缺席预警 / Attendance alerts")
async def list_attendance_alerts(
    reader: Reader, view: View, paged: Paged, today: Today, on: Day | None = None
) -> Page[AttendanceAlertRead]:
    """As they stand on a day, today unless given; computed, and kept nowhere.

    A page holds the alerts of some of the members, so it may be short, even empty, and not the last.
    """
    day = on or today
    members, cursor = await paged.whole_rows(
        view, queries.members(reader.grants, day), MEMBERSHIP.c.person_id
    )
    people = [row.id for row in members]
    runs = rules.runs(await queries.histories(view, people, rules.looks_back(day), day), day)
    names = await roster.names(view, set(runs))
    items = [
        AttendanceAlertRead(
            person_id=person_id, name=names.get(person_id, ""), months=runs[person_id], level=level
        )
        for person_id in people
        if (level := rules.level(runs.get(person_id, 0)))
    ]
    return Page(items=items, next_cursor=cursor)
