"""What was answered, and that the caller has; of anonymous surveys never both at once."""

from collections.abc import Collection
from dataclasses import fields
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import NamedSurveyAnswer, Survey, SurveyAnswer, SurveyReceipt
from ..rules.survey_answers import Given, stratum

_GIVEN = tuple(col(getattr(SurveyAnswer, each.name)) for each in fields(Given))


async def answered_by(session: AsyncSession, ids: Collection[UUID], person_id: UUID) -> set[UUID]:
    """Those of these surveys that the person has answered."""
    query = select(col(SurveyReceipt.survey_id)).where(
        col(SurveyReceipt.survey_id).in_(ids), col(SurveyReceipt.person_id) == person_id
    )
    return set((await session.execute(query)).scalars())


async def count(session: AsyncSession, survey_id: UUID) -> int:
    """How many have answered."""
    query = select(func.count()).where(col(SurveyReceipt.survey_id) == survey_id)
    found: int = (await session.execute(query)).scalar_one()
    return found


async def of_survey(session: AsyncSession, survey: Survey) -> list[Given]:
    """Every answer to it, each with its stratum; the anonymous ones in the order of their random ids."""
    if survey.anonymous:
        query = select(*_GIVEN).where(col(SurveyAnswer.survey_id) == survey.id)
        return [Given(*row) for row in await session.execute(query.order_by(col(SurveyAnswer.id)))]
    by_person = await _named(
        session, select(NamedSurveyAnswer).where(col(NamedSurveyAnswer.survey_id) == survey.id)
    )
    return [
        Given(each.position, each.chosen, each.mark, each.text, stratum(survey, given))
        for given in by_person.values()
        for each in given
    ]


def people(survey: Survey) -> Select[UUID]:
    """Who has answered a survey that is by name."""
    return select(col(SurveyReceipt.person_id).label("id")).where(col(SurveyReceipt.survey_id) == survey.id)


async def named(session: AsyncSession, survey: Survey, ids: Collection[UUID]) -> dict[UUID, list[Given]]:
    """What these people answered, in the order of the questions."""
    return await _named(
        session,
        select(NamedSurveyAnswer).where(
            col(NamedSurveyAnswer.survey_id) == survey.id, col(NamedSurveyAnswer.person_id).in_(ids)
        ),
    )


async def _named(session: AsyncSession, query: Select[NamedSurveyAnswer]) -> dict[UUID, list[Given]]:
    ordered = query.order_by(col(NamedSurveyAnswer.person_id), col(NamedSurveyAnswer.position))
    found: dict[UUID, list[Given]] = {}
    for row in (await session.execute(ordered)).scalars():
        found.setdefault(row.person_id, []).append(Given(row.position, row.chosen, row.mark, row.text))
    return found
