"""`/v1/scores` and what belongs to a period: scores as they stand, explained line by line, and where one stands."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access, Grant
from shared.db import View
from shared.etag import etag_of
from shared.types import Points, Read, as_number

from ..models import Period, PeriodState
from ..queries import entries, members, periods, schemes
from ..rules import explanation
from ..rules.periods import PeriodMissing
from ..rules.runs import Assessed
from ..rules.scheme_text import SchemeText
from ..rules.scoring import VETO, LedgerLine, Score, score

router = APIRouter(prefix="/v1/periods/{period_id}", tags=["scores"])

Reader = Annotated[Access, may("score.read")]
DistributionReader = Annotated[Access, may("distribution.read")]
_BAND = 10


class ScoreLineRead(Read):
    """One step of the arithmetic, as data and in words. The `counted` values of all lines sum to the score."""

    item_code: str | None
    entry_id: UUID | None
    occurred_on: str | None
    raw: Points
    counted: Points
    why: str
    limit: Points | None
    posted_role: str | None
    reference: str | None
    zh: str
    en: str


class ScoreSummary(Read):
    """A member's score by the ledger as it stands. `provisional` until the period is final.

    `transferred`: moved on to another branch before the period's end, and judged here for so many `months`.
    `vetoed` is null for a group leader, who reads no veto of others.
    """

    member_id: UUID
    months: int
    transferred: bool
    base: Points
    bonus: Points
    deductions: Points
    score: Points
    vetoed: bool | None
    provisional: bool


class ScoreRead(ScoreSummary):
    """With its explanation and the scheme version that judged it."""

    scheme_id: UUID
    lines: list[ScoreLineRead]


class Band(Read):
    """How many members have a score from `from_points` up to the next band."""

    from_points: int
    members: int


class DistributionRead(Read):
    """Where the caller stands, and how scores are spread; nobody else's score (no ranking is kept)."""

    members: int
    own_score: Points | None
    at_or_below_own: int | None
    bands: list[Band]


@router.get("/scores", summary="得分列表 / Scores")
async def list_scores(period_id: UUID, reader: Reader, view: View) -> list[ScoreSummary]:
    """Of the members within reach, ordered by member. A branch has at most a few dozen."""
    period, seen = await _seen(view, period_id, reader)
    text = await schemes.texts.of(view, period.scheme_id)
    lines = await entries.lines_by_member(view, period.id, [each.member_id for each, _ in seen])
    return [
        _summary(period, each, score(text, lines.get(each.member_id, []), each.months), privy=privy)
        for each, privy in seen
    ]


@router.get("/scores/{member_id}", summary="得分及说明 / A score explained", response_model=ScoreRead)
async def read_score(
    period_id: UUID, member_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> Response:
    """Every line with clause, cap arithmetic and the role that posted it (rule 16)."""
    period, [(member, privy), *_] = await _seen(view, period_id, reader, member_id)
    lines = await entries.lines_of(view, period.id, member_id)
    as_seen = member.months, member.transferred, privy, len(lines)
    etag.show(request, response, etag_of(period.id, period.revision, member_id, *as_seen))
    text = await schemes.texts.of(view, period.scheme_id)
    result = score(text, lines, member.months)
    summary = _summary(period, member, result, privy=privy).model_dump(mode="json")
    explained = _explained(text, result, lines, privy=privy)
    told = {**summary, "scheme_id": period.scheme_id, "lines": explained}
    # Hundreds of lines: models of what the rules made themselves would take longer than the rules.
    return Response(to_json(told), headers=response.headers, media_type="application/json")


def _explained(
    text: SchemeText, result: Score, lines: Sequence[LedgerLine], *, privy: bool
) -> list[dict[str, object]]:
    """The explanation as `ScoreLineRead` shows it; a veto counts 0, so the sum is the same without."""
    known = {line.entry_id: line for line in lines}
    return [
        explanation.as_data(text, line, known.get(line.entry_id) if line.entry_id else None, as_number)
        for line in result.lines
        if privy or line.why != VETO
    ]


@router.get("/distribution", summary="得分分布 / Distribution")
async def read_distribution(period_id: UUID, reader: DistributionReader, view: View) -> DistributionRead:
    """The own position and the spread in bands of ten points."""
    period = await periods.one(view, period_id, reader.grants)
    text = await schemes.texts.of(view, period.scheme_id)
    everyone = await members.assessed(view, period.branch_id, period.starts_on, period.ends_on)
    lines = await entries.lines_by_member(view, period.id)
    scores = {
        each.member_id: score(text, lines.get(each.member_id, []), each.months).score
        for each in everyone
        if not each.transferred
    }
    return _distribution(scores, reader.person_id)


def _distribution(scores: dict[UUID, Decimal], own_id: UUID) -> DistributionRead:
    counts: dict[int, int] = {}
    for value in scores.values():
        band = int(value // _BAND) * _BAND
        counts[band] = counts.get(band, 0) + 1
    own = scores.get(own_id)
    return DistributionRead(
        members=len(scores),
        own_score=own,
        at_or_below_own=None if own is None else sum(value <= own for value in scores.values()),
        bands=[Band(from_points=band, members=counts[band]) for band in sorted(counts)],
    )


async def _seen(
    view: AsyncSession, period_id: UUID, reader: Access, member_id: UUID | None = None
) -> tuple[Period, list[tuple[Assessed, bool]]]:
    """The period and those of its members whom the rights reach, and whether their vetoes are seen.

    Raises PeriodMissing, MemberMissing.

    Which of the two depends on the question alone: another branch's period looks like none at all.
    """
    missing = PeriodMissing if member_id is None else members.MemberMissing
    try:
        period = await periods.anywhere(view, period_id)
    except PeriodMissing as error:
        raise missing from error
    everyone = await members.assessed(view, period.branch_id, period.starts_on, period.ends_on, member_id)
    whole = await members.in_subtree(view, reader.grants, period.branch_id)

    def reached(grants: Sequence[Grant], each: Assessed) -> bool:
        return whole or members.reaches(grants, each.member_id, each.group_id, period.branch_id)

    privy = members.privy(reader.grants)
    seen = [(each, reached(privy, each)) for each in everyone if reached(reader.grants, each)]
    if not seen:
        raise missing
    return period, seen


def _summary(period: Period, member: Assessed, result: Score, *, privy: bool) -> ScoreSummary:
    return ScoreSummary(
        member_id=member.member_id,
        transferred=member.transferred,
        months=result.months,
        base=result.base,
        bonus=result.bonus,
        deductions=result.deductions,
        score=result.score,
        vetoed=result.vetoed if privy else None,
        provisional=period.state not in {PeriodState.FINAL, PeriodState.ARCHIVED},
    )
