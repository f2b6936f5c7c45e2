"""`/v1/contests`: planned, published, taken, and their results without a table of persons."""

from datetime import datetime
from secrets import SystemRandom
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, day_of
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Points, Read, Shape, ShortLine

from ..models import Contest, ContestState
from ..queries import contests as queries
from ..queries import organisations, parameters
from ..rules import contests as rules
from ..rules.parameters import ContestAttempts, PassMark
from ..usecases import contests
from .attempts import AttemptRead, paper
from .given import Moment

router = APIRouter(prefix="/v1/contests", tags=["learning"])

Learner = Annotated[Access, may("learning.read")]
Taker = Annotated[Access, may("learning.take")]
Writer = Annotated[Access, may("learning.write")]


class ContestCreate(Shape):
    """Terms: questions a paper, minutes for it, scored attempts, per cent to pass, and the window.

    Attempts and per cent that are not given are the branch's parameters on the day the contest opens.
    """

    title: Line
    category: ShortLine | None = None
    draws: Annotated[int, Field(ge=1, le=100)]
    minutes: Annotated[int, Field(ge=1, le=240)]
    attempts: ContestAttempts | None = None
    pass_mark: PassMark | None = None
    opens_at: Moment
    closes_at: Moment


class ContestRead(Read):
    """A contest and its terms."""

    id: UUID
    branch_id: UUID
    title: str
    category: str | None
    draws: int
    minutes: int
    attempts: int
    pass_mark: int
    opens_at: datetime
    closes_at: datetime
    state: ContestState


class OwnResultRead(Read):
    """The caller's best scored attempt; null for who took no part. Equal results share a position."""

    attempt_id: UUID | None
    right_count: int | None
    total: int | None
    per_cent: Points | None
    passed: bool | None
    position: int | None
    people: int


_NO_PART = dict.fromkeys(name for name in OwnResultRead.model_fields if name != "people")


class TeamResultRead(Read):
    """A group's average per cent; null, as its rank, while too few of it took part (`minimum_group`)."""

    group_id: UUID
    people: int
    average: Points | None
    rank: int | None


class TeamResultsRead(Read):
    """Groups, the best first. There is no table of persons."""

    items: list[TeamResultRead]


@router.get("", summary="微竞赛列表 / Contests")
async def list_contests(learner: Learner, view: View, paged: Paged) -> Page[ContestRead]:
    """Of the own branch, newest first."""
    rows, cursor = await paged.rows(view, queries.visible(learner.grants), col(Contest.id))
    return Page(items=[ContestRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="计划微竞赛 / Plan a contest")
async def plan_contest(
    body: ContestCreate, writer: Writer, tx: Tx, now: Now, once: Once, request: Request
) -> ContestRead:
    """For the caller's branch."""
    branch_id = await organisations.acting_for(tx, writer, None)
    terms = contests.Terms(**body.model_dump())
    zone = request.app.state.zone
    row = await contests.plan(tx, branch_id, terms, zone=zone, by=writer.person_id, at=now)
    return await once.keep(ContestRead.model_validate(row), made=row.id)


@router.get("/{contest_id}", summary="一场微竞赛 / One contest")
async def read_contest(
    contest_id: UUID, learner: Learner, view: View, request: Request, response: Response
) -> ContestRead:
    """Its terms."""
    row = await queries.one(view, contest_id, learner.grants)
    etag.show(request, response, etag_of(row.id, row.revision))
    return ContestRead.model_validate(row)


@router.post("/{contest_id}/publication", status_code=201, summary="发布微竞赛 / Publish")
async def publish_contest(contest_id: UUID, writer: Writer, tx: Tx, once: Once) -> ContestRead:
    """From now on its terms stand."""
    row = await contests.publish(tx, await queries.one(tx, contest_id, writer.grants, lock=True))
    return await once.keep(ContestRead.model_validate(row), made=row.id)


@router.post("/{contest_id}/cancellation", status_code=201, summary="取消微竞赛 / Cancel")
async def cancel_contest(contest_id: UUID, writer: Writer, tx: Tx, once: Once) -> ContestRead:
    """No paper is drawn any more."""
    row = await contests.cancel(tx, await queries.one(tx, contest_id, writer.grants, lock=True))
    return await once.keep(ContestRead.model_validate(row), made=row.id)


@router.post("/{contest_id}/attempts", status_code=201, summary="开始答题 / Begin")
async def begin_contest(
    contest_id: UUID, taker: Taker, tx: Tx, now: Now, once: Once, request: Request
) -> AttemptRead:
    """Draws a paper and starts the server's clock. Beyond the allowed number it is practice, never scored."""
    contest = await queries.one(tx, contest_id, taker.grants, lock=True)
    state = request.app.state
    row = await contests.begin(
        tx, contest, taker, state.teller, chance=SystemRandom(), zone=state.zone, at=now
    )
    return await once.keep(await paper(tx, row), made=row.id)


@router.get("/{contest_id}/result", summary="我的成绩 / Own result")
async def read_own_result(contest_id: UUID, taker: Taker, view: View, now: Now) -> OwnResultRead:
    """When the window has closed."""
    contest = await queries.one(view, contest_id, taker.grants)
    rules.after_all(contest, now)
    best = rules.best(await queries.attempts(view, contest.id))
    own = best.get(taker.person_id)
    if own is None:
        return OwnResultRead(**_NO_PART, people=len(best))
    shares = [rules.share(each) for each in best.values()]
    return OwnResultRead(
        attempt_id=own.id,
        right_count=own.right_count,
        total=own.total,
        per_cent=rules.per_cent(rules.share(own)),
        passed=own.passed,
        position=rules.position(shares, rules.share(own)),
        people=len(best),
    )


@router.get("/{contest_id}/team-results", summary="团队成绩 / Team results")
async def read_team_results(
    contest_id: UUID, learner: Learner, view: View, now: Now, request: Request
) -> TeamResultsRead:
    """When the window has closed."""
    contest = await queries.one(view, contest_id, learner.grants)
    rules.after_all(contest, now)
    opened_on = day_of(contest.opens_at, request.app.state.zone)
    figures = await parameters.on(view, contest.branch_id, opened_on)
    found = rules.teams(await queries.attempts(view, contest.id), figures.minimum_group)
    return TeamResultsRead(items=[TeamResultRead.model_validate(each) for each in found])
