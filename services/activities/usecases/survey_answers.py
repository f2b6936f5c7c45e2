"""Answers to a survey: given once by each person; of an anonymous one written anew when it closes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.db import add_or_refuse

from ..models import NamedSurveyAnswer, Survey, SurveyAnswer, SurveyReceipt
from ..queries import survey_answers as queries
from ..rules import survey_answers as rules
from ..rules import survey_results, surveys
from ..rules.survey_answers import Given

ANSWER = SurveyAnswer.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
NAMED = NamedSurveyAnswer.__table__  # type: ignore[attr-defined]  # as above


async def answer(
    session: AsyncSession, survey: Survey, given: Sequence[Given], *, by: UUID, at: datetime
) -> None:
    """Answer the whole questionnaire, once. The survey is held open.

    Raises SurveyNotInState, SurveyNotOpen, AnswersUnfit, AnsweredTwice.
    """
    surveys.may_answer(survey, at)
    rules.fit(surveys.questionnaire(survey), given)
    await add_or_refuse(session, SurveyReceipt(survey_id=survey.id, person_id=by), _twice)
    connection = await session.connection()
    if not survey.anonymous:
        rows = [_row(each) | {"survey_id": survey.id, "person_id": by} for each in given]
        await bulk.insert(connection, NAMED, rows)
        return
    stratum = rules.stratum(survey, given)
    await bulk.insert(connection, ANSWER, [_nameless(survey, each) | {"stratum": stratum} for each in given])


async def _twice() -> Exception:
    return rules.AnsweredTwice()


def _row(given: Given) -> dict[str, object]:
    return {"position": given.position, "chosen": given.chosen, "mark": given.mark, "text": given.text}


def _nameless(survey: Survey, given: Given) -> dict[str, object]:
    return {"id": uuid4(), "survey_id": survey.id, "stratum": given.stratum, **_row(given)}


async def seal(session: AsyncSession, survey: Survey, answered: int) -> None:
    """Write the nameless answers anew, all at once: where and by which transaction a row came says nothing then.

    What may never be shown is not kept: all answers if too few people gave any, else the strata that are too
    small. The survey is locked and still open.
    """
    held = await queries.of_survey(session, survey)
    await session.execute(delete(SurveyAnswer).where(col(SurveyAnswer.survey_id) == survey.id))
    if answered < survey.minimum_group:
        return
    questions = surveys.questionnaire(survey)
    kept = survey_results.blanked(questions, survey.breakdown_by, held, survey.minimum_group)
    rows = sorted((_nameless(survey, each) for each in kept), key=lambda row: str(row["id"]))
    await bulk.insert(await session.connection(), ANSWER, rows)
