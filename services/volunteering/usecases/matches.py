"""Matches: proposed with reasons, accepted by both sides or declined by one. Locks: the demand, then its matches."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Demand, DemandState, Match, MatchState, ProjectState, TimeStyle
from ..queries import communities, demands, parameters, resources
from ..queries import matches as queries
from ..rules import demands as demand_rules
from ..rules import matches as rules
from . import demands as demand_acts
from . import projects
from .demands import Act
from .projects import BRANCH, COMMUNITY, Step


@dataclass(frozen=True, slots=True)
class HowDone:
    """How the branch would do it."""

    style: TimeStyle
    planned_minutes: int | None
    dangerous: bool
    risk_statement: str | None
    insurance_ref: str | None


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for proposals: a branch, or a community for one of its demands."""

    branch_id: UUID | None
    community_id: UUID | None
    demand_id: UUID | None
    most: int


async def propose(session: AsyncSession, asking: Asking, by: UUID, act: Act) -> list[Match]:
    """Open proposals of what was asked for, new and old, best first.

    What was declined is not proposed again. Raises DemandUnnamed, DemandMissing.
    """
    if asking.community_id is not None and asking.demand_id is None:
        raise rules.DemandUnnamed
    found = await queries.open_demands(
        session,
        act.today,
        community_id=asking.community_id,
        branch_id=asking.branch_id,
        demand_id=asking.demand_id,
    )
    if asking.demand_id is not None and not found:
        raise demand_rules.DemandMissing
    regions = await communities.regions(session, [row.community_id for row in found])
    proposed: list[Match] = []
    for demand in found:
        region = regions.get(demand.community_id)
        proposed += await _for_demand(session, demand, region, asking.branch_id, by, act)
    return sorted(proposed, key=lambda row: (-row.score, row.id))[: asking.most]


async def _for_demand(
    session: AsyncSession, demand: Demand, region: str | None, branch_id: UUID | None, by: UUID, act: Act
) -> list[Match]:
    known = list((await queries.of_demand(session, demand.id)).values())
    _lapse([row for row in known if rules.shown(row, act.at) is MatchState.LAPSED])
    await session.flush()
    answered = {row.resource_id for row in known if row.state in {MatchState.PROPOSED, MatchState.DECLINED}}
    offered = await queries.resources_for(session, demand, branch_id)
    figures = await parameters.histories(session, {row.branch_id for row in offered if row.branch_id})
    made = []
    for resource in offered:
        fit = rules.fit(demand, resource, region)
        if fit is None or resource.id in answered or resource.branch_id is None:
            continue
        days = figures[resource.branch_id].on(act.today).match_days
        made.append(
            Match(
                demand_id=demand.id,
                resource_id=resource.id,
                branch_id=resource.branch_id,
                community_id=demand.community_id,
                score=fit.score,
                reasons=fit.told(),
                state=MatchState.PROPOSED,
                proposed_by=by,
                proposed_at=act.at,
                lapses_at=rules.lapses_at(demand, days, act.at),
            )
        )
    session.add_all(made)
    await session.flush()
    still = {resource.id for resource in offered}
    return made + [row for row in known if row.state is MatchState.PROPOSED and row.resource_id in still]


async def accept(
    session: AsyncSession, match: Match, how: HowDone | None, *, for_community: bool, by: UUID, act: Act
) -> Match:
    """One side's yes; the second makes a project that both have agreed on, and the demand is claimed.

    Raises MatchNotInState, SideAccepted, BothSidesNeeded, PlanNotYours, DemandNotInState; and ResourceMissing if it
    has been withdrawn, or with it the consent or the report under which the community saw it.
    """
    if for_community and how is not None:
        raise rules.PlanNotYours
    demand, matches = await _held(session, match)
    row = matches[match.id]
    rules.may_accept(row, by, act.at, for_community=for_community)
    await resources.standing(session, row.resource_id, row.community_id)
    if for_community:
        row.community_accepted_by, row.community_accepted_at = by, act.at
    else:
        row.branch_accepted_by, row.branch_accepted_at = by, act.at
        row.plan = asdict(how) if how else None
    if rules.accepted_by_both(row):
        step = Step(by, COMMUNITY if for_community else BRANCH, act.at)
        await _agree(session, demand, row, list(matches.values()), step, act)
    await session.flush()
    return row


async def _agree(
    session: AsyncSession, demand: Demand, row: Match, matches: Sequence[Match], step: Step, act: Act
) -> None:
    await demand_acts.move(session, demand, DemandState.CLAIMED, act)
    plan = _plan(demand, row.plan or {})
    project = await projects.make(session, row.branch_id, plan, ProjectState.AGREED, step)
    row.state, row.project_id = MatchState.ACCEPTED, project.id
    _lapse([other for other in matches if other is not row and other.state is MatchState.PROPOSED])


def _plan(demand: Demand, how: dict[str, Any]) -> projects.Plan:
    return projects.Plan(
        community_id=demand.community_id,
        title=demand.title,
        category=demand.category,
        content=demand.description,
        style=TimeStyle(how.get("style", TimeStyle.SET)),
        planned_minutes=how.get("planned_minutes") or rules.planned_minutes(demand),
        dangerous=how.get("dangerous", False),
        risk_statement=how.get("risk_statement"),
        insurance_ref=how.get("insurance_ref"),
        demand_id=demand.id,
    )


async def decline(session: AsyncSession, match: Match, reason: str, *, by: UUID, at: datetime) -> Match:
    """Either side's no. Raises MatchNotInState."""
    _, matches = await _held(session, match)
    row = matches[match.id]
    rules.may_answer(row, at)
    row.state, row.declined_by, row.declined_reason = MatchState.DECLINED, by, reason
    await session.flush()
    return row


async def _held(session: AsyncSession, match: Match) -> tuple[Demand, dict[UUID, Match]]:
    demand = await demands.again(session, match.demand_id)
    return demand, await queries.of_demand(session, demand.id)


def _lapse(rows: Sequence[Match]) -> None:
    for row in rows:
        row.state = MatchState.LAPSED
