"""`/v1/service-records`: what people served; told in open projects, entered late by officers, read by who may."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape

from ..models import (
    Confirmation,
    Mark,
    RecordAct,
    RecordBasis,
    RecordState,
    ScanMethod,
    ScanVerdict,
    ServiceRecord,
    Side,
)
from ..queries import confirmations, parameters, people, service_scans, shifts
from ..queries import service_records as queries
from ..rules import confirmations as confirmation_rules
from ..rules import minutes_of_service, sides
from ..rules.parameters import DEFAULTS, Parameters
from ..rules.people import Shown
from ..rules.service_records import Claim
from ..usecases import service_records
from .given import Day, Moment

router = APIRouter(prefix="/v1", tags=["service-records"])

Reader = Annotated[Access, may("service_record.read")]
Teller = Annotated[Access, may("service_record.tell")]
Officer = Annotated[Access, may("service_record.enter")]
Witness = Annotated[Access, may("service_record.publicity")]
Minutes = Annotated[int, Field(ge=0, le=1440)]


class ClaimShape(Shape):
    """From when to when, and how many minutes of it were service: without travel and breaks, in whole half-hours."""

    starts_at: Moment
    ends_at: Moment
    minutes: Annotated[int, Field(ge=1, le=1440)]

    def claim(self) -> Claim:
        """As the use case takes it."""
        return Claim(self.starts_at.astimezone(UTC), self.ends_at.astimezone(UTC), self.minutes)


class ServiceRecordCreate(ClaimShape):
    """The caller's own service in an open project, told within the branch's days."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "shift_id": "0192f0c1-7b1e-7000-8000-000000000020",
                    "starts_at": "2026-09-19T09:00:00+08:00",
                    "ends_at": "2026-09-19T11:30:00+08:00",
                    "minutes": 120,
                }
            ]
        }
    )

    shift_id: UUID


class LateEntryCreate(ClaimShape):
    """Somebody else's service, who had signed up and could not be scanned; why, for all to read."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person_id": "b0e27724-a9af-5441-9119-fbd90755aac9",
                    "starts_at": "2026-09-19T09:00:00+08:00",
                    "ends_at": "2026-09-19T12:00:00+08:00",
                    "minutes": 180,
                    "reason": "签到平板断电,社区网格员当场在册登记。",
                }
            ]
        }
    )

    person_id: UUID
    reason: Line


class ConfirmationRead(Read):
    """One side's word in one round."""

    round: int
    side: Side
    minutes: int
    reason: str | None
    by_id: UUID
    at: datetime


class ServiceRecordRead(Read):
    """What one person did in one shift. Only `final` minutes count anywhere, and then `confirmed_minutes`.

    `most_minutes` is the most that may be confirmed. `awaits` are those whose word is missing in this round. `name` is
    null where the caller may not see it; the number always stands in for it.
    """

    id: UUID
    shift_id: UUID
    project_id: UUID
    branch_id: UUID
    community_id: UUID
    person_id: UUID
    volunteer_number: str | None
    name: str | None
    served_on: date
    starts_at: datetime
    ends_at: datetime | None
    basis: RecordBasis
    planned_minutes: int
    measured_minutes: int | None
    claimed_minutes: int | None
    confirmed_minutes: int | None
    most_minutes: int
    state: RecordState
    round: int
    public_until: date | None
    final_at: datetime | None
    entered_by: UUID | None
    entered_at: datetime
    confirmations: list[ConfirmationRead]
    awaits: list[Side]


class RecordStepRead(Read):
    """One act upon the record: what it said before and after. `by_id` null: time did it."""

    act: RecordAct
    round: int
    was: RecordState | None
    state: RecordState
    was_starts_at: datetime | None
    was_ends_at: datetime | None
    was_minutes: int | None
    starts_at: datetime
    ends_at: datetime | None
    minutes: int | None
    side: str | None
    reason: str | None
    by_id: UUID | None
    at: datetime


class SightingRead(Read):
    """One scan of the person at that shift."""

    mark: Mark
    method: ScanMethod
    verdict: ScanVerdict
    occurred_at: datetime
    received_at: datetime
    by_id: UUID


class RecordHistory(Read):
    """What was seen and what was done, oldest first."""

    scans: list[SightingRead]
    steps: list[RecordStepRead]


class PublishedHours(Read):
    """What is public until that day, for anyone of the branch or the community to doubt."""

    record_id: UUID
    project_id: UUID
    volunteer_number: str | None
    name: str | None
    served_on: date
    minutes: int | None
    public_until: date | None


@router.post("/service-records", status_code=201, summary="申报本人服务 / Tell one's own service")
async def tell_service(
    body: ServiceRecordCreate, teller: Teller, tx: Tx, now: Now, once: Once, request: Request
) -> ServiceRecordRead:
    """In an open project, for which one has signed up; elsewhere one is scanned."""
    told = service_records.Told(body.shift_id, teller.person_id, body.claim(), teller.person_id, now)
    row = await service_records.tell(tx, told, request.app.state.zone)
    return await once.keep((await read(tx, [row], teller))[0], made=row.id)


