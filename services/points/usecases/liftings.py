"""Liftings: the committee's word on taking back a veto whose punishment holds no longer."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from ..models import Claim, ClaimState, Decision, Entry, PeriodState
from ..queries import discipline as queries
from ..queries import periods
from ..rules import claims as rules
from ..rules.scoring import ZERO
from . import corrections, results

NOTE = "处分已解除 / The punishment holds no longer"
"""The words that go with the reversal."""


async def decide(
    session: AsyncSession,
    teller: Teller,
    claim: Claim,
    verdict: str,
    *,
    reason: str | None,
    by: UUID,
    role: str,
    at: datetime,
    today: date,
) -> Claim:
    """Approved, the veto is reversed under the reference's number, and a final result is told anew (rule 11).

    Raises OwnClaim, ClaimNotInState, NothingToReturn, ReasonMissing, AlreadyReversed.
    """
    rules.may_judge(claim, by)
    rules.needs(claim, ClaimState.GROUP_CHECKED)
    rules.may_return(claim, verdict)
    rules.granted(claim, verdict, None, reason)
    session.add(Decision(claim_id=claim.id, verdict=verdict, points=ZERO, reason=reason, by_id=by, at=at))
    claim.state = ClaimState.APPROVED if verdict == "approved" else ClaimState.REJECTED
    await session.flush()
    if verdict != "approved":
        return claim
    entry = await session.get_one(Entry, claim.lifts_id)
    number = await queries.reference_of(session, claim.id)
    await corrections.reverse(
        session, entry, by=by, role=role, at=at, today=today, reference=number, note=NOTE
    )
    period = await periods.by_id(session, entry.period_id)
    if period.state in {PeriodState.FINAL, PeriodState.ARCHIVED}:
        await results.tell(session, teller, period, at, [claim.member_id])
    return claim
