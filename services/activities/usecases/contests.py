"""Contests: planned, published, begun, cancelled."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Access
from shared.clock import day_of
from shared.outbox import Teller

from ..models import Attempt, Contest, ContestState
from ..queries import attempts as attempt_queries
from ..queries import parameters, questions
from ..rules import attempts as attempt_rules
from ..rules import contests as rules
from . import attempts


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contest asks for: questions a paper, minutes for it, scored attempts, per cent to pass, a window.

    Attempts and per cent are the branch's, on the day the contest opens, where they are None.
    """

    title: str
    category: str | None
    draws: int
    minutes: int
    attempts: int | None
    pass_mark: int | None
    opens_at: datetime
    closes_at: datetime


async def plan(
    session: AsyncSession, branch_id: UUID, terms: Terms, *, zone: ZoneInfo, by: UUID, at: datetime
) -> Contest:
    """A contest that nobody but its planners takes notice of yet. Raises ContestWindow."""
    rules.window(terms.opens_at, terms.closes_at, terms.minutes)
    figures = await parameters.on(session, branch_id, day_of(terms.opens_at, zone))
    contest = Contest(
        branch_id=branch_id,
        title=terms.title,
        category=terms.category,
        draws=terms.draws,
        minutes=terms.minutes,
        attempts=terms.attempts or figures.contest_attempts,
        pass_mark=terms.pass_mark or figures.pass_mark,
        opens_at=terms.opens_at,
        closes_at=terms.closes_at,
        by_id=by,
        at=at,
    )
    session.add(contest)
    await session.flush()
    return contest


async def publish(session: AsyncSession, contest: Contest) -> Contest:
    """From now on its terms stand. The contest is locked. Raises ContestNotInState, BankTooSmall."""
    rules.needs(contest, ContestState.PLANNED)
    pool = await questions.pool(session, contest.branch_id, contest.category)
    rules.enough(len(pool), contest.draws)
    contest.state = ContestState.PUBLISHED
    await session.flush()
    return contest


async def cancel(session: AsyncSession, contest: Contest) -> Contest:
    """No paper is drawn any more. The contest is locked. Raises ContestNotInState."""
    rules.needs(contest, ContestState.PLANNED, ContestState.PUBLISHED)
    contest.state = ContestState.CANCELLED
    await session.flush()
    return contest


async def begin(
    session: AsyncSession,
    contest: Contest,
    who: Access,
    teller: Teller,
    *,
    chance: Random,
    zone: ZoneInfo,
    at: datetime,
) -> Attempt:
    """Draw a paper; beyond the allowed number it is practice and never scored. The contest is locked.

    Raises ContestNotInState, ContestNotOpen, AttemptRunning, BankTooSmall.
    """
    rules.may_begin(contest, at)
    before = await attempt_queries.at(session, who.person_id, contest_id=contest.id)
    for forgotten in [each for each in before if attempt_rules.overdue(each, at)]:
        locked = await attempt_queries.one(session, forgotten.id, who.person_id, lock=True)
        await attempts.end(session, locked, teller, zone=zone, at=at)
    attempts.none_running(before)
    pool = await questions.pool(session, contest.branch_id, contest.category)
    rules.enough(len(pool), contest.draws)
    number = len(before) + 1
    attempt = Attempt(
        branch_id=contest.branch_id,
        contest_id=contest.id,
        person_id=who.person_id,
        group_id=who.group_id,
        number=number,
        scored=number <= contest.attempts,
        total=0,
        started_at=at,
        deadline_at=rules.deadline(contest, at),
    )
    return await attempts.draw_up(session, attempt, rules.draw(pool, contest.draws, chance), chance)
