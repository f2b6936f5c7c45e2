"""A sitting or a whole meeting is cancelled: nobody keeps a place, nobody is offered one, everybody is told."""

import asyncio

from tests.activities.attending import a_theme_day, at, close, listed, one, states, wall
from tests.activities.house import House, a_sitting, both, nothing
from tests.activities.registering import (
    act,
    an_open_sitting,
    patiently,
    registered,
    seen,
    swept,
    taken,
    tried,
)
from tests.activities.registering import states as registered_states
from tests.points.world import ident
from tests.support.door import code_of


async def cancelled(house: House, sitting: str, by: str = "organiser") -> dict[str, object]:
    """The sitting as it stands then."""
    return await house.made(f"/v1/sittings/{sitting}/cancellation", None, by)


async def titles(house: House, who: str) -> list[str]:
    """What somebody was told."""
    return [each["title"] for each in (await house.read("/v1/notices", who))["items"]]


class TestCancelling:
    async def test_only_an_organiser_of_the_branch_cancels_and_once(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=1)
        path = f"/v1/sittings/{sitting}/cancellation"
        assert (await house.post(path, None, None)).status_code == 401
        assert code_of(await house.post(path, None, "wang")) == "forbidden"
        assert code_of(await house.post(path, None, "other organiser")) == "sitting_missing"
        answer = await house.post(f"/v1/sittings/{nothing()}/cancellation", None, "organiser")
        assert code_of(answer) == "sitting_missing"
        assert (await cancelled(house, sitting))["state"] == "cancelled"
        assert code_of(await house.post(path, None, "organiser")) == "sitting_cancelled"

    @both
    async def test_nobody_keeps_a_place_waits_or_is_offered_one(self, house: House) -> None:
        """Confirmed, offered, waiting: all end, with who ended them, and everybody is told."""
        sitting = await an_open_sitting(house, capacity=2)
        keys = ("wang", "chen", "li", "alone")
        wang, chen, li, alone = [await registered(house, sitting, key) for key in keys]
        await act(house, chen, "cancellation", "chen")
        assert [(await seen(house, each))[0] for each in (wang, li, alone)] == [
            *("confirmed", "offered", "waitlisted")
        ]
        await cancelled(house, sitting)
        assert await registered_states(house, sitting) == {"sitting_cancelled": 3, "cancelled": 1}
        assert await taken(house, sitting) == 0
        for who in ("wang", "li", "alone"):
            assert (await titles(house, who))[0] == "场次已取消 / A sitting was cancelled:参观烈士陵园"
        assert await titles(house, "chen") == []
        last = (await house.read(f"/v1/registrations/{li['id']}/steps", "li"))["items"][-1]
        assert (last["state"], last["by_id"]) == ("sitting_cancelled", str(ident("organiser")))
        house.watch.pass_by(hours=48)
        await swept(house)
        assert await registered_states(house, sitting) == {"sitting_cancelled": 3, "cancelled": 1}
        assert code_of(await act(house, li, "acceptance", "li")) == "sitting_cancelled"
        assert code_of(await tried(house, sitting, "chen")) == "sitting_cancelled"

    async def test_a_request_that_waits_for_approval_ends_too(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=2, needs_approval=True)
        row = await registered(house, sitting, "wang")
        await cancelled(house, sitting)
        assert (await seen(house, row))[0] == "sitting_cancelled"
        assert code_of(await act(house, row, "approval", "organiser")) == "registration_not_in_state"

    async def test_with_the_meeting_go_all_its_sittings(self, house: House) -> None:
        meeting = await house.a_noticed_meeting(
            kind="themed_activity", sittings=[a_sitting(), a_sitting(starts_at=at(18), ends_at=at(20))]
        )
        rows = [await registered(house, each["id"], "wang") for each in meeting["sittings"]]
        await house.made(f"/v1/meetings/{meeting['id']}/cancellation", {"reason": "台风"}, "organiser")
        assert [(await seen(house, row))[0] for row in rows] == ["sitting_cancelled"] * 2
        assert len(await titles(house, "wang")) == 2

    @both
    async def test_whoever_registers_meanwhile_comes_too_late_or_is_sent_home(self, house: House) -> None:
        """Real races: whatever comes first, nobody stays confirmed."""
        sitting = await an_open_sitting(house, capacity=3)
        path = f"/v1/sittings/{sitting}"
        keys = ("wang", "chen", "leader", "li", "alone", "secretary")
        await asyncio.gather(
            *(patiently(house, f"{path}/registrations", {}, key, f"come-{key}") for key in keys),
            patiently(house, f"{path}/cancellation", None, "organiser", "cancel-it"),
        )
        assert set(await registered_states(house, sitting)) <= {"sitting_cancelled"}
        assert await taken(house, sitting) == 0


class TestAttendance:
    @both
    async def test_whoever_had_checked_in_has_not_come_but_to_the_other_sitting(self, house: House) -> None:
        later = a_sitting(starts_at=at(20), ends_at=at(22))
        meeting = await a_theme_day(house, sittings=[a_sitting(), later])
        early, late = (each["id"] for each in meeting["sittings"])
        house.watch.at = wall(14)
        await listed(house, early, {"wang": "in", "chen": "in"})
        await cancelled(house, early)
        assert (await states(house, meeting))["wang"] == "expected"
        assert await listed(house, early, {"li": "in"}) == ["sitting_cancelled"]
        house.watch.at = wall(20)
        await listed(house, late, {"wang": "in"})
        await close(house, meeting)
        assert (await one(house, meeting, "wang"))["sitting_id"] == late
        assert (await states(house, meeting))["chen"] == "absent"

    async def test_what_was_held_is_not_cancelled_afterwards(self, house: House) -> None:
        meeting = await a_theme_day(house)
        house.watch.at = wall(16)
        await listed(house, meeting["sittings"][0]["id"], {"wang": "in"}, at(14))
        await close(house, meeting)
        answer = await house.post(
            f"/v1/sittings/{meeting['sittings'][0]['id']}/cancellation", None, "organiser"
        )
        assert code_of(answer) == "meeting_not_in_state"
