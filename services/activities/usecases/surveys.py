"""Surveys: drafted, published, closed by hand or by time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.db import Database

from ..models import Survey, SurveyAudience, SurveyClosing, SurveyState
from ..queries import survey_answers as answer_queries
from ..queries import surveys as queries
from ..rules import surveys as rules
from ..rules.surveys import SurveyQuestion
from . import survey_answers


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a survey asks, whom, how and when. `minimum_group` people at least stand behind whatever is shown."""

    title: str
    purpose: str
    anonymous: bool
    audience: SurveyAudience
    opens_at: datetime
    closes_at: datetime
    minimum_group: int
    questions: Sequence[SurveyQuestion]
    breakdown_by: int | None


async def draft(
    session: AsyncSession, branch_id: UUID, inquiry: Inquiry, *, floor: int, by: UUID, at: datetime
) -> Survey:
    """A survey that only the committee sees.

    Raises SurveyWindow, MinimumGroupTooSmall, QuestionnaireUnfit, BreakdownUnfit.
    """
    _judge(inquiry, floor)
    survey = Survey(branch_id=branch_id, by_id=by, at=at, **_terms(inquiry))
    session.add(survey)
    await session.flush()
    return survey


async def redraft(session: AsyncSession, survey: Survey, inquiry: Inquiry, *, floor: int) -> Survey:
    """Write it anew, as long as nobody was asked. The survey is locked.

    Raises SurveyNotInState and what `draft` raises.
    """
    rules.needs(survey, SurveyState.DRAFT)
    _judge(inquiry, floor)
    for name, value in _terms(inquiry).items():
        setattr(survey, name, value)
    await session.flush()
    return survey


def _judge(inquiry: Inquiry, floor: int) -> None:
    rules.window(inquiry.opens_at, inquiry.closes_at)
    rules.large_enough(inquiry.minimum_group, floor)
    rules.fit_to_ask(inquiry.questions, inquiry.breakdown_by)


def _terms(inquiry: Inquiry) -> dict[str, Any]:
    """By the names of a survey's columns."""
    return asdict(inquiry)


async def publish(session: AsyncSession, survey: Survey, *, floor: int, by: UUID, at: datetime) -> Survey:
    """From now on it never changes. The survey is locked.

    Raises SurveyNotInState, SurveyTooLate, MinimumGroupTooSmall.
    """
    rules.may_publish(survey, floor, at)
    survey.state, survey.published_by, survey.published_at = SurveyState.OPEN, by, at
    await session.flush()
    return survey


async def close(
    session: AsyncSession, survey: Survey, *, zone: ZoneInfo, by: UUID | None, at: datetime
) -> SurveyClosing:
    """Take no more answers, and make those that came impossible to trace. The survey is locked.

    Raises SurveyNotInState.
    """
    rules.needs(survey, SurveyState.OPEN)
    answered = await answer_queries.count(session, survey.id)
    asked = await queries.asked(session, survey, day_of(at, zone))
    if survey.anonymous:
        await survey_answers.seal(session, survey, answered)
    closing = SurveyClosing(survey_id=survey.id, at=at, by_id=by, asked=asked, answered=answered)
    session.add(closing)
    survey.state = SurveyState.CLOSED
    await session.flush()
    return closing


async def sweep(database: Database, at: datetime, *, zone: ZoneInfo) -> int:
    """Close every survey whose time is over; says how many there were.

    It may run in several processes at once: a lock gives each survey to one.
    """
    closed = 0
    while await database.retrying(partial(_close_one, zone=zone, at=at)):
        closed += 1
    return closed


async def _close_one(session: AsyncSession, *, zone: ZoneInfo, at: datetime) -> bool:
    survey = await queries.over(session, at)
    if survey is not None:
        await close(session, survey, zone=zone, by=None, at=at)
    return survey is not None
