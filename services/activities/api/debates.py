"""`/v1/debates`: a question of the branch, from its announcement to the adopted summary."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape, ShortLine

from ..models import Debate, DebateState, LessonAudience, Verdict
from ..queries import debates as queries
from ..queries import organisations
from ..rules import debates as rules
from ..usecases import debates
from .given import Moment

router = APIRouter(prefix="/v1/debates", tags=["debates"])

Reader = Annotated[Access, may("debate.read")]
Planner = Annotated[Access, may("debate.write")]
Speaker = Annotated[Access, may("debate.join")]
Sides = Annotated[list[ShortLine], Field(default_factory=list, max_length=6)]


class DebateCreate(Shape):
    """A question. With `sides` every contribution takes one of them; without, it is an open discussion."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "夜班巡检能否改为两人一组?",
                    "sides": ["正方:应当改", "反方:维持现状"],
                    "opens_at": "2026-10-09T08:00:00+08:00",
                    "closes_at": "2026-10-16T18:00:00+08:00",
                    "moderator_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10",
                }
            ]
        }
    )

    question: Line
    background: Prose | None = None
    sides: Sides
    audience: LessonAudience = LessonAudience.STAFF
    opens_at: Moment
    closes_at: Moment
    moderator_id: UUID


class DebateCancellationCreate(Shape):
    """Why it goes no further."""

    reason: Prose


class DebateSummaryCreate(Shape):
    """What was said, and what it comes to."""

    text: Prose


class DebateSummaryDecisionCreate(Shape):
    """`approved` adopts the summary; `returned` needs a reason."""

    verdict: Literal[Verdict.APPROVED, Verdict.RETURNED]
    reason: Prose | None = None


class DebateSummaryRead(Read):
    """One version of the moderator's summary."""

    number: int
    text: str
    verdict: Verdict
    reason: str | None
    by_id: UUID
    at: datetime
    decided_by: UUID | None
    decided_at: datetime | None


class DebateRow(Read):
    """A debate, where it stands now, and how many contributions stand in it."""

    id: UUID
    branch_id: UUID
    audience: LessonAudience
    question: str
    background: str | None
    sides: list[str]
    opens_at: datetime
    closes_at: datetime
    moderator_id: UUID
    by_id: UUID
    at: datetime
    state: DebateState
    concluded_at: datetime | None
    cancelled_at: datetime | None
    cancelled_by: UUID | None
    cancellation_reason: str | None
    contributions: int

    @classmethod
    def of(cls, row: Debate, contributions: int, at: datetime) -> "DebateRow":
        """As it stands at an instant."""
        left = {"state", "contributions"}
        own = {name: getattr(row, name) for name in cls.model_fields if name not in left}
        return cls(**own, state=rules.state_of(row, at), contributions=contributions)


class DebateRead(DebateRow):
    """A debate with every version of its summary, oldest first."""

    summaries: list[DebateSummaryRead]


@router.get("", summary="辩论与讨论列表 / Debates")
async def list_debates(
    reader: Reader, view: View, paged: Paged, now: Now, state: DebateState | None = None
) -> Page[DebateRow]:
    """Of the own branch and those for all staff, newest first."""
    query = queries.in_state(queries.visible(reader.grants, reader.person_id), state, now)
    rows, cursor = await paged.rows(view, query, col(Debate.id))
    found = await queries.standing(view, [row.id for row in rows])
    return Page(items=[DebateRow.of(row, found.get(row.id, 0), now) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="发起辩论或讨论 / Ask a question")
async def open_debate(
    body: DebateCreate, planner: Planner, tx: Tx, now: Now, today: Today, once: Once
) -> DebateRead:
    """For the caller's branch; the moderator is one of its members."""
    branch_id = await organisations.acting_for(tx, planner, None)
    question = debates.Question(**body.model_dump())
    row = await debates.ask(tx, branch_id, question, by=planner.person_id, at=now, today=today)
    return await once.keep(await _whole(tx, row, now), made=row.id)


@router.get("/{debate_id}", summary="一个辩论或讨论 / One debate")
async def read_debate(
    debate_id: UUID, reader: Reader, view: View, now: Now, request: Request, response: Response
) -> DebateRead:
    """With its summaries, drafts and returned ones too."""
    row = await queries.one(view, debate_id, reader.grants, reader.person_id)
    shown = await _whole(view, row, now)
    etag.show(request, response, etag_of(shown.model_dump_json()))
    return shown


@router.post("/{debate_id}/cancellation", status_code=201, summary="取消 / Cancel a debate")
async def cancel_debate(
    debate_id: UUID, body: DebateCancellationCreate, planner: Planner, tx: Tx, now: Now, once: Once
) -> DebateRead:
    """Until its summary is adopted. It stays visible as cancelled."""
    row = await queries.within(tx, debate_id, planner.grants)
    row = await debates.cancel(tx, row, body.reason, by=planner.person_id, at=now)
    return await once.keep(await _whole(tx, row, now), made=row.id)


@router.post("/{debate_id}/summaries", status_code=201, summary="撰写总结 / Sum up")
async def sum_up_debate(
    debate_id: UUID, body: DebateSummaryCreate, speaker: Speaker, tx: Tx, now: Now, once: Once
) -> DebateRead:
    """By the moderator, once the window has closed; a returned version is followed by the next."""
    row = await queries.one(tx, debate_id, speaker.grants, speaker.person_id, lock=True)
    made = await debates.sum_up(tx, row, body.text, by=speaker.person_id, at=now)
    return await once.keep(await _whole(tx, row, now), made=made.id)


@router.post("/{debate_id}/summary-decision", status_code=201, summary="审定总结 / Adopt the summary")
async def decide_debate_summary(
    debate_id: UUID, body: DebateSummaryDecisionCreate, planner: Planner, tx: Tx, now: Now, once: Once
) -> DebateRead:
    """By the committee, never by the moderator; adopted, it concludes the debate."""
    row = await queries.within(tx, debate_id, planner.grants)
    made = await debates.decide(tx, row, body.verdict, body.reason, by=planner.person_id, at=now)
    return await once.keep(await _whole(tx, row, now), made=made.id)


async def _whole(session: AsyncSession, row: Debate, at: datetime) -> DebateRead:
    standing = (await queries.standing(session, [row.id])).get(row.id, 0)
    found = [DebateSummaryRead.model_validate(each) for each in await queries.summaries(session, row.id)]
    return DebateRead(**DebateRow.of(row, standing, at).model_dump(), summaries=found)
