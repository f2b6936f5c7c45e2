"""A members' meeting decides on two applicants, one by one, and elects: every number is said aloud."""

from typing import Any

from tests.points.world import ident
from tests.support.door import code_of

from .assembly import Assembly, an_admission, an_election, assembled, join, noticed
from .house import House, both


async def _opinion(assembly: Assembly, motion: str, key: str, choice: str) -> Any:
    body = {"choice": choice, "text": "因当班不能到会,书面表达意见。"}
    return await assembly.house.post(f"{motion}/opinions", body, key)


@both
async def test_two_applicants_are_admitted_or_not_one_by_one(house: House) -> None:
    """Ten are entitled of thirteen on the roll. Rules 18 and 20; Admission Rules (2014)."""
    await join(house, "sun", "zhou")
    await join(house, "qian", "wu", status="probationary")
    meeting = await noticed(house)
    roll = await house.read(f"{meeting.path}/roll", "wang")
    assert (roll["expected"], roll["entitled"]) == (13, 11)
    await meeting.exclude("zhou", "出国半年以上", "总支批复3号")
    first, second = await meeting.tabled(an_admission("qian")), await meeting.tabled(an_admission("wu"))

    # Those on shift write before the meeting; whoever has no vote cannot, and nobody can twice.
    for motion, alone, sun in ((first, "yes", "yes"), (second, "yes", "no")):
        assert (await _opinion(meeting, motion, "alone", alone)).status_code == 201
        assert (await _opinion(meeting, motion, "sun", sun)).status_code == 201
        assert (await _opinion(meeting, motion, "chen", "no")).status_code == 201
    assert code_of(await _opinion(meeting, first, "qian", "yes")) == "not_entitled"
    assert code_of(await _opinion(meeting, first, "zhou", "yes")) == "not_entitled"
    assert code_of(await _opinion(meeting, first, "sun", "no")) == "opinion_twice"

    await meeting.open()
    assert code_of(await _opinion(meeting, first, "li", "yes")) == "opinion_too_late"

    # Five of ten are half, which would do for an ordinary motion; opinions in writing are not presence.
    await meeting.arrive("secretary", "publicist", "organiser", "wang", "leader", "qian", "wu")
    quorum = await meeting.quorum("admission")
    assert (quorum["eligible"], quorum["present"], quorum["attending"]) == (10, 5, 7)
    assert (quorum["needed"], quorum["reached"]) == (1, False)
    assert [(each["name"], each["reason"], each["approval"]) for each in quorum["excluded"]] == [
        ("zhou", "出国半年以上", "总支批复3号")
    ]
    assert (await meeting.quorum("ordinary"))["reached"] is True
    refused = await house.post(f"{first}/opening", None, "secretary")
    assert code_of(refused) == "quorum_missing"

    # Chen, who had written no, comes after all: the sixth of ten. What she says now counts instead.
    await meeting.arrive("chen")
    await house.made(f"{first}/opening", None, "secretary")
    await meeting.vote(first, "yes", "secretary", "publicist", "organiser", "chen")
    await meeting.vote(first, "no", "wang")
    await meeting.vote(first, "abstain", "leader")
    for nobody in ("qian", "zhou"):
        assert code_of(await house.post(f"{first}/ballots", {"choice": "yes"}, nobody)) == "not_entitled"
    assert code_of(await house.post(f"{first}/ballots", {"choice": "yes"}, "sun")) == "not_in_the_room"

    admitted = await meeting.close(first)
    assert admitted == {
        "rule_effective_on": "2014-05-28",
        "eligible": 10,
        "present": 6,
        "yes": 6,
        "no": 1,
        "abstain": 1,
        "written": 2,
        "outcome": "passed",
        "votes": [],
        "elected": [],
        "tied": [],
        "open_seats": 0,
    }

    # The second applicant has five of ten: four in the room and one in writing. Half is not more than half.
    await house.made(f"{second}/opening", None, "secretary")
    await meeting.vote(second, "yes", "secretary", "publicist", "organiser", "chen")
    await meeting.vote(second, "no", "wang", "leader")
    failed = await meeting.close(second)
    assert (failed["yes"], failed["no"], failed["written"], failed["outcome"]) == (5, 3, 2, "failed")

    [resolution] = (await house.read("/v1/resolutions", "wang"))["items"]
    assert (resolution["number"], resolution["motion_id"]) == (1, first.rsplit("/", 1)[1])
    hands = (await house.read(f"{first}/ballots", "wang"))["items"]
    assert {each["name"]: each["choice"] for each in hands} == {
        "secretary": "yes",
        "publicist": "yes",
        "organiser": "yes",
        "chen": "yes",
        "wang": "no",
        "leader": "abstain",
    }


async def test_an_election_waits_for_the_eighth_of_ten(house: House) -> None:
    """Four fifths of those entitled suffice; more than half of those present elect (rule 19)."""
    await join(house, "sun")
    seven = ("secretary", "publicist", "organiser", "wang", "leader", "chen", "li")
    meeting = await assembled(house, *seven)
    motion = await meeting.tabled(an_election("wang", "chen", "li", "alone", seats=2, secret=True))
    assert (await meeting.quorum("election"))["needed"] == 1
    assert code_of(await house.post(f"{motion}/opening", None, "secretary")) == "quorum_missing"
    await meeting.arrive("alone")
    await house.made(f"{motion}/opening", None, "secretary")

    named = {
        "secretary": ("wang", "chen"),
        "publicist": ("wang", "chen"),
        "organiser": ("wang", "chen"),
        "wang": ("wang", "chen"),
        "leader": ("wang", "li"),
        "chen": ("li", "alone"),
        "li": ("li",),
        "alone": (),
    }
    for voter, chosen in named.items():
        assert (await meeting.elect(motion, voter, *chosen)).status_code == 201

    # Five of eight elect; four of eight are half, so the second seat stays open for people to decide.
    result = await meeting.close(motion)
    assert [(each["name"], each["votes"]) for each in result["votes"]][:2] == [("wang", 5), ("chen", 4)]
    assert (result["eligible"], result["present"], result["abstain"]) == (10, 8, 1)
    assert (result["elected"], result["tied"], result["open_seats"]) == ([str(ident("wang"))], [], 1)
    further = an_election("chen", "li", seats=1, secret=True, round_of=motion.rsplit("/", 1)[1])
    assert await meeting.opened(further)
