"""Projects: proposed, agreed, opened to volunteers, delivered, accepted; declined or cancelled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.facts import Fact, fact
from shared.outbox import Teller

from .. import events
from ..models import Category, Project, ProjectState, ProjectStep, TimeStyle
from ..queries import organisations
from ..queries import projects as queries
from ..queries import shifts as shift_queries
from ..rules import projects as rules
from . import demands, shifts


@dataclass(frozen=True, slots=True)
class Plan:
    """What a project is to be."""

    community_id: UUID
    title: str
    category: Category
    content: str
    style: TimeStyle
    planned_minutes: int
    dangerous: bool
    risk_statement: str | None
    insurance_ref: str | None
    demand_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Who takes a project further, for which side, when and why."""

    by: UUID
    side: str
    at: datetime
    reason: str | None = None


BRANCH, COMMUNITY = "branch", "community"


async def propose(session: AsyncSession, branch_id: UUID, plan: Plan, *, by: UUID, at: datetime) -> Project:
    """Put a project to a community. Raises CommunityMissing."""
    await organisations.community_known(session, plan.community_id)
    return await make(session, branch_id, plan, ProjectState.PROPOSED, Step(by, BRANCH, at))


async def make(
    session: AsyncSession, branch_id: UUID, plan: Plan, state: ProjectState, step: Step
) -> Project:
    """A project in a state to begin with: proposed by one side, or agreed by both through a match."""
    row = Project(branch_id=branch_id, state=state, proposed_by=step.by, proposed_at=step.at, **_of(plan))
    session.add(row)
    await session.flush()
    record(session, row, step)
    return row


async def rewrite(session: AsyncSession, row: Project, plan: Plan) -> Project:
    """While it is only proposed. Raises ProjectNotInState, CommunityMissing."""
    rules.may_rewrite(row)
    await organisations.community_known(session, plan.community_id)
    for name, value in _of(plan).items():
        setattr(row, name, value)
    await session.flush()
    return row


async def insure(session: AsyncSession, row: Project, risk_statement: str, insurance_ref: str) -> Project:
    """Tell the risks and name the insurance, before it recruits. Raises ProjectNotInState."""
    rules.may_insure(row)
    row.risk_statement, row.insurance_ref = risk_statement, insurance_ref
    await session.flush()
    return row


async def agree(session: AsyncSession, row: Project, step: Step) -> Project:
    """The community's yes. Raises ProjectNotInState, BothSidesNeeded."""
    rules.may_agree(row, step.by)
    return await _move(session, row, ProjectState.AGREED, step)


async def decline(session: AsyncSession, row: Project, step: Step) -> Project:
    """The community's no. Raises ProjectNotInState."""
    return await _move(session, row, ProjectState.DECLINED, step)


async def recruit(session: AsyncSession, row: Project, step: Step) -> Project:
    """Open it to volunteers. Raises ProjectNotInState, RisksUntold."""
    return await _move(session, row, ProjectState.RECRUITING, step)


async def deliver(session: AsyncSession, row: Project, step: Step) -> Project:
    """The branch says that it is done. Raises ProjectNotInState, ShiftsToCome."""
    rules.may_deliver(await queries.last_ends_at(session, row.id), step.at)
    return await _move(session, row, ProjectState.DELIVERED, step)


async def accept(
    session: AsyncSession, row: Project, rating: int, step: Step, *, teller: Teller, zone: ZoneInfo
) -> Project:
    """The community has looked, and says how good it was. Raises ProjectNotInState."""
    await _move(session, row, ProjectState.ACCEPTED, step)
    row.rating = rating
    await session.flush()
    await teller.tell(session, [_delivered(row, step.at, zone)])
    return row


async def close(session: AsyncSession, row: Project, step: Step) -> Project:
    """Put it away. Raises ProjectNotInState."""
    return await _move(session, row, ProjectState.CLOSED, step)


async def cancel(session: AsyncSession, row: Project, step: Step) -> Project:
    """By either side, before it is delivered; its shifts to come end with it. Raises ProjectNotInState."""
    await _move(session, row, ProjectState.CANCELLED, step)
    for shift in await shift_queries.of_project(session, row.id):
        if shift.ends_at > step.at:
            await shifts.call_off(session, shift, step.reason or "", by=step.by, at=step.at)
    return row


async def _move(session: AsyncSession, row: Project, to: ProjectState, step: Step) -> Project:
    rules.move(row, to)
    await session.flush()
    record(session, row, step)
    await demands.follow(session, row, by=step.by, at=step.at)
    return row


def record(session: AsyncSession, row: Project, step: Step) -> None:
    """Write down how the project came to where it is."""
    session.add(
        ProjectStep(
            project_id=row.id,
            state=row.state,
            side=step.side,
            reason=step.reason,
            by_id=step.by,
            at=step.at,
        )
    )


def _of(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in Plan.__slots__}


def _delivered(row: Project, at: datetime, zone: ZoneInfo) -> Fact:
    return fact(
        events.PROJECT_DELIVERED,
        source=events.SOURCE,
        subject=row.id,
        at=at,
        project_id=row.id,
        branch_id=row.branch_id,
        community_id=row.community_id,
        category=row.category.value,
        rating=row.rating,
        occurred_on=day_of(at, zone),
    )
