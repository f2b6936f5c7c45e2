"""Debates that a caller may see, and the summaries written of them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Contribution, Debate, DebateState, DebateSummary, LessonAudience
from ..rules.debates import DebateMissing


def visible(grants: Sequence[Grant], caller_id: UUID) -> Select[Debate]:
    """Debates of the own branch, those for all staff, and those that one moderates."""
    reached = fence(grants, branch=col(Debate.branch_id))
    for_all = col(Debate.audience) == LessonAudience.STAFF
    return select(Debate).where(or_(reached, for_all, col(Debate.moderator_id) == caller_id))


async def one(
    session: AsyncSession, debate_id: UUID, grants: Sequence[Grant], caller_id: UUID, *, lock: bool = False
) -> Debate:
    """Raises DebateMissing."""
    return await _found(session, visible(grants, caller_id).where(col(Debate.id) == debate_id), lock=lock)


async def within(session: AsyncSession, debate_id: UUID, grants: Sequence[Grant]) -> Debate:
    """A debate that the rights reach, locked, for whoever acts on it. Raises DebateMissing."""
    reached = fence(grants, branch=col(Debate.branch_id))
    return await _found(session, select(Debate).where(reached, col(Debate.id) == debate_id), lock=True)


async def _found(session: AsyncSession, query: Select[Debate], *, lock: bool) -> Debate:
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: Debate | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise DebateMissing
    return found


def in_state(query: Select[Debate], state: DebateState | None, at: datetime) -> Select[Debate]:
    """Narrowed to where debates stand at an instant."""
    return query if state is None else query.where(_stands(state, at))


def _stands(state: DebateState, at: datetime) -> ColumnElement[bool]:
    cancelled, concluded = col(Debate.cancelled_at).is_not(None), col(Debate.concluded_at).is_not(None)
    opened, closed = col(Debate.opens_at) <= at, col(Debate.closes_at) <= at
    conditions = {
        DebateState.CANCELLED: cancelled,
        DebateState.CONCLUDED: concluded,
        DebateState.ANNOUNCED: and_(~cancelled, ~concluded, ~opened),
        DebateState.OPEN: and_(~cancelled, ~concluded, opened, ~closed),
        DebateState.CLOSED: and_(~cancelled, ~concluded, closed),
    }
    return conditions[state]


async def summaries(session: AsyncSession, debate_id: UUID) -> list[DebateSummary]:
    """Every version, oldest first."""
    query = select(DebateSummary).where(col(DebateSummary.debate_id) == debate_id)
    query = query.order_by(col(DebateSummary.number)).execution_options(populate_existing=True)
    return list((await session.execute(query)).scalars())


async def standing(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many contributions stand in each of these debates."""
    query = (
        select(col(Contribution.debate_id), func.count())
        .where(col(Contribution.debate_id).in_(ids), col(Contribution.withdrawn_at).is_(None))
        .group_by(col(Contribution.debate_id))
    )
    return {row[0]: row[1] for row in await session.execute(query)}
