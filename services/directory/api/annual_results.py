"""`/v1/annual-results`: what a year came to for each member, for HR, as JSON and as a workbook."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import AwareDatetime, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import workbooks
from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import View
from shared.paging import Page, Paged
from shared.types import Points, Read
from shared.workbooks import MEDIA_TYPE

from .. import queries
from ..models import Person
from ..rules.outward import annual_results as rules

router = APIRouter(prefix="/v1/annual-results", tags=["annual-results"])

Reader = Annotated[Access, may("annual_result.read")]
Year = Annotated[int, Query(ge=2000, le=2199)]
Since = Annotated[
    AwareDatetime | None,
    Query(description="Only of whom something was told since."),
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
]
_BOOK: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}


class AnnualPeriodRead(Read):
    """One period of the year."""

    period: str
    months: int
    points: Points
    vetoed: bool
    grade: str | None


class AnnualResultRead(Read):
    """A member's year as far as its periods are final. `grade` is that of the last; `minutes` are of service."""

    person_id: UUID
    external_id: str | None
    employee_no: str | None
    name: str
    workplace: str | None
    year: int
    points: Points | None
    months: int
    vetoed: bool
    grade: str | None
    minutes: int
    periods: list[AnnualPeriodRead]
    updated_at: datetime


@router.get("", summary="年度结果 / Annual results")
async def list_annual_results(
    _reader: Reader, view: View, paged: Paged, year: Year, updated_since: Since = None
) -> Page[AnnualResultRead]:
    """Of everybody of whom something was told of the year."""
    query = queries.annual_results.listed(year, updated_since=updated_since)
    rows, cursor = await paged.rows(view, query, col(Person.id))
    return Page(
        items=[AnnualResultRead(**each) for each in await _years(view, rows, year)], next_cursor=cursor
    )


@router.get(
    "/workbook",
    summary="年度结果工作簿 / Annual results as a workbook",
    response_class=Response,
    responses=_BOOK,
)
async def read_annual_workbook(
    _reader: Reader, view: View, year: Year, updated_since: Since = None
) -> Response:
    """The same on one sheet, under the column names of the file in which HR sends people. Every cell is text."""
    query = queries.annual_results.listed(year, updated_since=updated_since).order_by(col(Person.employee_no))
    persons = list((await view.execute(query)).scalars())
    page = rules.page(year, await _years(view, persons, year))
    content = await asyncio.to_thread(workbooks.write, [page])
    headers = {"Content-Disposition": f'attachment; filename="annual-results-{year}.xlsx"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


async def _years(view: AsyncSession, persons: list[Person], year: int) -> list[dict[str, Any]]:
    told = await queries.annual_results.told(view, year, [each.id for each in persons])
    places = {each.workplace_id for each in persons if each.workplace_id}
    workplaces = await queries.annual_results.workplaces(view, list(places))
    return [
        rules.row_of(
            person,
            workplaces.get(person.workplace_id) if person.workplace_id else None,
            year,
            told[person.id].periods,
            minutes=told[person.id].minutes,
            updated_at=told[person.id].updated_at,
        )
        for person in persons
    ]
