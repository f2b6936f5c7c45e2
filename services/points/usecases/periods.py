"""Periods: opened, closed for claims, decided, put into publicity, made final, archived."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import inbox, workdays
from shared.outbox import Teller

from ..events import HEARD
from ..models import Period, PeriodState, PeriodStep, Result, Scheme, SchemeState
from ..queries import claims, members, objections, periods, results, schemes
from ..rules import claims as claim_rules
from ..rules import periods as rules
from ..rules import scheme as scheme_rules
from . import results as runs
from .facts import hear_by


async def open_(session: AsyncSession, scheme: Scheme, code: str, *, by: UUID, at: datetime) -> Period:
    """A new period, pinned to the scheme. Facts of its days that came before it are heard now.

    Raises SchemeNotApproved, PeriodCodeWrong, SchemeNotEffective, PeriodExists.
    """
    if scheme.state is not SchemeState.APPROVED:
        raise scheme_rules.SchemeNotApproved
    text = await schemes.texts.of(session, scheme.id)
    starts_on, ends_on = rules.span_of(code, text.cycle)
    scheme_rules.in_effect(scheme.effective_on, starts_on)
    if await periods.overlapping(session, scheme.branch_id, starts_on, ends_on):
        raise rules.PeriodExists
    overrides = await periods.overrides(session, scheme.branch_id)
    period = Period(
        branch_id=scheme.branch_id,
        scheme_id=scheme.id,
        code=code,
        starts_on=starts_on,
        ends_on=ends_on,
        claims_until=claim_rules.claims_until(ends_on, text.parameters, overrides),
    )
    session.add(period)
    await session.flush()
    _record(session, period, PeriodState.OPEN, by, at)
    for member_id in await members.held(session, period.branch_id, starts_on, ends_on):
        await inbox.retry_parked(session, str(member_id), hear_by(HEARD), at)
    return period


async def close_claims(
    session: AsyncSession, period: Period, *, by: UUID, at: datetime, today: date
) -> Period:
    """No more claims. Raises PeriodStepWrong, PeriodStillRunning."""
    rules.may_close_claims(period, today)
    return await _step(session, period, PeriodState.CLAIMS_CLOSED, by, at)


async def decide(
    session: AsyncSession, period: Period, *, by: UUID, at: datetime, resolution_no: str
) -> Period:
    """Compute the results; from now on the ledger changes only by objection and decision.

    Raises PeriodStepWrong, ClaimsPending.
    """
    rules.may_decide(period, await claims.pending(session, period.id))
    await _step(session, period, PeriodState.DECIDED, by, at, resolution_no)
    await runs.compute(session, period, by=by, at=at)
    return period


async def publish(session: AsyncSession, period: Period, *, by: UUID, at: datetime, today: date) -> Period:
    """Begin the publicity; its working days are counted from the day after. Raises PeriodStepWrong."""
    rules.step(period, PeriodState.IN_PUBLICITY)
    period.publicity_from = today
    period.publicity_until = await notice_until(session, period, today)
    await session.execute(
        update(Result)
        .where(col(Result.period_id) == period.id, col(Result.current).is_(True))
        .values(notice_until=period.publicity_until)
    )
    return await _step(session, period, PeriodState.IN_PUBLICITY, by, at)


async def finalise(
    session: AsyncSession,
    teller: Teller,
    period: Period,
    *,
    by: UUID,
    at: datetime,
    today: date,
    resolution_no: str,
) -> Period:
    """Make the results final, and tell them. Raises PeriodStepWrong, PublicityRunning, ObjectionsOpen."""
    last = await results.last_notice(session, period.id) or period.publicity_until or date.max
    rules.may_finalise(period, today, last, await objections.open_count(session, period.id))
    period.final_at = at
    await _step(session, period, PeriodState.FINAL, by, at, resolution_no)
    await runs.tell(session, teller, period, at)
    return period


async def archive(session: AsyncSession, period: Period, *, by: UUID, at: datetime) -> Period:
    """File the period away. Raises PeriodStepWrong."""
    rules.step(period, PeriodState.ARCHIVED)
    return await _step(session, period, PeriodState.ARCHIVED, by, at)


async def notice_until(session: AsyncSession, period: Period, start: date) -> date:
    """The last day of a publicity that begins on `start`: the scheme's working days after it."""
    text = await schemes.texts.of(session, period.scheme_id)
    overrides = await periods.overrides(session, period.branch_id)
    return workdays.after(start, text.parameters.publicity_working_days, overrides)


async def _step(
    session: AsyncSession,
    period: Period,
    to: PeriodState,
    by: UUID,
    at: datetime,
    resolution_no: str | None = None,
) -> Period:
    period.state = to
    _record(session, period, to, by, at, resolution_no)
    await session.flush()
    return period


def _record(
    session: AsyncSession,
    period: Period,
    state: PeriodState,
    by: UUID,
    at: datetime,
    resolution_no: str | None = None,
) -> None:
    session.add(PeriodStep(period_id=period.id, state=state, by_id=by, at=at, resolution_no=resolution_no))
