"""Who has left the factory, or moved to another branch: what was open ends with a reason, and what was done stays."""

from datetime import date

from services.activities.usecases import make_ups
from tests.activities.arranging import a_duty, asked, holders, take
from tests.activities.attending import EVERYBODY, a_theme_day, at, close, listed, told, wall
from tests.activities.house import House, both
from tests.activities.lessons import named, prepared
from tests.activities.registering import an_open_sitting, registered, seen, taken
from tests.activities.roster import followed, hear_of, moved
from tests.points.world import ident

GONE = {"active": False, "departure": {"on": "2026-09-15", "reason": "resigned"}}
MOVED = moved("packing", date(2026, 9, 15))


class TestPlaces:
    @both
    async def test_places_and_duties_are_free_for_others_and_say_why(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=2)
        wang, li = [await registered(house, sitting, who) for who in ("wang", "li")]
        chen = await registered(house, sitting, "chen")
        duty = await a_duty(house, sitting, needed=2)
        assert (await take(house, duty, "wang")).status_code == 201
        request = await asked(house, duty, "li")
        await hear_of(house, "wang", memberships=MOVED)
        await hear_of(house, "li", **GONE)
        await house.app.state.sweeper.once()
        assert [await seen(house, row) for row in (wang, li, chen)] == [
            *[("departed", None)] * 2,
            ("offered", None),
        ]
        assert (await taken(house, sitting), await holders(house, duty)) == (1, [])
        steps = [await house.read(f"/v1/registrations/{row['id']}/steps", "organiser") for row in (wang, li)]
        assert [each["items"][-1]["reason"].split(" / ")[1] for each in steps] == [
            "belongs to another branch now",
            "has left the factory",
        ]
        ended = await house.read(f"/v1/undertakings/{request['id']}", "organiser")
        assert (ended["state"], ended["settled_by"]) == ("withdrawn", None)
        assert "has left the factory" in ended["reason"]

    async def test_who_is_invited_by_the_old_branch_keeps_a_duty_there(self, house: House) -> None:
        meeting = await a_theme_day(house)
        duties = [await a_duty(house, meeting["sittings"][0]["id"], title=each) for each in ("摄影", "签到")]
        for duty, who in zip(duties, ("wang", "chen"), strict=True):
            assert (await take(house, duty, who)).status_code == 201
            await hear_of(house, who, memberships=MOVED)
        await followed(house)
        path = f"/v1/meetings/{meeting['id']}/roll"
        guest = await house.made(path, {"person_id": str(ident("wang"))}, "organiser")
        assert (guest["standing"], guest["absence"], guest["may_vote"]) == ("guest", None, False)
        await house.app.state.sweeper.once()
        assert [await holders(house, duty) for duty in duties] == [["wang"], []]


class TestLessons:
    async def test_a_lecturer_who_has_left_is_waited_for_no_more_and_helps_to_open_nothing(
        self, house: House
    ) -> None:
        path, _ = await named(house, "wang")
        menu = await prepared(house, "chen")
        await house.made(
            f"{menu}/menu", {"minimum": 2, "orders_until": "2026-09-20T12:00:00+08:00"}, "organiser"
        )
        await house.made(f"{menu}/orders", None, "wang")
        await hear_of(house, "wang", **GONE)
        await house.app.state.sweeper.once()
        [nomination] = (await house.read(f"{path}/nominations", "organiser"))["items"]
        assert (nomination["state"], nomination["settled_at"] is None) == ("withdrawn", False)
        assert "has left the factory" in nomination["reason"]
        await house.made(f"{path}/nominations", {"lecturer_id": str(ident("li"))}, "organiser")
        await house.made(f"{menu}/orders", None, "li")
        assert (await house.read(menu, "organiser"))["opened_at"] is None


class TestMakeUps:
    async def test_nobody_who_has_left_has_missed_a_make_up(self, house: House) -> None:
        meeting = await a_theme_day(house)
        house.watch.at = wall(16)
        there = dict.fromkeys((who for who in EVERYBODY if who not in {"wang", "chen"}), "in")
        await listed(house, meeting["sittings"][0]["id"], there, at(14))
        await close(house, meeting)
        await hear_of(house, "wang", **GONE)
        state = house.app.state
        await make_ups.sweep(house.database, wall(12, day=30), teller=state.teller, zone=state.zone)
        assert [each["subject"] for each in await told(house, "makeup.missed")] == [str(ident("chen"))]
        [own] = (await house.read(f"/v1/make-ups?person_id={ident('wang')}", "organiser"))["items"]
        assert own["state"] == "withdrawn"
