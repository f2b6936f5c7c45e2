"""`/v1/periods`: the assessment period, from opened to archived."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Read, Shape

from ..models import Period, PeriodState, PeriodStep
from ..queries import periods as queries
from ..queries import results, schemes
from ..usecases import messages, periods
from .given import DocumentNo, Tell

router = APIRouter(prefix="/v1/periods", tags=["periods"])

Reader = Annotated[Access, may("period.read")]
Steward = Annotated[Access, may("period.write")]
PeriodCode = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}(-Q[1-4])?$")]


class PeriodCreate(Shape):
    """`2026-Q3` under a quarterly scheme, `2026` under an annual one."""

    scheme_id: UUID
    code: PeriodCode


class Resolution(Shape):
    """The number of the meeting's resolution."""

    resolution_no: DocumentNo


class StepRead(Read):
    """Who brought the period into a state, and when."""

    state: PeriodState
    by_id: UUID
    at: datetime
    resolution_no: str | None


class PeriodSummary(Read):
    """A period. `claims_until` and `publicity_until` are last days; both are null until known."""

    id: UUID
    branch_id: UUID
    scheme_id: UUID
    code: str
    starts_on: date
    ends_on: date
    claims_until: date
    state: PeriodState
    publicity_from: date | None
    publicity_until: date | None
    final_at: datetime | None


class PeriodRead(PeriodSummary):
    """A period with its history."""

    steps: list[StepRead]

    @classmethod
    def of(cls, row: Period, steps: list[PeriodStep]) -> "PeriodRead":
        """With its steps, oldest first."""
        summary = PeriodSummary.model_validate(row).model_dump()
        return cls(**summary, steps=[StepRead.model_validate(step) for step in steps])


@router.get("", summary="周期列表 / Periods")
async def list_periods(
    reader: Reader, view: View, paged: Paged, state: PeriodState | None = None, code: PeriodCode | None = None
) -> Page[PeriodSummary]:
    """Of the branches within reach, newest first."""
    query = queries.visible(reader.grants)
    if state:
        query = query.where(col(Period.state) == state)
    if code:
        query = query.where(col(Period.code) == code)
    rows, cursor = await paged.rows(view, query, col(Period.id))
    return Page(items=[PeriodSummary.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="开启周期 / Open a period")
async def open_period(body: PeriodCreate, steward: Steward, tx: Tx, now: Now, once: Once) -> PeriodRead:
    """Pinned to an approved scheme that is in effect on the period's first day (rule 14)."""
    scheme = await schemes.one(tx, body.scheme_id, steward.grants)
    period = await periods.open_(tx, scheme, body.code, by=steward.person_id, at=now)
    return await once.keep(await _whole(tx, period), made=period.id)


@router.get("/{period_id}", summary="一个周期 / One period")
async def read_period(
    period_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> PeriodRead:
    """With every step it has taken."""
    row = await queries.one(view, period_id, reader.grants)
    etag.show(request, response, etag_of(row.id, row.revision))
    return await _whole(view, row)


@router.post("/{period_id}/closing", status_code=201, summary="截止申报 / Close claims")
async def close_claims(
    period_id: UUID, steward: Steward, tx: Tx, now: Now, today: Today, once: Once, request: Request
) -> PeriodRead:
    """After the last day for claims."""
    period = await queries.one(tx, period_id, steward.grants, lock=True)
    await periods.close_claims(tx, period, by=steward.person_id, at=now, today=today)
    request.app.state.desk.forget()
    return await once.keep(await _whole(tx, period), made=period.id)


@router.post("/{period_id}/determination", status_code=201, summary="核定结果 / Determine results")
async def decide_period(
    period_id: UUID, body: Resolution, steward: Steward, tx: Tx, now: Now, once: Once, request: Request
) -> PeriodRead:
    """When every claim is decided: compute the results from the ledger as it stands."""
    period = await queries.one(tx, period_id, steward.grants, lock=True)
    await periods.decide(tx, period, by=steward.person_id, at=now, resolution_no=body.resolution_no)
    request.app.state.desk.forget()
    return await once.keep(await _whole(tx, period), made=period.id)


@router.post("/{period_id}/publicity", status_code=201, summary="开始公示 / Begin publicity")
async def publish_period(
    period_id: UUID, steward: Steward, tx: Tx, now: Now, today: Today, once: Once, to: Messages
) -> PeriodRead:
    """Lasts the scheme's working days after today."""
    period = await queries.one(tx, period_id, steward.grants, lock=True)
    await periods.publish(tx, period, by=steward.person_id, at=now, today=today)
    await messages.notice_opened(to, period, await results.people(tx, period.id))
    return await once.keep(await _whole(tx, period), made=period.id)


@router.post("/{period_id}/finalisation", status_code=201, summary="结果生效 / Make results final")
async def finalise_period(
    period_id: UUID,
    body: Resolution,
    steward: Steward,
    tx: Tx,
    tell: Tell,
    now: Now,
    today: Today,
    once: Once,
    to: Messages,
) -> PeriodRead:
    """After the publicity, with no objection open (rule 8)."""
    period = await queries.one(tx, period_id, steward.grants, lock=True)
    await periods.finalise(
        tx, tell, period, by=steward.person_id, at=now, today=today, resolution_no=body.resolution_no
    )
    await messages.results_final(to, period, await results.people(tx, period.id))
    return await once.keep(await _whole(tx, period), made=period.id)


@router.post("/{period_id}/archiving", status_code=201, summary="归档 / Archive")
async def archive_period(period_id: UUID, steward: Steward, tx: Tx, now: Now, once: Once) -> PeriodRead:
    """File a final period away."""
    period = await queries.one(tx, period_id, steward.grants, lock=True)
    await periods.archive(tx, period, by=steward.person_id, at=now)
    return await once.keep(await _whole(tx, period), made=period.id)


async def _whole(session: AsyncSession, period: Period) -> PeriodRead:
    await session.flush()
    return PeriodRead.of(period, await queries.steps(session, period.id))
