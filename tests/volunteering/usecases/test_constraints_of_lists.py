"""Behind each lock stands the database: what two requests must not make together it refuses from one."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from services.volunteering.models import (
    AgreementState,
    Category,
    Demand,
    DemandKind,
    DemandState,
    JointAgreement,
    MemberReport,
    ReportState,
    TakingState,
    UnitReport,
    Urgency,
    WishTaking,
)
from tests.points.world import ident
from tests.volunteering.house import House, both
from tests.volunteering.matching import a_wish

NOW = datetime(2026, 9, 15, 4, tzinfo=UTC)


async def refused(house: House, *rows: Any) -> None:
    """The database takes the first and refuses the last."""
    async with house.database.write() as session:
        for row in rows[:-1]:
            session.add(row)
            await session.flush()
        session.add(rows[-1])
        with pytest.raises(IntegrityError):
            await session.flush()
        await session.rollback()


def a_report(slip: str, community: str) -> MemberReport:
    return MemberReport(
        person_id=ident("wang"),
        community_id=ident(community),
        slip_no=slip,
        skills=[],
        wishes=[],
        state=ReportState.REPORTED,
        reported_at=NOW,
    )


def a_unit_report(slip: str) -> UnitReport:
    return UnitReport(
        branch_id=ident("power"),
        community_id=ident("baiguo"),
        slip_no=slip,
        contact="组织委员",
        state=ReportState.RECEIVED,
        reported_by=ident("organiser"),
        reported_at=NOW,
    )


def a_demand(**more: Any) -> Demand:
    given: dict[str, Any] = {
        "community_id": ident("baiguo"),
        "kind": DemandKind.MICRO_WISH,
        "category": Category.HARDSHIP,
        "urgency": Urgency.LOW,
        "title": "一双新鞋",
        "description": "42 码",
        "quantity": 1,
        "wanted_from": NOW,
        "wanted_until": datetime(2026, 9, 16, 4, tzinfo=UTC),
        "expires_on": date(2026, 9, 16),
        "state": DemandState.PUBLISHED,
        "collected_by": ident("officer"),
        "collected_at": NOW,
    }
    return Demand(**(given | more))


def a_taking(wish: Demand) -> WishTaking:
    return WishTaking(
        demand_id=wish.id,
        community_id=wish.community_id,
        person_id=ident("wang"),
        state=TakingState.TAKEN,
        taken_at=NOW,
    )


@both
async def test_of_one_member_one_report_stands_wherever_it_goes(house: House) -> None:
    """Rule 28."""
    await refused(house, a_report("A", "baiguo"), a_report("B", "other community"))


@both
async def test_a_number_is_on_one_slip(house: House) -> None:
    first = a_report("A", "baiguo")
    first.state = ReportState.ENDED
    await refused(house, first, a_report("A", "baiguo"))


@both
async def test_of_one_branch_one_report_to_a_community_stands(house: House) -> None:
    await refused(house, a_unit_report("A"), a_unit_report("B"))


@both
async def test_a_wish_is_taken_once_by_a_person_and_never_by_more_than_are_needed(house: House) -> None:
    wish = a_demand()
    await refused(house, wish, a_taking(wish), a_taking(wish))
    await refused(house, a_demand(taken=2))


@both
async def test_nothing_is_signed_by_one_side(house: House) -> None:
    row = JointAgreement(
        branch_id=ident("power"),
        community_id=ident("baiguo"),
        title="协议",
        content="协议",
        from_on=date(2026, 9, 1),
        until_on=date(2026, 9, 30),
        state=AgreementState.SIGNED,
        written_by=ident("organiser"),
        written_at=NOW,
        branch_signed_by=ident("secretary"),
        branch_signed_at=NOW,
    )
    await refused(house, row)


@both
@pytest.mark.parametrize("act", ["UPDATE demand_step SET reason = 'x'", "DELETE FROM demand_step"])
async def test_how_a_demand_came_about_is_only_added_to(house: House, act: str) -> None:
    await a_wish(house)
    with pytest.raises(DBAPIError, match="append-only"):
        async with house.database.write() as session:
            await session.execute(text(act))
