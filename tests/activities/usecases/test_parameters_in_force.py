"""What a branch has decided, at work: a meeting goes by what was in force on its day, whenever it is asked."""

from typing import Any

import pytest
from sqlalchemy import event

from tests.activities import lessons
from tests.activities.assembly import FULL, assembled
from tests.activities.attending import a_theme_day, close, listed, scan, states, told, wall
from tests.activities.deciding import decided
from tests.activities.house import House, a_sitting, both
from tests.points.world import ident
from tests.support.door import code_of

MEETING_DAY, DAY_AFTER = "2026-09-22", "2026-09-23"


async def due(house: House, meeting: dict[str, Any], who: str) -> str:
    """The last day of somebody's make-up."""
    rows = (await house.read(f"/v1/make-ups?meeting_id={meeting['id']}", "organiser"))["items"]
    [found] = [row["due_on"] for row in rows if row["person_id"] == str(ident(who))]
    return str(found)


async def late(house: House, meeting: dict[str, Any], who: str, minute: int) -> None:
    """Somebody comes so many minutes after the beginning."""
    house.watch.at = wall(14, minute)
    assert (await scan(house, meeting["sittings"][0]["id"], who)).status_code == 201


class TestAttendance:
    @both
    async def test_what_is_in_force_on_the_day_decides_who_is_late_and_how_long_one_may_make_up(
        self, house: House
    ) -> None:
        await decided(house, from_on=MEETING_DAY, grace_minutes=30, make_up_days=10)
        meeting = await a_theme_day(house)
        await late(house, meeting, "wang", 20)
        await late(house, meeting, "chen", 31)
        house.watch.at = wall(16)
        await close(house, meeting)
        found = await states(house, meeting)
        assert (found["wang"], found["chen"], found["li"]) == ("present", "late", "absent")
        assert await due(house, meeting, "li") == "2026-10-02"
        assert [fact["data"]["minutes"] for fact in await told(house, "attendance.late")] == [31]

    @both
    async def test_what_is_decided_on_the_day_does_not_touch_the_day(self, house: House) -> None:
        """Nor when the meeting is closed, or an attendance corrected, after the change has come into force."""
        meeting = await a_theme_day(house)
        await late(house, meeting, "wang", 20)
        await decided(house, from_on=DAY_AFTER, grace_minutes=30, make_up_days=10)
        house.watch.at = wall(9, day=23)
        await close(house, meeting)
        assert (await states(house, meeting))["wang"] == "late"
        assert await due(house, meeting, "li") == "2026-09-30"
        body = {"to": "present", "came_at": "2026-09-22T14:16:00+08:00", "reason": "门口登记簿为证"}
        path = f"/v1/meetings/{meeting['id']}/attendance-corrections"
        answer = await house.post(path, body | {"person_id": str(ident("li"))}, "secretary")
        assert answer.status_code == 201, answer.text
        assert (await states(house, meeting))["li"] == "late"

    @both
    async def test_check_in_opens_and_check_out_ends_when_the_branch_says(self, house: House) -> None:
        meeting = await a_theme_day(house)
        sitting = meeting["sittings"][0]["id"]
        await decided(house, check_in_minutes=60, check_out_minutes=0)
        house.watch.at = wall(12, 59)
        assert code_of(await scan(house, sitting, "wang")) == "check_in_closed"
        house.watch.at = wall(13)
        assert (await scan(house, sitting, "wang")).status_code == 201
        assert await listed(house, sitting, {"chen": "in"}) == ["recorded"]
        house.watch.at = wall(16, 1)
        assert code_of(await scan(house, sitting, "wang", "out")) == "check_in_closed"

    @both
    async def test_the_desk_reads_the_parameters_once_for_all_who_come(self, house: House) -> None:
        """Beside the careful way of one alone, no check-in costs a statement for them."""
        meeting = await a_theme_day(house)
        house.watch.at = wall(14)
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if "FROM parameter_change" in statement:
                asked.append(statement)

        event.listen(house.database.engine.sync_engine, "before_cursor_execute", note)
        for who in ("wang", "chen", "leader", "secretary", "li"):
            assert (await scan(house, meeting["sittings"][0]["id"], who)).status_code == 201
        assert len(asked) == 1


