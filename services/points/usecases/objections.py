"""Objections: filed against one line, answered by the committee, taken one step higher, corrected if upheld."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import workdays
from shared.db import add_or_refuse

from ..models import Claim, Entry, Objection, ObjectionReview, ObjectionState, Period, PeriodState
from ..queries import claims as claim_queries
from ..queries import entries as entry_queries
from ..queries import objections as queries
from ..queries import periods, results, schemes
from ..rules import entries as entry_rules
from ..rules import objections as rules
from . import entries as corrections
from . import periods as period_acts
from . import results as runs
from .posting import Post, post

_CORRECTED = frozenset({PeriodState.IN_PUBLICITY})


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with its reason and, if upheld, the points that the line is worth instead."""

    verdict: ObjectionState
    points: Decimal | None
    reason: str


async def file(
    session: AsyncSession,
    period: Period,
    line: Entry | Claim,
    text: str,
    *,
    by: UUID,
    at: datetime,
    today: date,
) -> Objection:
    """Object to a line. Raises ObjectionTooLate, ObjectionTwice, LineCorrected."""
    result = await results.of_member(session, period.id, line.member_id)
    rules.in_window(period, result.notice_until if result else None, today)
    entry_id = line.id if isinstance(line, Entry) else line.entry_id
    claim_id = line.id if isinstance(line, Claim) else None
    rules.may_object(await queries.states_on(session, entry_id, claim_id))
    scheme = await schemes.texts.of(session, period.scheme_id)
    overrides = await periods.overrides(session, period.branch_id)
    objection = Objection(
        branch_id=period.branch_id,
        period_id=period.id,
        member_id=line.member_id,
        entry_id=entry_id,
        claim_id=claim_id,
        text=text,
        by_id=by,
        at=at,
        answer_due_on=workdays.after(today, scheme.parameters.objection_answer_working_days, overrides),
    )
    await add_or_refuse(session, objection, _twice)
    return objection


async def _twice() -> Exception:
    return rules.ObjectionTwice()


async def answer(
    session: AsyncSession,
    objection: Objection,
    given: Answer,
    *,
    by: UUID,
    role: str,
    at: datetime,
    today: date,
) -> Objection:
    """The committee's answer.

    Raises OwnObjection, ObjectionClosed, CorrectionMissing and the refusals of a correction.
    """
    rules.at_step(objection, ObjectionState.OPEN)
    return await _settle(session, objection, given, step=1, by=by, role=role, at=at, today=today)


async def appeal(session: AsyncSession, objection: Objection, *, by: UUID, today: date) -> Objection:
    """Take a dismissal to the higher body, in the window.

    Raises ObjectionClosed, OwnObjection, ObjectionTooLate, ObjectionTwice.
    """
    if objection.by_id != by:
        raise rules.OwnObjection
    rules.at_step(objection, ObjectionState.DISMISSED)
    if any(review.step > 1 for review in (await queries.reviews(session, [objection.id]))[objection.id]):
        raise rules.ObjectionClosed(state=objection.state.value)
    period = await periods.by_id(session, objection.period_id)
    result = await results.of_member(session, period.id, objection.member_id)
    rules.in_window(period, result.notice_until if result else None, today)
    objection.state = ObjectionState.APPEALED
    await add_or_refuse(session, objection, _twice)
    return objection


async def review(
    session: AsyncSession,
    objection: Objection,
    given: Answer,
    *,
    by: UUID,
    role: str,
    at: datetime,
    today: date,
) -> Objection:
    """The higher body's answer, which is the last. Raises as `answer`."""
    rules.at_step(objection, ObjectionState.APPEALED)
    return await _settle(session, objection, given, step=2, by=by, role=role, at=at, today=today)


async def _settle(
    session: AsyncSession,
    objection: Objection,
    given: Answer,
    *,
    step: int,
    by: UUID,
    role: str,
    at: datetime,
    today: date,
) -> Objection:
    rules.may_hear(objection, by, await _deciders(session, objection))
    points = rules.correction(given.verdict, given.points)
    period = await periods.by_id(session, objection.period_id)
    session.add(
        ObjectionReview(
            objection_id=objection.id,
            step=step,
            verdict=given.verdict,
            points=points,
            reason=given.reason,
            by_id=by,
            at=at,
        )
    )
    objection.state = given.verdict
    await session.flush()
    if points is not None:
        await _correct(session, objection, period, points, step=step, by=by, role=role, at=at)
        until = await period_acts.notice_until(session, period, today)
        await runs.compute(session, period, by=by, at=at, notice_until=until, only=[objection.member_id])
    return objection


async def _deciders(session: AsyncSession, objection: Objection) -> set[UUID]:
    claim_id = objection.claim_id
    if objection.entry_id and not claim_id:
        entry = await session.get_one(Entry, objection.entry_id)
        claim_id = entry.claim_id
        if claim_id is None:
            return {entry.posted_by} if entry.posted_by else set()
    return await claim_queries.judges(session, claim_id) if claim_id else set()


async def _correct(
    session: AsyncSession,
    objection: Objection,
    period: Period,
    points: Decimal,
    *,
    step: int,
    by: UUID,
    role: str,
    at: datetime,
) -> None:
    """Reverse the line if it is in the ledger, and post it anew with the corrected points."""
    reference = f"objection {objection.id}"
    like: Entry | Claim
    if objection.entry_id:
        entry = await session.get_one(Entry, objection.entry_id)
        if not await entry_queries.is_reversed(session, entry.id):
            await corrections.reverse(
                session, entry, by=by, role=role, at=at, reference=reference, note=reference
            )
        like = entry
    else:
        like = await session.get_one(Claim, objection.claim_id)
    if points:
        source = entry_rules.source_of_objection(objection.id, step)
        values = entry_rules.corrected(like, points=points, source_key=source, by_id=by, role=role, at=at)
        await post(await session.connection(), [Post(values, period.code, _CORRECTED)])
