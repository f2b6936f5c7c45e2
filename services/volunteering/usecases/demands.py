"""Demands: collected, verified, published, brought along by their projects, closed; written off by time."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.db import Database

from ..models import Category, Demand, DemandKind, DemandState, DemandStep, Project, Urgency
from ..queries import demands as queries
from ..queries import matches
from ..rules import demands as rules


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a community needs."""

    kind: DemandKind
    category: Category
    urgency: Urgency
    title: str
    description: str
    beneficiary: str | None
    skill: str | None
    quantity: int
    wanted_from: datetime
    wanted_until: datetime
    expires_on: date


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, when, on which day at the factory, and why."""

    by: UUID | None
    at: datetime
    today: date
    reason: str | None = None


async def collect(session: AsyncSession, community_id: UUID, wanted: Wanted, by: UUID, act: Act) -> Demand:
    """Write down what is needed. Raises PersonNamed, DemandOver."""
    _judge(wanted, act)
    row = Demand(
        community_id=community_id,
        state=DemandState.COLLECTED,
        collected_by=by,
        collected_at=act.at,
        **{name: getattr(wanted, name) for name in Wanted.__slots__},
    )
    session.add(row)
    await session.flush()
    _record(session, row, act)
    return row


async def rewrite(session: AsyncSession, row: Demand, wanted: Wanted, act: Act) -> Demand:
    """Until it is verified. Raises DemandNotInState, PersonNamed, DemandOver."""
    rules.may_rewrite(row, act.today)
    _judge(wanted, act)
    for name in Wanted.__slots__:
        setattr(row, name, getattr(wanted, name))
    await session.flush()
    return row


def _judge(wanted: Wanted, act: Act) -> None:
    rules.names_nobody(wanted.beneficiary, wanted.title, wanted.description)
    rules.may_want(wanted.wanted_from, wanted.wanted_until, wanted.expires_on, act.at, act.today)


async def verify(session: AsyncSession, row: Demand, by: UUID, act: Act) -> Demand:
    """Another has looked into it. Raises DemandNotInState, OwnDemand."""
    officers = await queries.officers(session, row.community_id, act.today)
    alone = rules.verified_alone(row, by, officers)
    await move(session, row, DemandState.VERIFIED, act)
    row.verified_by, row.verified_alone = by, alone
    await session.flush()
    return row


async def close(session: AsyncSession, row: Demand, rating: int, act: Act) -> Demand:
    """The community says how well it was met. Raises DemandNotInState."""
    await move(session, row, DemandState.CLOSED, act)
    row.rating = rating
    await session.flush()
    return row


async def move(session: AsyncSession, row: Demand, to: DemandState, act: Act) -> Demand:
    """Take it further; the caller holds the row locked. Raises DemandNotInState."""
    rules.move(row, to, act.today)
    await session.flush()
    _record(session, row, act)
    return row


async def follow(session: AsyncSession, project: Project, *, by: UUID, at: datetime) -> None:
    """Bring a demand along with its project; one that is called off leaves it to others."""
    if project.demand_id is None:
        return
    row = await queries.again(session, project.demand_id)
    to = rules.following(row, project.state)
    if to is None:
        return
    # What has been claimed no longer expires, so its day at the factory does not matter here.
    await move(session, row, to, Act(by, at, at.date()))
    if to is DemandState.PUBLISHED:
        await matches.end_agreed(session, row.id)


async def sweep(database: Database, at: datetime, *, zone: ZoneInfo) -> int:
    """Write off what nobody has claimed by its last day; says how many. It may run in several processes at once."""
    act = Act(None, at, day_of(at, zone))
    async with database.read() as view:
        lapsed = await queries.lapsed(view, act.today)
    for demand_id in lapsed:
        await database.retrying(partial(_expire, demand_id=demand_id, act=act))
    return len(lapsed)


async def _expire(session: AsyncSession, demand_id: UUID, act: Act) -> None:
    row = await queries.again(session, demand_id)
    if rules.due(row, act.today):
        await move(session, row, DemandState.EXPIRED, act)


def _record(session: AsyncSession, row: Demand, act: Act) -> None:
    session.add(DemandStep(demand_id=row.id, state=row.state, reason=act.reason, by_id=act.by, at=act.at))
