"""`/v1/matches`: what could meet a demand, proposed with reasons, agreed by both sides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape, Title

from ..models import Match, MatchState, TimeStyle
from ..queries import matches as queries
from ..queries import organisations, resources
from ..rules import matches as rules
from ..usecases import matches
from ..usecases.demands import Act

router = APIRouter(prefix="/v1/matches", tags=["matches"])

Reader = Annotated[Access, may("match.read")]
Side = Annotated[Access, may("match.answer")]


class ProposalsCreate(Shape):
    """For which demand; a branch may leave it out and ask for all demands that are open to it."""

    demand_id: UUID | None = None
    most: Annotated[int, Field(ge=1, le=50)] = 10


class HowDone(Shape):
    """How the branch would do it; without it at a set time, for as long as is wanted, without danger."""

    style: TimeStyle = TimeStyle.SET
    planned_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    dangerous: bool = False
    risk_statement: Prose | None = None
    insurance_ref: Line | None = None


class AcceptanceCreate(Shape):
    """One side's yes; `plan` is the branch's to write."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"plan": {"style": "set", "planned_minutes": 180}}]}
    )

    plan: HowDone | None = None

    def how(self) -> matches.HowDone | None:
        """As the use case takes it."""
        return matches.HowDone(**self.plan.model_dump()) if self.plan else None


class MatchRefusalCreate(Shape):
    """Why not; the pair is not proposed again."""

    reason: Line


class ReasonRead(Read):
    """One part of the score: in words, and as figures."""

    code: str
    points: int
    most: int
    text: Title
    wanted: str | int | None
    offered: str | int | None


class MatchRead(Read):
    """One proposal. `score` is out of 100 and the sum of its reasons.

    `resource_title` is null where the caller may see the resource no more.
    """

    id: UUID
    demand_id: UUID
    demand_title: str
    resource_id: UUID
    resource_title: str | None
    branch_id: UUID
    community_id: UUID
    score: int
    reasons: list[ReasonRead]
    state: MatchState
    proposed_by: UUID
    proposed_at: datetime
    lapses_at: datetime
    branch_accepted_by: UUID | None
    branch_accepted_at: datetime | None
    community_accepted_by: UUID | None
    community_accepted_at: datetime | None
    plan: HowDone | None
    declined_by: UUID | None
    declined_reason: str | None
    project_id: UUID | None


class Proposals(Read):
    """Open proposals, the best first."""

    items: list[MatchRead]


@router.post("/proposals", status_code=201, summary="推荐对接 / Propose matches")
async def propose_matches(
    body: ProposalsCreate, side: Side, tx: Tx, now: Now, today: Today, once: Once
) -> Proposals:
    """For a demand of the own community, or for what the own branch offers; explained part by part."""
    community = side.reaches(Reach.COMMUNITY)
    asking = matches.Asking(
        branch_id=None if community else organisations.acting_branch(side),
        community_id=organisations.acting_community(side) if community else None,
        demand_id=body.demand_id,
        most=body.most,
    )
    rows = await matches.propose(tx, asking, side.person_id, Act(side.person_id, now, today))
    about = body.demand_id or asking.branch_id or side.person_id
    return await once.keep(Proposals(items=await _shown(tx, rows, side, now)), made=about)


@router.get("", summary="对接列表 / Matches")
async def list_matches(
    reader: Reader,
    view: View,
    paged: Paged,
    now: Now,
    demand_id: UUID | None = None,
    state: MatchState | None = None,
) -> Page[MatchRead]:
    """Of the own branch or community; newest first."""
    query = queries.narrowed(queries.visible(reader.grants), demand_id, state)
    rows, cursor = await paged.rows(view, query, col(Match.id))
    return Page(items=await _shown(view, rows, reader, now), next_cursor=cursor)


@router.get("/{match_id}", summary="一项对接 / One match")
async def read_match(match_id: UUID, reader: Reader, view: View, now: Now) -> MatchRead:
    """As it stands now."""
    row = await queries.one(view, match_id, reader.grants)
    return (await _shown(view, [row], reader, now))[0]


@router.post("/{match_id}/acceptance", status_code=201, summary="同意对接 / Accept a match")
async def accept_match(
    match_id: UUID, body: AcceptanceCreate, side: Side, tx: Tx, now: Now, today: Today, once: Once
) -> MatchRead:
    """For the side by whose role one asks; the second acceptance makes a project that both have agreed on."""
    row = await queries.one(tx, match_id, side.grants)
    row = await matches.accept(
        tx,
        row,
        body.how(),
        for_community=side.reaches(Reach.COMMUNITY),
        by=side.person_id,
        act=Act(side.person_id, now, today),
    )
    return await once.keep((await _shown(tx, [row], side, now))[0], made=row.id)


@router.post("/{match_id}/refusal", status_code=201, summary="谢绝对接 / Decline a match")
async def decline_match(
    match_id: UUID, body: MatchRefusalCreate, side: Side, tx: Tx, now: Now, once: Once
) -> MatchRead:
    """By either side, until both have accepted."""
    row = await queries.one(tx, match_id, side.grants)
    row = await matches.decline(tx, row, body.reason, by=side.person_id, at=now)
    return await once.keep((await _shown(tx, [row], side, now))[0], made=row.id)


async def _shown(
    session: AsyncSession, rows: Sequence[Match], access: Access, at: datetime
) -> list[MatchRead]:
    demands = await queries.titles(session, rows)
    offered = await resources.titles(session, {row.resource_id for row in rows}, access.grants)
    computed = {"demand_title", "resource_title", "reasons", "state", "plan"}
    return [
        MatchRead(
            **{name: getattr(row, name) for name in MatchRead.model_fields if name not in computed},
            demand_title=demands[row.demand_id],
            resource_title=offered.get(row.resource_id),
            reasons=[_reason(part) for part in row.reasons],
            state=rules.shown(row, at),
            plan=HowDone.model_validate(row.plan) if row.plan else None,
        )
        for row in rows
    ]


def _reason(part: dict[str, str | int | None]) -> ReasonRead:
    given = {name: value for name, value in part.items() if name not in {"zh", "en"}}
    return ReasonRead.model_validate(given | {"text": Title(zh=str(part["zh"]), en=str(part["en"]))})
