"""`/v1/overdue-meetings`: what was due in the last month or quarter and not held."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Today
from shared.db import View
from shared.paging import Page, Paged
from shared.roster import ORGANISATION
from shared.types import Read

from ..models import MeetingKind
from ..queries import overdue_meetings as queries
from ..rules import overdue_meetings as rules
from .given import Day

router = APIRouter(prefix="/v1/overdue-meetings", tags=["overdue-meetings"])

Reader = Annotated[Access, may("overdue_meeting.read")]


class OverdueMeetingRead(Read):
    """A branch or group that did not hold a kind of meeting in a month or quarter, both days in it."""

    organisation_id: UUID
    kind: MeetingKind
    from_on: date
    until_on: date


@router.get("", summary="逾期未开会议 / Overdue meetings")
async def list_overdue_meetings(
    reader: Reader, view: View, paged: Paged, today: Today, on: Day | None = None
) -> Page[OverdueMeetingRead]:
    """On a day, today unless given; a month or quarter counts from the day after it ends.

    A page holds what some of the branches and groups owe, so it may be short, even empty, and not the last.
    """
    day = on or today
    found, cursor = await paged.whole_rows(view, queries.organisations(reader.grants), ORGANISATION.c.id)
    ids = [row.id for row in found]
    until = rules.last_month(day).until_on
    members = await queries.members(view, ids, until)
    held = await queries.held(view, ids, rules.since(day), until)
    items = [
        OverdueMeetingRead(
            organisation_id=row.id, kind=due.kind, from_on=due.span.from_on, until_on=due.span.until_on
        )
        for row in found
        for due in rules.overdue(held[row.id], day, *members[row.id], is_group=row.kind == "group")
    ]
    return Page(items=items, next_cursor=cursor)
