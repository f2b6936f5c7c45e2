"""Surveys that a caller may see, is asked, or runs; and how many are asked. Who has not answered, nobody can ask."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import COMMITTEE
from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, PERSON, fence, in_force

from ..models import Survey, SurveyAudience, SurveyClosing, SurveyState
from ..rules.surveys import SurveyMissing


def visible(grants: Sequence[Grant]) -> Select[Survey]:
    """Published ones of the own branch and those for all staff; drafts for the committee that writes them."""
    writing = [grant for grant in grants if grant.role in COMMITTEE]
    return select(Survey).where(or_(_published(grants), fence(writing, branch=col(Survey.branch_id))))


def _published(grants: Sequence[Grant]) -> ColumnElement[bool]:
    for_all = col(Survey.audience) == SurveyAudience.STAFF
    reached = or_(fence(grants, branch=col(Survey.branch_id)), for_all)
    return and_(reached, col(Survey.state) != SurveyState.DRAFT)


async def one(session: AsyncSession, survey_id: UUID, grants: Sequence[Grant]) -> Survey:
    """Raises SurveyMissing."""
    return await _found(session, visible(grants).where(col(Survey.id) == survey_id))


async def asked_of(session: AsyncSession, survey_id: UUID, grants: Sequence[Grant]) -> Survey:
    """One that asks the caller, held so that it cannot be closed meanwhile; others may answer beside.

    Raises SurveyMissing.
    """
    query = select(Survey).where(_published(grants), col(Survey.id) == survey_id)
    return await _found(session, query.with_for_update(read=True))


async def within(session: AsyncSession, survey_id: UUID, grants: Sequence[Grant], *, lock: bool) -> Survey:
    """One that the caller's committee runs. Raises SurveyMissing."""
    reached = fence(grants, branch=col(Survey.branch_id))
    query = select(Survey).where(reached, col(Survey.id) == survey_id)
    return await _found(session, query.with_for_update() if lock else query)


async def _found(session: AsyncSession, query: Select[Survey]) -> Survey:
    found: Survey | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise SurveyMissing
    return found


async def over(session: AsyncSession, at: datetime) -> Survey | None:
    """One whose time is over, locked; none that another process is just closing."""
    due = select(Survey).where(col(Survey.state) == SurveyState.OPEN, col(Survey.closes_at) <= at)
    query = due.order_by(col(Survey.id)).limit(1).with_for_update(skip_locked=True)
    found: Survey | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def closing(session: AsyncSession, survey_id: UUID) -> SurveyClosing | None:
    """How it was closed, if it was."""
    query = select(SurveyClosing).where(col(SurveyClosing.survey_id) == survey_id)
    found: SurveyClosing | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def asked(session: AsyncSession, survey: Survey, on: date) -> int:
    """How many people it asks, as the roster stands on the day. Machines have no name there."""
    people = select(func.count(PERSON.c.id.distinct())).where(PERSON.c.active.is_(True))
    if survey.audience is SurveyAudience.STAFF:
        people = people.where(PERSON.c.name.is_not(None))
    else:
        people = people.join(MEMBERSHIP, MEMBERSHIP.c.person_id == PERSON.c.id).where(
            MEMBERSHIP.c.branch_id == survey.branch_id, in_force(MEMBERSHIP, on)
        )
    found: int = (await session.execute(people)).scalar_one()
    return found