class TestMakeUps:
    async def test_after_absence_it_is_worth_what_the_branch_said_on_the_day_of_the_meeting(
        self, house: House
    ) -> None:
        await decided(house, from_on=MEETING_DAY, absence_credit=0.3)
        await decided(house, from_on=DAY_AFTER, absence_credit=0.1)
        meeting = await a_theme_day(house)
        house.watch.at = wall(16)
        await close(house, meeting)
        house.watch.at = wall(9, day=24)
        rows = (await house.read(f"/v1/make-ups?meeting_id={meeting['id']}", "organiser"))["items"]
        [path] = [f"/v1/make-ups/{row['id']}" for row in rows if row["person_id"] == str(ident("wang"))]
        await house.made(f"{path}/note", {"note": "已学习会议材料。"}, "wang")
        await house.made(f"{path}/confirmation", None, "leader")
        assert [fact["data"]["credit"] for fact in await told(house, "makeup.done")] == ["0.3"]


class TestMinutes:
    async def test_they_say_by_when_they_should_be_signed(self, house: House) -> None:
        """Three days instead of seven from the day of the meeting on; null until it is closed."""
        await decided(house, from_on=MEETING_DAY, minutes_days=3)
        meeting = await assembled(house, *FULL)
        await decided(house, from_on=DAY_AFTER, minutes_days=14)
        path, body = f"{meeting.path}/minutes", {"after": 0, "summary": "会议学习了安全规程。"}
        assert (await house.made(f"{path}/versions", body, "publicist"))["due_on"] is None
        await house.made(f"{meeting.path}/closing", None, "secretary")
        house.watch.pass_by(days=2)
        assert (await house.read(path, "wang"))["due_on"] == "2026-09-25"


class TestOffers:
    async def test_a_freed_place_is_offered_as_long_as_the_branch_or_the_sitting_says(
        self, house: House
    ) -> None:
        await decided(house, from_on=MEETING_DAY, offer_hours=48)
        before, after = "2026-09-21T14:00:00+08:00", "2026-09-21T16:00:00+08:00"
        sittings = [a_sitting(), a_sitting(offer_hours=12), a_sitting(starts_at=before, ends_at=after)]
        meeting = await house.a_meeting(sittings=sittings)
        shown = {each["starts_at"][:10]: each["offer_hours"] for each in meeting["sittings"]}
        assert shown["2026-09-21"] == 24
        assert sorted(each["offer_hours"] for each in meeting["sittings"]) == [12, 24, 48]
        path = f"/v1/sittings/{meeting['sittings'][0]['id']}"
        etag = (await house.get(path, "organiser")).headers["etag"]
        moved = await house.put(path, a_sitting(), "organiser", etag=etag)
        assert moved.json()["offer_hours"] == 48


class TestRatings:
    @pytest.mark.parametrize(
        ("decision", "told_of"), [({}, 1), ({"good_rating": 4.1}, 0), ({"minimum_group": 4}, 0)]
    )
    async def test_how_good_and_of_how_many_the_branch_says(
        self, house: House, decision: dict[str, Any], told_of: int
    ) -> None:
        """Three give a four: a mean of four, shown from three people on unless the branch asks for more."""
        if decision:
            await decided(house, **decision)
        path = await lessons.held(house)
        await lessons.rated(house, path, 4, 4, 4)
        await house.made(f"{path}/conclusion", None, "organiser")
        assert len(await told(house, "lesson.given")) == told_of
        shown = (await house.read(f"{path}/ratings", "li"))["overall"]
        assert shown == (None if "minimum_group" in decision else 4)


class TestLearning:
    async def test_a_contest_has_the_terms_of_the_day_on_which_it_opens(self, house: House) -> None:
        await decided(house, from_on="2026-10-01", pass_mark=80, contest_attempts=2)
        body = {"title": "安全知识竞赛", "draws": 5, "minutes": 10}

        async def terms(opens: str, closes: str, **more: int) -> tuple[int, int]:
            window = {"opens_at": f"{opens}T08:00:00+08:00", "closes_at": f"{closes}T20:00:00+08:00"}
            made = await house.made("/v1/contests", body | window | more, "publicist")
            return made["pass_mark"], made["attempts"]

        assert await terms("2026-09-30", "2026-10-02") == (60, 1)
        assert await terms("2026-10-01", "2026-10-02") == (80, 2)
        assert await terms("2026-10-01", "2026-10-02", pass_mark=70, attempts=1) == (70, 1)

    @pytest.mark.parametrize(("longest", "status"), [(6, 201), (5, 422)])
    async def test_how_long_a_material_may_be_the_branch_says(
        self, house: House, longest: int, status: int
    ) -> None:
        await decided(house, material_minutes=longest)
        house.watch.pass_by(days=1)
        body = {"title": "锅炉水位", "text": "看水位计。", "minutes": 6}
        assert (await house.post("/v1/materials", body, "publicist")).status_code == status