@router.post("/shifts/{shift_id}/late-entries", status_code=201, summary="补录服务 / Enter service late")
async def enter_late(
    shift_id: UUID, body: LateEntryCreate, officer: Officer, tx: Tx, now: Now, once: Once, request: Request
) -> ServiceRecordRead:
    """For another who had signed up. It needs both sides and a second approver, of whom the enterer is none."""
    shift = await shifts.within(tx, shift_id, officer.grants)
    side = sides.spoken_for(officer.grants, shift.branch_id, shift.community_id)[0]
    told = service_records.Told(
        shift_id, body.person_id, body.claim(), officer.person_id, now, side, body.reason
    )
    row = await service_records.enter(tx, told, request.app.state.zone)
    return await once.keep((await read(tx, [row], officer))[0], made=row.id)


@router.get("/service-records", summary="服务记录列表 / Service records")
async def list_service_records(
    reader: Reader,
    view: View,
    paged: Paged,
    person_id: UUID | None = None,
    shift_id: UUID | None = None,
    state: RecordState | None = None,
    from_on: Day | None = None,
    until_on: Day | None = None,
) -> Page[ServiceRecordRead]:
    """The own ones, those of the own branch's projects, those of people who share their hours with the community."""
    query = queries.narrowed(
        queries.visible(reader.grants),
        person_id=person_id,
        shift_id=shift_id,
        state=state,
        from_on=from_on,
        until_on=until_on,
    )
    rows, cursor = await paged.rows(view, query, col(ServiceRecord.id))
    return Page(items=await read(view, rows, reader), next_cursor=cursor)


@router.get("/service-records/{record_id}", summary="一条服务记录 / One service record")
async def read_service_record(
    record_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> ServiceRecordRead:
    """As it stands now."""
    row = await queries.one(view, record_id, reader.grants)
    etag.show(request, response, etag_of(row.id, row.revision))
    return (await read(view, [row], reader))[0]


@router.get("/service-records/{record_id}/history", summary="服务记录沿革 / History of a record")
async def read_record_history(record_id: UUID, reader: Reader, view: View) -> RecordHistory:
    """Everything that ever happened to it; nothing is taken out."""
    row = await queries.one(view, record_id, reader.grants)
    scans = await service_scans.of_record(view, row)
    steps = await queries.steps(view, row.id)
    return RecordHistory(
        scans=[SightingRead.model_validate(each) for each in scans],
        steps=[RecordStepRead.model_validate(each) for each in steps],
    )


@router.get("/published-hours", summary="时长公示 / Published hours")
async def list_published_hours(
    witness: Witness, view: View, paged: Paged, today: Today
) -> Page[PublishedHours]:
    """Of the own branch's projects, or of the own community; whoever sees them may dispute them."""
    rows, cursor = await paged.rows(view, queries.published(witness.grants, today), col(ServiceRecord.id))
    known = await people.shown(view, {row.person_id for row in rows}, witness)
    return Page(
        items=[
            PublishedHours(
                record_id=row.id,
                project_id=row.project_id,
                volunteer_number=known[row.person_id].volunteer_number,
                name=known[row.person_id].name,
                served_on=row.served_on,
                minutes=row.claimed_minutes if row.state is RecordState.FINAL else row.confirmed_minutes,
                public_until=row.public_until,
            )
            for row in rows
        ],
        next_cursor=cursor,
    )


@router.get("/overdue-confirmations", summary="逾期未确认 / Overdue confirmations")
async def list_overdue_confirmations(
    reader: Reader, view: View, paged: Paged, now: Now, today: Today, side: Side | None = None
) -> Page[ServiceRecordRead]:
    """Records that have waited for the branch's days; time escalates them, and never grants anything."""
    figures = await parameters.on(view, reader.branch_id, today) if reader.branch_id else DEFAULTS
    before = now - timedelta(days=figures.confirm_days)
    query = confirmations.overdue(reader.grants, before, side)
    rows, cursor = await paged.rows(view, query, col(ServiceRecord.id))
    return Page(items=await read(view, rows, reader), next_cursor=cursor)


_OWN = frozenset({"volunteer_number", "name", "most_minutes", "confirmations", "awaits"})


async def read(
    session: AsyncSession, rows: Sequence[ServiceRecord], access: Access
) -> list[ServiceRecordRead]:
    """As they are answered, with names where the caller may see them."""
    known = await people.shown(session, {row.person_id for row in rows}, access)
    said = await confirmations.of_records(session, {row.id for row in rows})
    held = await parameters.histories(session, {row.branch_id for row in rows})
    return [
        _read(row, known[row.person_id], said[row.id], held[row.branch_id].on(row.served_on)) for row in rows
    ]


def _read(
    row: ServiceRecord, person: Shown, said: Sequence[Confirmation], figures: Parameters
) -> ServiceRecordRead:
    plain = {name: getattr(row, name) for name in ServiceRecordRead.model_fields if name not in _OWN}
    now = [each for each in said if each.round == row.round]
    awaits = confirmation_rules.sides_needed(row) - {each.side for each in now}
    return ServiceRecordRead(
        **plain,
        volunteer_number=person.volunteer_number,
        name=person.name,
        most_minutes=minutes_of_service.most(row, figures),
        confirmations=[ConfirmationRead.model_validate(each) for each in said],
        awaits=sorted(awaits) if confirmation_rules.is_open(row, now) else [],
    )
