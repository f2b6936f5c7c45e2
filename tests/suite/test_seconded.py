"""Somebody is seconded for three months, the meeting does not wait for them.

Wang Jianguo (`member`) belongs to the boiler group, which Zhou Qiming (`leader`) leads. The group is called for Friday
20 November 2026. On Monday the sixteenth Wang begins to work for the neighbouring factory, until the middle of
February; the organisation commissioner writes it down on the tenth.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from ops.house import House
from services.directory.demo import demo_id
from tests.support.issuer import Watch

from .visitor import Visitors

GROUP = str(demo_id("organisation", "boiler-group"))
WANG = str(demo_id("person", "member"))


def _at(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    """By the factory's clock."""
    return datetime(year, month, day, hour - 8, tzinfo=UTC)


@pytest.fixture
def watch() -> Watch:
    return Watch(_at(11, 2))


class Story:
    """The group and its clock, and what was said in one chapter and is needed in the next."""

    def __init__(self, house: House, people: Visitors, watch: Watch) -> None:
        self.house, self.people, self.watch = house, people, watch
        self.meeting, self.sitting, self.leave, self.absence = "", "", "", ""
        self.everybody, self.entitled = 0, 0

    async def go_to(self, *when: int) -> None:
        """What is due by then is done, and who is told of it has it."""
        self.watch.at = _at(*when)
        self.people.leave()
        await self.house.settle()
        await self.house.apps["activities"].state.sweeper.once()
        await self.house.settle()

    async def roll(self, meeting: str) -> Any:
        return await self.people.get("leader", f"/v1/meetings/{meeting}/roll")

    async def wang_on(self, meeting: str) -> Any:
        return await self.people.get("member", f"/v1/meetings/{meeting}/roll/{WANG}")

    async def told(self, login: str) -> list[str]:
        """The kinds of what stands in somebody's inbox about meetings, newest first."""
        found = (await self.people.get(login, "/v1/messages?limit=200"))["items"]
        return [each["kind"] for each in found if each["kind"].startswith("meeting")]


@pytest.mark.slow  # that rolls follow the roster is held by activities' own tests too
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_meeting_does_not_wait_for_whoever_is_seconded(
    house: House, branch: Visitors, watch: Watch
) -> None:
    story = Story(house, branch, watch)
    await _the_group_is_called(story)
    await _wang_asks_for_leave(story)
    await _he_is_seconded_and_the_roll_says_so(story)
    await _his_request_needs_no_answer(story)
    await _he_is_not_reminded_and_the_others_are(story)
    await _the_meeting_is_held_and_nobody_misses_him(story)
    await _in_february_he_is_expected_again(story)


async def _call(story: Story, day: str) -> Any:
    sitting = {
        "starts_at": f"{day}T14:00:00+08:00",
        "ends_at": f"{day}T15:00:00+08:00",
        "place": "锅炉房值班室",
    }
    plan = {"kind": "group_meeting", "group_id": GROUP, "title": "锅炉党小组会", "sittings": [sitting]}
    meeting = await story.people.post("leader", "/v1/meetings", plan)
    return await story.people.post("leader", f"/v1/meetings/{meeting['id']}/notice")


async def _the_group_is_called(story: Story) -> None:
    meeting = await _call(story, "2026-11-20")
    story.meeting, story.sitting = meeting["id"], meeting["sittings"][0]["id"]
    roll = await story.roll(story.meeting)
    story.everybody, story.entitled = roll["expected"], roll["entitled"]
    assert len(roll["lines"]) == story.everybody
    await story.house.settle()
    assert await story.told("member") == ["meeting_called"]


async def _wang_asks_for_leave(story: Story) -> None:
    asked = {"kind": "travel", "reason": "将借调至兄弟厂"}
    leave = await story.people.post("member", f"/v1/meetings/{story.meeting}/leaves", asked)
    story.leave = f"/v1/leaves/{leave['id']}"


async def _he_is_seconded_and_the_roll_says_so(story: Story) -> None:
    await story.go_to(11, 10)
    span = {"from_on": "2026-11-16", "until_on": "2027-02-15"}
    lent = {"person_id": WANG, "kind": "secondment", "host_name": "兄弟卷烟厂"} | span
    story.absence = (await story.people.post("organiser", "/v1/absences", lent))["id"]
    await story.go_to(11, 11)
    line = await story.wang_on(story.meeting)
    assert (line["absence"], line["changed_at"]) == ("seconded", "2026-11-11T01:00:00Z")
    roll = await story.roll(story.meeting)
    # He is still of the group: nobody is left out of a vote without a reason and an approval.
    assert (roll["expected"], roll["entitled"]) == (story.everybody - 1, story.entitled)


async def _his_request_needs_no_answer(story: Story) -> None:
    ended = await story.people.get("member", story.leave)
    assert (ended["state"], ended["decided_by"]) == ("lapsed", None)
    assert ended["decision"] == "已借调,无需请假 / Seconded now, which needs no leave"


async def _he_is_not_reminded_and_the_others_are(story: Story) -> None:
    await story.go_to(11, 19)
    assert (await story.told("member"), (await story.told("leader"))[0]) == (
        ["meeting_called"],
        "meeting_tomorrow",
    )


async def _the_meeting_is_held_and_nobody_misses_him(story: Story) -> None:
    await story.go_to(11, 20, 14)
    await story.people.post("leader", f"/v1/meetings/{story.meeting}/opening")
    lines = (await story.roll(story.meeting))["lines"]
    marks = [{"person_id": line["person_id"], "mark": "in"} for line in lines if line["absence"] is None]
    await story.people.post("leader", f"/v1/sittings/{story.sitting}/scans", {"marks": marks})
    await story.people.post("leader", f"/v1/meetings/{story.meeting}/closing")
    seen = (await story.people.get("leader", f"/v1/meetings/{story.meeting}/attendances"))["items"]
    states = {each["person_id"]: each["state"] for each in seen}
    assert (states.pop(WANG), set(states.values())) == ("exempt", {"present"})
    assert (await story.people.get("member", "/v1/make-ups"))["items"] == []


async def _in_february_he_is_expected_again(story: Story) -> None:
    await story.go_to(2, 1, 9, 2027)
    [during, after] = [await _call(story, f"2027-02-{day}") for day in (10, 16)]
    assert (
        (await story.wang_on(during["id"]))["absence"],
        (await story.wang_on(after["id"]))["absence"],
    ) == (
        "seconded",
        None,
    )
    # He comes home a week early, and the meeting of the tenth is his again.
    ending = {"until_on": "2027-02-08"}
    await story.people.post("organiser", f"/v1/absences/{story.absence}/ending", ending)
    await story.go_to(2, 2, 9, 2027)
    assert (await story.wang_on(during["id"]))["absence"] is None
    assert (await story.told("member"))[:2] == ["meeting_called", "meeting_called"]
