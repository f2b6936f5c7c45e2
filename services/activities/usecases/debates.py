"""Debates: asked, cancelled, summed up, concluded. The debate is locked before."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import roster

from ..models import Debate, DebateSummary, LessonAudience, Verdict
from ..queries import debates as queries
from ..rules import debates as rules


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of whom, between which instants, and who moderates."""

    question: str
    background: str | None
    sides: list[str]
    audience: LessonAudience
    opens_at: datetime
    closes_at: datetime
    moderator_id: UUID


async def ask(
    session: AsyncSession, branch_id: UUID, question: Question, *, by: UUID, at: datetime, today: date
) -> Debate:
    """A question of the branch. Raises DebateTimes, SidesUnclear, ModeratorMissing."""
    rules.may_ask(question.sides, question.opens_at, question.closes_at, at)
    moderator = await roster.standing(session, question.moderator_id, today)
    if moderator is None or not moderator.active or moderator.branch_id != branch_id:
        raise rules.ModeratorMissing
    debate = Debate(
        branch_id=branch_id,
        audience=question.audience,
        question=question.question,
        background=question.background,
        sides=question.sides,
        opens_at=question.opens_at,
        closes_at=question.closes_at,
        moderator_id=question.moderator_id,
        by_id=by,
        at=at,
    )
    session.add(debate)
    await session.flush()
    return debate


async def cancel(session: AsyncSession, debate: Debate, reason: str, *, by: UUID, at: datetime) -> Debate:
    """It goes no further, and stays visible as cancelled. Raises DebateNotInState."""
    rules.may_cancel(debate, at)
    debate.cancelled_at, debate.cancelled_by, debate.cancellation_reason = at, by, reason
    await session.flush()
    return debate


async def sum_up(
    session: AsyncSession, debate: Debate, words: str, *, by: UUID, at: datetime
) -> DebateSummary:
    """The next version of the summary. Raises NotTheModerator, DebateNotInState, SummaryWaits."""
    before = await queries.summaries(session, debate.id)
    rules.may_sum_up(debate, before[-1] if before else None, by, at)
    summary = DebateSummary(debate_id=debate.id, number=len(before) + 1, text=words, by_id=by, at=at)
    session.add(summary)
    await session.flush()
    return summary


async def decide(
    session: AsyncSession, debate: Debate, verdict: Verdict, reason: str | None, *, by: UUID, at: datetime
) -> DebateSummary:
    """Adopt the latest summary, which concludes the debate, or return it. Raises as `rules.debates.may_decide`."""
    before = await queries.summaries(session, debate.id)
    summary = rules.may_decide(debate, before[-1] if before else None, verdict, reason, by=by, at=at)
    summary.verdict, summary.reason = verdict, reason
    summary.decided_by, summary.decided_at = by, at
    if verdict is Verdict.APPROVED:
        debate.concluded_at = at
    await session.flush()
    return summary
