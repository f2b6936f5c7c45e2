"""`/v1/national-records`: the fields that the designated national system asks for, of a branch and a span."""

import asyncio
from collections import defaultdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlmodel import col

from shared import audit, workbooks
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import View
from shared.paging import Page, Paged
from shared.types import Line, Read
from shared.workbooks import MEDIA_TYPE

from ..models import NationalExport
from ..queries import national_exports, parameters
from ..rules import national_records as rules
from ..rules import periods
from ..rules.national_records import Award, Person, Record, Service
from ..usecases import national_records
from ..usecases.national_records import Wanted
from .given import Day
from .service_cards import Period

router = APIRouter(prefix="/v1/national-records", tags=["national-records"])

Committee = Annotated[Access, may("national_record.export")]

_BINARY = {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
_ANSWER: dict[int | str, dict[str, Any]] = {200: _BINARY}


class NationalBasicRead(Read):
    """Basic data. What the suite does not hold is null; the volunteer number replaces the document's."""

    volunteer_number: str
    name: str
    document_type: None
    document_number: None
    sex: str | None
    born_on: date | None
    party_status: str | None
    region: str | None
    contact: None
    education: None
    occupation: None
    skills: list[str]
    wishes: list[str]
    registered_at: datetime

    @classmethod
    def of(cls, each: Person) -> "NationalBasicRead":
        """With null for what is not held."""
        own: dict[str, Any] = {name: getattr(each, name, None) for name in cls.model_fields}
        return cls(**own)


class NationalServiceRead(Read):
    """One final record. `hours` are whole half hours without travel, as an exact decimal."""

    record_id: UUID
    project_id: UUID
    project: str
    category: str
    content: str
    community: str
    place: str
    served_on: date
    starts_at: datetime
    ends_at: datetime | None
    minutes: int
    hours: str
    organiser: str
    responsible: str
    mode: str

    @classmethod
    def of(cls, each: Service) -> "NationalServiceRead":
        """With the hours."""
        own = {name: getattr(each, name) for name in cls.model_fields if name != "hours"}
        return cls(**own, hours=rules.hours(each.minutes))


class NationalTrainingRead(Read):
    """A training: its name, hours and host."""

    title: str
    hours: str
    host: str


class NationalAwardRead(Read):
    """A star level: its name, when and by whom it was awarded."""

    title: str
    level: int
    awarded_at: datetime
    body: str

    @classmethod
    def of(cls, each: Award) -> "NationalAwardRead":
        """With its name."""
        return cls(title=rules.star(each.level), level=each.level, awarded_at=each.awarded_at, body=each.body)


class NationalEvaluationRead(Read):
    """What the community gave the project, 1 to 5."""

    record_id: UUID
    project_id: UUID
    rating: int


class NationalPersonRead(Read):
    """The five groups of one volunteer. Trainings are not kept here."""

    basic: NationalBasicRead
    services: list[NationalServiceRead]
    trainings: list[NationalTrainingRead]
    awards: list[NationalAwardRead]
    evaluations: list[NationalEvaluationRead]


class NationalRecordRead(Read):
    """One export: of whom, for which days, what for, and the volunteers by number."""

    id: UUID
    branch_id: UUID
    from_on: date
    until_on: date
    purpose: str
    volunteers: list[NationalPersonRead]


class NationalExportRead(Read):
    """That a record was taken out: by whom, when, what for, and how much it held."""

    id: UUID
    branch_id: UUID
    from_on: date
    until_on: date
    purpose: str
    people: int
    records: int
    by_id: UUID
    at: datetime


async def _taken_out(
    request: Request,
    committee: Committee,
    now: Now,
    today: Today,
    branch_id: UUID,
    purpose: Annotated[Line, Query(description="What it is taken out for; it is kept.")],
    period: Period | None = None,
    from_on: Day | None = None,
    until_on: Day | None = None,
) -> tuple[NationalExport, Record]:
    span = periods.asked(period, from_on, until_on)
    state = request.app.state
    # A transaction of its own: nobody waits for the database while a workbook is written.
    async with state.database.write() as session:
        await parameters.branch(session, branch_id, committee.grants)
        wanted = Wanted(branch_id, span, purpose)
        row, record = await national_records.export(
            session, wanted, by=committee.person_id, at=now, today=today, zone=state.zone
        )
        audit.about(request, row.id)
        await audit.leave(session, request)
    return row, record


TakenOut = Annotated[tuple[NationalExport, Record], Depends(_taken_out)]


@router.get("", summary="全国志愿服务记录 / The national record")
async def read_national_record(taken_out: TakenOut) -> NationalRecordRead:
    """Of registered people who served in the month, quarter or span as members of the branch. Each reading is kept."""
    row, record = taken_out
    return NationalRecordRead(**row.model_dump(), volunteers=_volunteers(record))


@router.get(
    "/workbook",
    response_class=Response,
    responses=_ANSWER,
    summary="全国志愿服务记录工作簿 / The national record as a workbook",
)
async def read_national_workbook(taken_out: TakenOut, request: Request) -> Response:
    """The same in five sheets. Every cell is text, whatever it begins with."""
    _, record = taken_out
    pages = rules.pages(record, request.app.state.zone)
    content = await asyncio.to_thread(workbooks.write, pages)
    headers = {"Content-Disposition": 'attachment; filename="national-record.xlsx"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@router.get("/exports", summary="导出登记 / What was taken out")
async def list_national_exports(committee: Committee, view: View, paged: Paged) -> Page[NationalExportRead]:
    """Of the own branch: who took its record out, when and what for; newest first."""
    rows, cursor = await paged.rows(view, national_exports.visible(committee.grants), col(NationalExport.id))
    return Page(items=[NationalExportRead.model_validate(row) for row in rows], next_cursor=cursor)


def _volunteers(record: Record) -> list[NationalPersonRead]:
    services: dict[UUID, list[Service]] = defaultdict(list)
    awards: dict[UUID, list[Award]] = defaultdict(list)
    for service in record.services:
        services[service.person_id].append(service)
    for award in record.awards:
        awards[award.person_id].append(award)
    return [
        NationalPersonRead(
            basic=NationalBasicRead.of(each),
            services=[NationalServiceRead.of(own) for own in services[each.person_id]],
            trainings=[],
            awards=[NationalAwardRead.of(own) for own in awards[each.person_id]],
            evaluations=[
                NationalEvaluationRead(record_id=own.record_id, project_id=own.project_id, rating=own.rating)
                for own in services[each.person_id]
                if own.rating is not None
            ],
        )
        for each in record.people
    ]
