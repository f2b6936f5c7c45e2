"""Contenders: put forward and withdrawn by branches. The evaluation is locked before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Contender, Evaluation, EvaluationCategory
from ..queries import contenders as queries
from ..rules import contenders as rules


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is put forward, why, and what it links to if the category wants a link."""

    title: str
    description: str
    lesson_id: UUID | None
    meeting_id: UUID | None


async def propose(
    session: AsyncSession,
    evaluation: Evaluation,
    category: EvaluationCategory,
    proposal: Proposal,
    *,
    branch_id: UUID,
    zone: ZoneInfo,
    by: UUID,
    at: datetime,
) -> Contender:
    """Put something of the branch forward.

    Raises EvaluationNotInState, ProposalsOver, LinkUnclear, LessonMissing, MeetingMissing, NotOfTheYear,
    ContendersSpent, ContenderTwice.
    """
    rules.may_propose(evaluation, at)
    rules.fits(category, proposal.lesson_id, proposal.meeting_id)
    presenter_id = None
    if proposal.lesson_id is not None:
        lesson, held_on = await queries.lesson(session, proposal.lesson_id, branch_id, zone)
        rules.of_year(evaluation, held_on)
        presenter_id = lesson.lecturer_id
    if proposal.meeting_id is not None:
        rules.of_year(evaluation, await queries.theme_day_held_on(session, proposal.meeting_id, branch_id))
    standing = await queries.standing(session, evaluation.id)
    taken = [
        each.number for each in standing if each.category_id == category.id and each.branch_id == branch_id
    ]
    contender = Contender(
        evaluation_id=evaluation.id,
        category_id=category.id,
        branch_id=branch_id,
        number=rules.next_number(category, taken),
        title=proposal.title,
        description=proposal.description,
        lesson_id=proposal.lesson_id,
        meeting_id=proposal.meeting_id,
        presenter_id=presenter_id,
        by_id=by,
        at=at,
    )
    await add_or_refuse(session, contender, _twice)
    return contender


async def withdraw(
    session: AsyncSession, evaluation: Evaluation, contender: Contender, *, branch_id: UUID, at: datetime
) -> Contender:
    """Take it back; it stays visible as withdrawn. Raises as `rules.contenders.may_withdraw`."""
    rules.may_withdraw(evaluation, contender, branch_id, at)
    contender.withdrawn_at = at
    await session.flush()
    return contender


async def _twice() -> Exception:
    return rules.ContenderTwice()
