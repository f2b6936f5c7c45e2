"""`/v1/annual-scores`: the year of each member, from the results of its periods."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import View
from shared.types import Points, Read

from ..models import PeriodState
from ..queries import annual_scores as queries
from ..usecases.annual_scores import Year, years

router = APIRouter(prefix="/v1/annual-scores", tags=["annual-scores"])

Reader = Annotated[Access, may("annual_score.read")]
YearNumber = Annotated[int, Query(ge=2000, le=2099, examples=[2026])]


class YearPeriodRead(Read):
    """A period as the year counts it. `score` is less than its `result` where bonus passes the year's cap."""

    period_id: UUID
    code: str
    branch_id: UUID
    state: PeriodState
    transferred: bool
    months: int
    result: Points
    score: Points


class AnnualScoreRead(Read):
    """A member's year. `score` is null where no month could be assessed, and 0 while a veto is in force.

    `provisional` until the last period of the year is final. `graded`: enough assessable months for a grade.
    Until `award_blocked_until` the member is nominated for no award (rule of the scheme).
    """

    member_id: UUID
    year: int
    score: Points | None
    months: int
    graded: bool
    vetoed: bool
    provisional: bool
    award_blocked_until: date | None
    periods: list[YearPeriodRead]
    zh: str
    en: str


@router.get("", summary="年度得分 / Annual scores")
async def list_annual_scores(
    year: YearNumber,
    reader: Reader,
    view: View,
    member_id: UUID | None = None,
    branch_id: UUID | None = None,
) -> list[AnnualScoreRead]:
    """Of oneself, or of the branch for its committee; ordered by member.

    Periods whose results are not determined yet are not in it. Who has moved is read by the branch that has them now.
    """
    found = await queries.of_year(view, year, reader.grants, member_id=member_id, branch_id=branch_id)
    return [_read(year, each) for each in await years(view, year, found)]


def _read(year: int, each: Year) -> AnnualScoreRead:
    periods = [
        YearPeriodRead(
            period_id=line.period.id,
            code=line.period.code,
            branch_id=line.period.branch_id,
            state=line.period.state,
            transferred=line.result.transferred,
            months=score.months,
            result=line.result.score,
            score=score.score,
        )
        for line, score in zip(each.lines, each.scores, strict=True)
    ]
    return AnnualScoreRead(
        member_id=each.member_id,
        year=year,
        score=each.annual.score,
        months=each.annual.months,
        graded=each.annual.graded,
        vetoed=each.annual.vetoed,
        provisional=each.provisional,
        award_blocked_until=each.blocked_until,
        periods=periods,
        zh=each.zh,
        en=each.en,
    )
