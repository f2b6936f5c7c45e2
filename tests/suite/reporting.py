"""Dual reporting in each place of the factory: reports of unit and member, what was agreed, needed, offered, taken."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.volunteering.models import (
    AgreementState,
    Category,
    Demand,
    DemandKind,
    DemandState,
    JointAgreement,
    Match,
    MatchState,
    MemberReport,
    ReportState,
    Resource,
    ResourceKind,
    TakingState,
    UnitReport,
    Urgency,
    WishTaking,
    YearlyProject,
)
from tests.points.world import ident

from .rows import add
from .targets import Target
from .who import Who

_AT = datetime(2026, 9, 1, 4, tzinfo=UTC)
_LATER = datetime(2026, 12, 1, 4, tzinfo=UTC)


async def furnish(session: AsyncSession, who: Who, sequence: int) -> dict[str, Target]:
    """A unit report that ended beside one that stands, an agreement with a plan, a micro-wish that the person took."""
    found = await _reports(session, who, sequence) | await _agreed(session, who)
    return found | await _lists(session, who)


async def _reports(session: AsyncSession, who: Who, sequence: int) -> dict[str, Target]:
    act: dict[str, Any] = {"reported_at": _AT}
    unit: dict[str, Any] = act | {"contact": "组织委员", "reported_by": ident("organiser")} | who.where
    # The walk ends what it may: not that by which the community sees what the branch offers.
    if who.group != "second" and who.branch:  # a branch reports to a community once
        await add(session, UnitReport(slip_no=f"U{sequence}", state=ReportState.RECEIVED, **unit))
    ended = UnitReport(slip_no=f"E{sequence}", state=ReportState.ENDED, ended_at=_AT, **unit)
    member = MemberReport(
        person_id=who.person_id,
        community_id=ident(who.community),
        slip_no=f"M{sequence}",
        skills=[],
        wishes=[],
        state=ReportState.REPORTED,
        **act,
    )
    return {
        "unit_report_id": who.between(await add(session, ended)),
        "member_report_id": who.as_volunteer(await add(session, member)),
    }


async def _agreed(session: AsyncSession, who: Who) -> dict[str, Target]:
    agreement = JointAgreement(
        title="共建协议",
        content="每季度一次共建活动",
        from_on=date(2026, 1, 1),
        until_on=date(2026, 12, 31),
        state=AgreementState.DRAFT,
        written_by=ident("organiser"),
        written_at=_AT,
        **who.where,
    )
    agreement_id = await add(session, agreement)
    by: dict[str, Any] = {"added_by": ident("organiser"), "added_at": _AT}
    line = YearlyProject(agreement_id=agreement_id, year=2026, quarter=4, title="冬季用电检查", **by)
    return {
        "agreement_id": who.between(agreement_id),
        "line_id": who.between(await add(session, line)),
    }


def _needed(who: Who, kind: DemandKind, **more: Any) -> Demand:
    return Demand(
        community_id=ident(who.community),
        kind=kind,
        category=Category.HARDSHIP,
        urgency=Urgency.NORMAL,
        title="一盏台灯",
        description="孩子写作业用",
        wanted_from=_AT + timedelta(days=30),
        wanted_until=_LATER,
        expires_on=_LATER.date(),
        state=DemandState.PUBLISHED,
        collected_by=ident("officer"),
        collected_at=_AT,
        **more,
    )


async def _lists(session: AsyncSession, who: Who) -> dict[str, Target]:
    demand = _needed(who, DemandKind.MICRO_WISH, quantity=9, taken=1)
    demand_id = await add(session, demand)
    person: dict[str, Any] = {"person_id": who.person_id}
    taking = WishTaking(
        demand_id=demand_id,
        community_id=ident(who.community),
        state=TakingState.TAKEN,
        taken_at=_AT,
        **person,
    )
    return {
        "demand_id": Target(demand_id, None, None, None, who.community, anyones=True),
        "taking_id": Target(await add(session, taking), who.person_id, None, None, who.community),
        "resource_id": await _offered(session, who),
        "withdrawn_resource_id": await _offered(session, who),
    } | await _matched(session, who)


async def _matched(session: AsyncSession, who: Who) -> dict[str, Target]:
    """A demand of its own with what the branch could do about it."""
    offered = Resource(branch_id=ident(who.serving), kind=ResourceKind.VENUE, **_offer(who))
    demand_id = await add(session, _needed(who, DemandKind.SERVICE, quantity=1))
    match = Match(
        demand_id=demand_id,
        resource_id=await add(session, offered),
        score=80,
        reasons=[],
        state=MatchState.PROPOSED,
        proposed_by=ident("officer"),
        proposed_at=_AT,
        lapses_at=_LATER,
        **who.where,
    )
    return {
        "match_id": who.between(await add(session, match)),
        "matched_demand_id": Target(demand_id, None, None, None, who.community, anyones=True),
    }


async def _offered(session: AsyncSession, who: Who) -> Target:
    """What a branch offers concerns its members; what somebody offers who belongs to none, nobody else inside."""
    offer = _offer(who)
    if who.branch is None:
        own = Resource(person_id=who.person_id, kind=ResourceKind.SKILL, skill="electrician", **offer)
        return Target(await add(session, own), who.person_id, None, None, who.community)
    return who.between(await add(session, Resource(branch_id=who.home_id, kind=ResourceKind.VENUE, **offer)))


def _offer(who: Who) -> dict[str, Any]:
    return {
        "category": Category.SAFETY,
        "title": "用电检查",
        "quantity": 2,
        "from_at": _AT,
        "until_at": _LATER,
        "offered_by": who.person_id,
        "offered_at": _AT,
    }
