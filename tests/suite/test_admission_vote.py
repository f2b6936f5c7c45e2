"""A members' meeting decides on two applicants, one by one, and elects, all of it at the public door.

Thirteen are on the roll: ten full members who may vote, one who is abroad and left out of those entitled, and the
two probationary members whose admission as full members is put to the vote. By hand, from the Branch Work
Regulations (2018), article 11, and the Admission Rules (2014): half of ten is a quorum for an ordinary question and
not for an admission, which needs six in the room; six ayes of ten admit and five do not, opinions lodged in writing
among them; an election needs eight of ten in the room, and elects whom more than half of the eight name.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from ops.house import House
from services.directory.demo import demo_id
from tests.support.issuer import Watch

from .smaller_branch import ABROAD, APPLICANTS, shrink
from .visitor import Visitors

_MORNING, _BEGIN = datetime(2026, 11, 10, 1, tzinfo=UTC), datetime(2026, 11, 20, 6, 5, tzinfo=UTC)


@pytest.fixture
def watch() -> Watch:
    return Watch(_MORNING)


class Meeting:
    """The meeting at the door; people are named by their logins."""

    def __init__(self, branch: Visitors, made: dict[str, Any]) -> None:
        self.branch, self.path = branch, f"/v1/meetings/{made['id']}"

    async def arrive(self, *logins: str) -> None:
        body = {"kind": "arrived", "person_ids": [_id(login) for login in logins]}
        await self.branch.post("publicity", f"{self.path}/presences", body)

    async def exclude(self, login: str, reason: str, approval: str) -> None:
        path, headers = f"{self.path}/roll/{_id(login)}", await self.branch.headers("organiser")
        etag = (await self.branch.client.get(path, headers=headers)).headers["etag"]
        body = {"excluded_reason": reason, "excluded_approval": approval, "exempt_reason": None}
        answer = await self.branch.client.put(path, json=body, headers=headers | {"If-Match": etag})
        assert answer.status_code == 200, answer.text

    async def quorum(self, rule: str) -> tuple[int, int, int, bool]:
        """Eligible, present, still needed, reached."""
        found = await self.branch.get("member", f"{self.path}/quorum?rule={rule}")
        return found["eligible"], found["present"], found["needed"], found["reached"]

    async def table(self, kind: str, *logins: str, **more: Any) -> str:
        """The path of a motion about these people."""
        body = {"kind": kind, "title": "表决事项", "text": "提请党员大会表决。"}
        body |= {"candidates": [_id(login) for login in logins]} | more
        motion = await self.branch.post("secretary", f"{self.path}/motions", body)
        await self.branch.post("secretary", f"/v1/motions/{motion['id']}/tabling")
        return f"/v1/motions/{motion['id']}"

    async def write(self, motion: str, login: str, choice: str, refused: str | None = None) -> None:
        body = {"choice": choice, "text": "当班不能到会,书面表达意见。"}
        await self._said(login, f"{motion}/opinions", body, refused)

    async def vote(self, motion: str, choice: str, *logins: str, refused: str | None = None) -> None:
        for login in logins:
            await self._said(login, f"{motion}/ballots", {"choice": choice}, refused)

    async def name(self, motion: str, login: str, *chosen: str) -> None:
        body = {"candidates": [_id(each) for each in chosen]}
        await self._said(login, f"{motion}/ballots", body, None)

    async def open(self, motion: str, refused: str | None = None) -> None:
        await self._said("secretary", f"{motion}/opening", None, refused)

    async def close(self, motion: str) -> dict[str, Any]:
        closed = await self.branch.post("secretary", f"{motion}/closing")
        result: dict[str, Any] = closed["result"]
        return result

    async def _said(self, login: str, path: str, body: Any, refused: str | None) -> None:
        if refused is None:
            await self.branch.post(login, path, body)
            return
        status = 403 if refused == "not_entitled" else 409
        answer = await self.branch.post(login, path, body, status)
        assert answer["code"] == refused


def _id(login: str) -> str:
    return str(demo_id("person", login))


async def _noticed(house: House, branch: Visitors) -> Meeting:
    await shrink(house)
    plan = {
        "kind": "members_meeting",
        "title": "第四季度党员大会",
        "chair_id": _id("secretary"),
        "recorder_id": _id("publicity"),
        "sittings": [
            {
                "starts_at": "2026-11-20T14:00:00+08:00",
                "ends_at": "2026-11-20T16:00:00+08:00",
                "place": "车间二楼会议室",
            }
        ],
    }
    made = await branch.post("organiser", "/v1/meetings", plan)
    await branch.post("organiser", f"/v1/meetings/{made['id']}/notice")
    meeting = Meeting(branch, made)
    roll = await branch.get("member", f"{meeting.path}/roll")
    assert (roll["expected"], roll["entitled"]) == (13, 11)
    await meeting.exclude(ABROAD, "出国半年以上", "总支批复3号")
    return meeting


async def _opened(meeting: Meeting, watch: Watch) -> None:
    watch.at = _BEGIN
    meeting.branch.leave()
    await meeting.branch.post("secretary", f"{meeting.path}/opening")


async def test_two_applicants_are_admitted_or_not_one_by_one(
    house: House, branch: Visitors, watch: Watch
) -> None:
    meeting = await _noticed(house, branch)
    first, second = [await meeting.table("admission", applicant) for applicant in APPLICANTS]

    # Two on shift write, and a third who will come after all; who has no vote cannot, and nobody can twice.
    for motion, member2 in ((first, "yes"), (second, "no")):
        await meeting.write(motion, "leader2", "yes")
        await meeting.write(motion, "member2", member2)
        await meeting.write(motion, "discipline", "no")
    await meeting.write(first, APPLICANTS[0], "yes", refused="not_entitled")
    await meeting.write(first, ABROAD, "yes", refused="not_entitled")
    await meeting.write(first, "member2", "no", refused="opinion_twice")
    await _opened(meeting, watch)
    await meeting.write(first, "member3", "yes", refused="opinion_too_late")

    # Five of ten are half: enough for an ordinary question, not for an admission. The applicants sit there too.
    await meeting.arrive("secretary", "publicity", "organiser", "member", "leader", *APPLICANTS)
    assert await meeting.quorum("ordinary") == (10, 5, 0, True)
    assert await meeting.quorum("admission") == (10, 5, 1, False)
    await meeting.open(first, refused="quorum_missing")

    # The sixth comes: she had written no, and what she says now counts instead.
    await meeting.arrive("discipline")
    await meeting.open(first)
    await meeting.vote(first, "yes", "secretary", "publicity", "organiser", "discipline")
    await meeting.vote(first, "no", "member")
    await meeting.vote(first, "abstain", "leader")
    await meeting.vote(first, "yes", APPLICANTS[0], ABROAD, refused="not_entitled")
    await meeting.vote(first, "yes", "member2", refused="not_in_the_room")
    admitted = await meeting.close(first)
    assert {name: admitted[name] for name in ("eligible", "present", "yes", "no", "abstain", "written")} == {
        "eligible": 10,
        "present": 6,
        "yes": 6,
        "no": 1,
        "abstain": 1,
        "written": 2,
    }
    assert admitted["outcome"] == "passed"

    # Five of ten ayes for the other: four in the room and one in writing. Half is not more than half.
    await meeting.open(second)
    await meeting.vote(second, "yes", "secretary", "publicity", "organiser", "discipline")
    await meeting.vote(second, "no", "member", "leader")
    failed = await meeting.close(second)
    assert (failed["yes"], failed["no"], failed["written"], failed["outcome"]) == (5, 3, 2, "failed")

    # What is closed is closed: a member who comes now moves the meter and no result.
    await meeting.arrive("member3")
    assert await meeting.quorum("admission") == (10, 7, 0, True)
    assert (await branch.get("member", first))["result"] == admitted
    [resolution] = (await branch.get("member", "/v1/resolutions"))["items"]
    assert f"/v1/motions/{resolution['motion_id']}" == first


async def test_an_election_waits_for_the_eighth_of_ten(house: House, branch: Visitors, watch: Watch) -> None:
    """Secret; five of eight elect, four of eight do not, and the second seat stays open."""
    meeting = await _noticed(house, branch)
    await _opened(meeting, watch)
    await meeting.arrive("secretary", "publicity", "organiser", "member", "leader", "discipline", "deputy")
    motion = await meeting.table("election", "member", "discipline", "deputy", seats=2, secret=True)
    assert await meeting.quorum("election") == (10, 7, 1, False)
    await meeting.open(motion, refused="quorum_missing")
    await meeting.arrive("leader2")
    assert await meeting.quorum("election") == (10, 8, 0, True)
    await meeting.open(motion)
    for login in ("secretary", "publicity", "organiser", "member"):
        await meeting.name(motion, login, "member", "discipline")
    await meeting.name(motion, "leader", "member", "deputy")
    for login in ("discipline", "deputy"):
        await meeting.name(motion, login, "deputy")
    await meeting.name(motion, "leader2")
    result = await meeting.close(motion)
    votes = {each["person_id"]: each["votes"] for each in result["votes"]}
    assert votes == {_id("member"): 5, _id("discipline"): 4, _id("deputy"): 3}
    assert (result["eligible"], result["present"], result["abstain"]) == (10, 8, 1)
    assert (result["elected"], result["open_seats"]) == ([_id("member")], 1)
