"""Claims that a caller may see, with all that belongs to them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import (
    Claim,
    ClaimState,
    Decision,
    Entry,
    Evidence,
    GroupCheck,
    Objection,
    ObjectionState,
    Period,
)
from ..rules.claims import ClaimMissing, seen_state

PENDING = (ClaimState.SUBMITTED, ClaimState.GROUP_CHECKED)


@dataclass
class Whole:
    """A claim with its evidence, checks and decisions, and the state that it is seen in."""

    claim: Claim
    state: ClaimState
    evidence: list[Evidence] = field(default_factory=list)
    checks: list[GroupCheck] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        """The claim's."""
        return self.claim.id


def visible(grants: Sequence[Grant], caller_id: UUID) -> Select[Claim]:
    """Claims that the rights reach; drafts and withdrawn ones only for whoever wrote them."""
    reached = fence(
        grants, person=col(Claim.member_id), group=col(Claim.group_id), branch=col(Claim.branch_id)
    )
    hidden = (ClaimState.DRAFT, ClaimState.WITHDRAWN)
    return select(Claim).where(
        reached, or_(col(Claim.state).not_in(hidden), col(Claim.filed_by) == caller_id)
    )


async def one(
    session: AsyncSession, claim_id: UUID, grants: Sequence[Grant], caller_id: UUID, *, lock: bool = False
) -> Claim:
    """Raises ClaimMissing."""
    query = visible(grants, caller_id).where(col(Claim.id) == claim_id)
    found: Claim | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise ClaimMissing
    return found


async def ever_by_fact(session: AsyncSession, claim: Claim) -> bool:
    """Whether the same alert was put before the committee before, whatever became of it."""
    query = select(col(Claim.id)).where(
        col(Claim.member_id) == claim.member_id,
        col(Claim.item_code) == claim.item_code,
        col(Claim.origin) == claim.origin,
        col(Claim.statement_digest) == claim.statement_digest,
    )
    return (await session.execute(query)).first() is not None


@dataclass(frozen=True, slots=True)
class Same:
    """What two claims share that claim the same deed."""

    member_id: UUID
    item_code: str
    occurred_on: date
    statement_digest: str

    @classmethod
    def as_(cls, claim: Claim) -> "Same":
        """As this claim has it."""
        return cls(claim.member_id, claim.item_code, claim.occurred_on, claim.statement_digest)


async def twin(session: AsyncSession, same: Same) -> UUID | None:
    """The claim of that deed that stands."""
    query = select(col(Claim.id)).where(
        col(Claim.member_id) == same.member_id,
        col(Claim.item_code) == same.item_code,
        col(Claim.occurred_on) == same.occurred_on,
        col(Claim.statement_digest) == same.statement_digest,
        col(Claim.state).not_in((ClaimState.WITHDRAWN, ClaimState.REJECTED)),
    )
    found: UUID | None = (await session.execute(query.limit(1))).scalar_one_or_none()
    return found


async def pending(session: AsyncSession, period_id: UUID) -> int:
    """How many claims of a period wait for a check or a decision."""
    query = select(func.count()).where(col(Claim.period_id) == period_id, col(Claim.state).in_(PENDING))
    count: int = (await session.execute(query)).scalar_one()
    return count


async def judges(session: AsyncSession, claim_id: UUID) -> set[UUID]:
    """Who has checked or decided the claim."""
    checked = select(col(GroupCheck.by_id)).where(col(GroupCheck.claim_id) == claim_id)
    decided = select(col(Decision.by_id)).where(col(Decision.claim_id) == claim_id)
    return set((await session.execute(checked.union(decided))).scalars())


async def checkers(session: AsyncSession, claim_id: UUID) -> set[UUID]:
    """Who has done the group check."""
    checked = select(col(GroupCheck.by_id)).where(col(GroupCheck.claim_id) == claim_id)
    return set((await session.execute(checked)).scalars())


async def whole(session: AsyncSession, claims: Sequence[Claim]) -> list[Whole]:
    """Each claim with what belongs to it; six statements however many there are."""
    ids = [claim.id for claim in claims]
    if not ids:
        return []
    evidence = await _by_claim(session, Evidence, ids, Evidence.position)
    checks = await _by_claim(session, GroupCheck, ids, GroupCheck.id)
    decisions = await _by_claim(session, Decision, ids, Decision.id)
    states = await _states(session, claims)
    return [
        Whole(claim, states[claim.id], evidence[claim.id], checks[claim.id], decisions[claim.id])
        for claim in claims
    ]


async def _by_claim(
    session: AsyncSession, table: Any, ids: Sequence[UUID], order: Any
) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in (
        await session.execute(select(table).where(table.claim_id.in_(ids)).order_by(order))
    ).scalars():
        found[row.claim_id].append(row)
    return found


async def _states(session: AsyncSession, claims: Iterable[Claim]) -> dict[UUID, ClaimState]:
    approved = [claim for claim in claims if claim.state is ClaimState.APPROVED]
    periods = {claim.period_id for claim in approved}
    entries = {claim.entry_id for claim in approved if claim.entry_id}
    period_states = dict(
        (
            await session.execute(
                select(col(Period.id), col(Period.state)).where(col(Period.id).in_(periods))
            )
        ).all()
    )
    reversed_ = set(
        (
            await session.execute(select(col(Entry.reverses_id)).where(col(Entry.reverses_id).in_(entries)))
        ).scalars()
    )
    waiting = (ObjectionState.OPEN, ObjectionState.APPEALED)
    objected_rows = await session.execute(
        select(col(Objection.entry_id), col(Objection.claim_id)).where(
            or_(col(Objection.entry_id).in_(entries), col(Objection.claim_id).in_([c.id for c in approved])),
            col(Objection.state).in_(waiting),
        )
    )
    objected = {each for row in objected_rows for each in row if each}
    return {
        claim.id: seen_state(
            claim,
            period_states[claim.period_id],
            objected=claim.entry_id in objected or claim.id in objected,
            reversed_=claim.entry_id in reversed_,
        )
        if claim.state is ClaimState.APPROVED
        else claim.state
        for claim in claims
    }
