"""Contributions: made, amended, withdrawn. The debate is locked before."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Contribution, ContributionVersion, Debate
from ..queries import contributions as queries
from ..rules import contributions as rules


async def contribute(
    session: AsyncSession,
    debate: Debate,
    *,
    text: str,
    side: str | None,
    answers_id: UUID | None,
    by: UUID,
    at: datetime,
) -> Contribution:
    """Say something, perhaps in answer. Raises ContributionMissing, or as `rules.contributions.may_contribute`."""
    answered = await queries.one(session, debate.id, answers_id) if answers_id else None
    before = await queries.number_of(session, debate.id, by)
    rules.may_contribute(debate, side, answered, before, at)
    made = Contribution(
        debate_id=debate.id, person_id=by, number=before + 1, side=side, answers_id=answers_id, said_at=at
    )
    session.add(made)
    await session.flush()
    await _say(session, made, 1, text, at)
    return made


async def amend(
    session: AsyncSession, debate: Debate, contribution: Contribution, text: str, *, by: UUID, at: datetime
) -> Contribution:
    """Say it otherwise; what was said before stays. Raises as `rules.contributions.may_change`."""
    rules.may_change(debate, contribution, by, at)
    before = (await queries.versions(session, [contribution.id]))[contribution.id]
    await _say(session, contribution, len(before) + 1, text, at)
    return contribution


async def withdraw(
    session: AsyncSession, debate: Debate, contribution: Contribution, *, by: UUID, at: datetime
) -> Contribution:
    """Stand by it no longer. Raises as `rules.contributions.may_change`."""
    rules.may_change(debate, contribution, by, at)
    contribution.withdrawn_at = at
    await session.flush()
    return contribution


async def _say(
    session: AsyncSession, contribution: Contribution, number: int, text: str, at: datetime
) -> None:
    session.add(
        ContributionVersion(
            contribution_id=contribution.id, number=number, text=text, by_id=contribution.person_id, at=at
        )
    )
    await session.flush()
