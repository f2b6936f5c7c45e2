"""`/v1/service-cards`: what people did for communities in a month, a quarter or a span. Nobody is ranked."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import View
from shared.paging import Page, Paged
from shared.types import Read

from ..models import Volunteer
from ..queries import people
from ..queries import service_cards as queries
from ..rules import periods
from ..rules.periods import Span
from ..rules.service_cards import ServiceCardMissing
from .given import Day

router = APIRouter(prefix="/v1/service-cards", tags=["service-cards"])

Reader = Annotated[Access, may("service_card.read")]
Period = Annotated[str, Query(max_length=7, description="A month `2026-11` or a quarter `2026-Q4`.")]


class ServiceCardLineRead(Read):
    """One final record: the day, what for, and the minutes that both sides agreed on. Travel is not among them."""

    record_id: UUID
    served_on: date
    project_id: UUID
    project: str
    community_id: UUID
    community: str
    minutes: int


class ServiceCardRead(Read):
    """A person's lines by day and their sum. A community sees its own lines, and the name if it was shared with it."""

    person_id: UUID
    volunteer_number: str | None
    name: str | None
    from_on: date
    until_on: date
    minutes: int
    lines: list[ServiceCardLineRead]


@router.get("", summary="服务卡列表 / Service cards")
async def list_service_cards(
    reader: Reader,
    view: View,
    paged: Paged,
    period: Period,
    branch_id: UUID | None = None,
    community_id: UUID | None = None,
) -> Page[ServiceCardRead]:
    """Of whoever served in the month or quarter, in the order of their ids: who did not serve is on no list."""
    span = periods.named(period)
    which = queries.seen(reader.grants, span, branch_id, community_id)
    found, cursor = await paged.whole_rows(view, queries.people(which), col(Volunteer.person_id))
    cards = await _cards(view, [row.id for row in found], which, reader, span)
    return Page(items=cards, next_cursor=cursor)


@router.get("/{person_id}", summary="一个人的服务卡 / One person's service card")
async def read_service_card(
    person_id: UUID,
    reader: Reader,
    view: View,
    period: Period | None = None,
    from_on: Day | None = None,
    until_on: Day | None = None,
) -> ServiceCardRead:
    """Of a month, a quarter, or a span of a year at most. One's own may be empty; another's empty one is none."""
    span = periods.asked(period, from_on, until_on)
    [card] = await _cards(view, [person_id], queries.seen(reader.grants, span), reader, span)
    if not card.lines and person_id != reader.person_id:
        raise ServiceCardMissing
    return card


async def _cards(
    session: AsyncSession, ids: Sequence[UUID], which: ColumnElement[bool], reader: Access, span: Span
) -> list[ServiceCardRead]:
    lines = await queries.lines(session, which, ids)
    shown = await people.shown(session, ids, reader)
    return [
        ServiceCardRead(
            person_id=each,
            volunteer_number=shown[each].volunteer_number,
            name=shown[each].name,
            from_on=span.from_on,
            until_on=span.until_on,
            minutes=sum(line.minutes for line in lines[each]),
            lines=[ServiceCardLineRead.model_validate(line) for line in lines[each]],
        )
        for each in ids
    ]
