"""`/v1/attendance-alerts`: rule 24."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select

from services.activities.models import Attendance, AttendanceState
from shared.roster import MEMBERSHIP
from tests.activities.attending import told
from tests.activities.house import House, both
from tests.points.world import ident
from tests.support.door import code_of


async def missed(
    house: House, who: str, *months: int, state: AttendanceState = AttendanceState.ABSENT
) -> None:
    """One settled attendance in each of these months of 2026."""
    group = ident("first") if who in {"wang", "chen", "leader"} else ident("second")
    for month in months:
        meeting = await house.a_meeting()
        async with house.database.write() as session:
            session.add(
                Attendance(
                    meeting_id=UUID(meeting["id"]),
                    branch_id=ident("power"),
                    group_id=group,
                    person_id=ident(who),
                    held_on=date(2026, month, 10),
                    state=state,
                    settled_at=datetime(2026, month, 10, 9, tzinfo=UTC),
                )
            )


async def levels(house: House, by: str, on: str) -> dict[str, int]:
    """Who has which alert on a day, as someone sees it."""
    found = await house.read(f"/v1/attendance-alerts?on={on}", by)
    return {each["name"]: each["level"] for each in found["items"]}


@both
async def test_two_four_and_six_months_running_raise_three_alerts(house: House) -> None:
    await missed(house, "wang", 3, 4, 5, 6, 7, 8)
    await missed(house, "chen", 5, 6, 7, 8)
    await missed(house, "li", 7, 8)
    await missed(house, "leader", 8)
    assert await levels(house, "organiser", "2026-09-01") == {"wang": 6, "chen": 4, "li": 2}


async def test_no_alert_changes_a_membership_or_tells_anything(house: House) -> None:
    await missed(house, "wang", 3, 4, 5, 6, 7, 8)
    await levels(house, "organiser", "2026-09-01")
    async with house.database.read() as view:
        query = select(MEMBERSHIP.c.until_on).where(MEMBERSHIP.c.person_id == ident("wang"))
        assert (await view.execute(query)).scalars().all() == [None]
    assert await told(house) == []


async def test_coming_once_ends_the_alert(house: House) -> None:
    await missed(house, "wang", 3, 4, 5, 6)
    await missed(house, "wang", 7, state=AttendanceState.PRESENT)
    assert await levels(house, "organiser", "2026-08-01") == {}
    assert await levels(house, "organiser", "2026-07-31") == {}
    assert await levels(house, "organiser", "2026-07-09") == {"wang": 4}


async def test_each_sees_the_own_a_leader_the_group_and_the_committee_all(house: House) -> None:
    await missed(house, "wang", 7, 8)
    await missed(house, "li", 7, 8)
    seen = {
        who: await levels(house, who, "2026-09-01") for who in ("wang", "chen", "leader", "publicist", "zhao")
    }
    assert seen == {
        "wang": {"wang": 2},
        "chen": {},
        "leader": {"wang": 2},
        "publicist": {"wang": 2, "li": 2},
        "zhao": {},
    }


async def test_nobody_reads_without_a_token_and_a_machine_reads_nothing(house: House) -> None:
    assert (await house.get("/v1/attendance-alerts", None)).status_code == 401
    assert code_of(await house.get("/v1/attendance-alerts", "hr")) == "forbidden"
