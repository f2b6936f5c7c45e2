"""One Saturday in Baiguo community, from a dark staircase to points, a star and a sheet of paper, and back again.

Demand, verification, match accepted by both sides, project, more sign-ups than places, scans, one check-out forgotten,
both sides confirm, publicity, final hours, points once, the quarter's letter, a record sheet that a foreign library
verifies with the network off; then one record is voided, and with it go the points, the star and the sheet.

The Saturday is 14 November 2026, nine to twelve. By hand: three hours are worth 2 points each (C01 of table A), 6. The
branch has set its lowest star at 3 hours. Whoever forgot to check out is confirmed for two hours, 4 points.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from openbadgeslib.ob3 import OB3Verifier

from ops.house import House
from services.directory.demo import demo_id
from tests.support.issuer import Watch
from tests.volunteering.sheets import no_network

from .visitor import Visitors

BAIGUO = str(demo_id("organisation", "baiguo-community"))
POWER = str(demo_id("organisation", "power-branch"))
VOLUNTEERS = ("member", "leader", "member2", "member3")


def _at(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    """By the factory's clock."""
    return datetime(year, month, day, hour - 8, minute, tzinfo=UTC)


@pytest.fixture
def watch() -> Watch:
    return Watch(_at(11, 2, 9))


class Story:
    """The branch and the community, their clock, and what was said in one chapter and is needed in the next."""

    def __init__(self, house: House, people: Visitors, watch: Watch) -> None:
        self.house, self.people, self.watch = house, people, watch
        self.period, self.demand, self.project = "", "", ""
        self.shift: dict[str, Any] = {}
        self.sheet: dict[str, Any] = {}
        self.star = ""
        self.ids: dict[str, str] = {}

    def go_to(self, when: datetime) -> None:
        self.watch.at = when
        self.people.leave()

    async def who(self, login: str) -> str:
        if login not in self.ids:
            self.ids[login] = (await self.people.get(login, "/v1/me"))["id"]
        return self.ids[login]

    async def sweep(self) -> None:
        await self.house.apps["volunteering"].state.sweeper.once()
        await self.house.settle()

    async def service_points(self, login: str) -> Any:
        """What C01 counts in somebody's score; None without an entry that stands."""
        await self.house.settle()
        path = f"/v1/periods/{self.period}/scores/{await self.who(login)}"
        lines = (await self.people.get(login, path))["lines"]
        found = [each["counted"] for each in lines if each["item_code"] == "C01" and each["entry_id"]]
        return sum(found) if found else None

    async def record_of(self, login: str, by: str = "baiguo") -> dict[str, Any]:
        """Somebody's service record of the day."""
        rows = (await self.people.get(by, f"/v1/service-records?shift_id={self.shift['id']}"))["items"]
        wanted = await self.who(login)
        return next(row for row in rows if row["person_id"] == wanted)


async def test_one_saturday_in_baiguo(house: House, branch: Visitors, watch: Watch) -> None:
    story = Story(house, branch, watch)
    await _the_quarter_is_open(story)
    await _branch_and_members_report_to_the_community(story)
    await _a_demand_is_verified_by_another_officer(story)
    await _both_sides_accept_the_match(story)
    await _more_sign_up_than_there_are_places(story)
    await _people_are_scanned_and_one_forgets_to_check_out(story)
    await _both_sides_confirm(story)
    await _the_hours_stay_public_and_become_final(story)
    await _points_follow_once(story)
    await _a_star_is_awarded(story)
    await _the_sheet_verifies_in_foreign_hands(story)
    await _the_quarters_letter_is_signed_and_read(story)
    await _one_record_is_voided_and_all_that_rests_on_it_falls(story)


async def _the_quarter_is_open(story: Story) -> None:
    scheme = await story.people.post("organiser", "/v1/schemes", {"template": "A"})
    resolution = {
        "resolution_no": "动支党〔2026〕9号",
        "resolved_on": "2026-09-25",
        "effective_on": "2026-10-01",
    }
    await story.people.post("secretary", f"/v1/schemes/{scheme['id']}/approval", resolution)
    wanted = {"scheme_id": scheme["id"], "code": "2026-Q4"}
    story.period = (await story.people.post("organiser", "/v1/periods", wanted))["id"]


async def _branch_and_members_report_to_the_community(story: Story) -> None:
    """The unit to the community of its location, each member to the one of residence, by their own word."""
    await _the_lowest_star_is_three_hours(story)
    unit = {"community_id": BAIGUO, "contact": "动力车间党支部组织委员", "offers": "电气检修、设备维护"}
    slip = await story.people.post("secretary", "/v1/unit-reports", unit)
    await story.people.post("baiguo", f"/v1/unit-reports/{slip['id']}/receipt")
    consent = {"fields": ["name", "skills", "hours"], "wording": "1"}
    for login in VOLUNTEERS:
        await story.people.post(login, "/v1/volunteers", {"skills": ["electrician"], "wishes": ["safety"]})
        report = await story.people.post(
            login, "/v1/member-reports", {"community_id": BAIGUO, "consent": consent}
        )
        placed = {"grid": "第三网格", "team": "照明小组"}
        await story.people.post("baiguo", f"/v1/member-reports/{report['id']}/receipt", placed)


async def _the_lowest_star_is_three_hours(story: Story) -> None:
    headers = await story.people.headers("secretary") | {"If-Match": "*"}
    change = {"from_on": "2026-11-03", "note": "先从小处做起", "star_hours": [3, 30, 300]}
    answer = await story.people.client.patch(
        f"/v1/volunteering-parameters/{POWER}", json=change, headers=headers
    )
    assert answer.status_code == 200, answer.text


async def _a_demand_is_verified_by_another_officer(story: Story) -> None:
    wanted = {
        "kind": "service",
        "category": "safety",
        "urgency": "high",
        "title": "三号楼楼道照明检修",
        "description": "十二个单元的楼道灯不亮,老人夜里不敢下楼。",
        "beneficiary": "三号楼住户",
        "skill": "electrician",
        "quantity": 3,
        "wanted_from": "2026-11-14T09:00:00+08:00",
        "wanted_until": "2026-11-14T12:00:00+08:00",
        "expires_on": "2026-11-12",
    }
    demand = await story.people.post("baiguo", "/v1/demands", wanted)
    story.demand = demand["id"]
    verified = await story.people.post("baiguo2", f"/v1/demands/{story.demand}/verification")
    assert (verified["state"], verified["verified_alone"]) == ("verified", False)
    await story.people.post("baiguo", f"/v1/demands/{story.demand}/publication")
    seen = await story.people.get("member", f"/v1/demands/{story.demand}")
    assert (seen["title"], seen["beneficiary"]) == ("三号楼楼道照明检修", None)


async def _both_sides_accept_the_match(story: Story) -> None:
    offer = {
        "kind": "skill",
        "category": "safety",
        "title": "电工检修队",
        "skill": "electrician",
        "quantity": 4,
        "owner": "branch",
        "from_at": "2026-11-01T08:00:00+08:00",
        "until_at": "2026-12-31T18:00:00+08:00",
    }
    await story.people.post("organiser", "/v1/resources", offer)
    proposed = await story.people.post("baiguo", "/v1/matches/proposals", {"demand_id": story.demand})
    match = proposed["items"][0]
    assert match["score"] == sum(each["points"] for each in match["reasons"])
    assert all(each["text"]["zh"] and each["text"]["en"] for each in match["reasons"])
    await story.people.post("baiguo", f"/v1/matches/{match['id']}/acceptance", {})
    done = await story.people.post("organiser", f"/v1/matches/{match['id']}/acceptance", {})
    story.project = done["project_id"]
    project = await story.people.get("organiser", f"/v1/projects/{story.project}")
    assert (project["state"], project["demand_id"]) == ("agreed", story.demand)


async def _more_sign_up_than_there_are_places(story: Story) -> None:
    shift = {
        "starts_at": "2026-11-14T09:00:00+08:00",
        "ends_at": "2026-11-14T12:00:00+08:00",
        "place": "白果社区三号楼",
        "roles": [{"code": "electrician", "title": "检修员", "slots": 3, "skill": "electrician"}],
    }
    story.shift = await story.people.post("organiser", f"/v1/projects/{story.project}/shifts", shift)
    await story.people.post("organiser", f"/v1/projects/{story.project}/recruitment")
    wish = {"shift_id": story.shift["id"], "role_id": story.shift["roles"][0]["id"]}
    for login in ("member", "leader", "member2"):
        await story.people.post(login, "/v1/sign-ups", wish)
    full = await story.people.post("member3", "/v1/sign-ups", wish, 409)
    assert full["code"] == "places_taken"


async def _people_are_scanned_and_one_forgets_to_check_out(story: Story) -> None:
    story.go_to(_at(11, 14, 8, 55))
    for login in ("member", "leader", "member2"):
        await _scan(story, login, "in")
    story.go_to(_at(11, 14, 12, 5))
    for login in ("member", "leader"):
        await _scan(story, login, "out")
    story.go_to(_at(11, 14, 13, 30))
    await story.sweep()
    kept = await story.record_of("member")
    assert (kept["measured_minutes"], kept["state"]) == (180, "submitted")
    forgotten = await story.record_of("member2")
    assert (forgotten["basis"], forgotten["confirmed_minutes"]) == ("forgotten_check_out", None)


async def _scan(story: Story, login: str, mark: str) -> None:
    """By the code that the community's officer shows on the spot."""
    code = (await story.people.get("baiguo", f"/v1/shifts/{story.shift['id']}/code"))["code"]
    scan = {"shift_id": story.shift["id"], "mark": mark, "code": code, "device": f"phone-{login}"}
    await story.people.post(login, "/v1/service-scans", scan)


async def _both_sides_confirm(story: Story) -> None:
    """Nobody speaks for both, nobody for themselves, and what was forgotten needs a reason."""
    story.go_to(_at(11, 16, 9))
    for login in ("member", "leader"):
        await _confirm(story, login, {"minutes": 180})
    record = await story.record_of("member2")
    here = f"/v1/service-records/{record['id']}/confirmations"
    unexplained = await story.people.post("baiguo", here, {"minutes": 120}, 422)
    assert unexplained["code"] == "omission_unexplained"
    await _confirm(story, "member2", {"minutes": 120, "reason": "十一点离场,网格员在场"})


async def _confirm(story: Story, login: str, word: dict[str, Any]) -> None:
    record = await story.record_of(login)
    here = f"/v1/service-records/{record['id']}/confirmations"
    first = await story.people.post("baiguo", here, word)
    assert (first["state"], first["awaits"]) == ("submitted", ["branch"])
    twice = await story.people.post("baiguo2", here, word, 409)
    assert twice["code"] == "side_spoke"
    both = await story.people.post("organiser", here, word)
    assert both["state"] == "in_publicity"


async def _the_hours_stay_public_and_become_final(story: Story) -> None:
    public = (await story.people.get("member3", "/v1/published-hours"))["items"]
    assert sorted(each["minutes"] for each in public) == [120, 180, 180]
    await story.sweep()
    assert (await story.record_of("member"))["state"] == "in_publicity"
    story.go_to(_at(11, 20, 9))
    await story.sweep()
    final = [(await story.record_of(login))["state"] for login in ("member", "leader", "member2")]
    assert final == ["final", "final", "final"]


async def _points_follow_once(story: Story) -> None:
    assert await story.service_points("member") == 6
    assert await story.service_points("member2") == 4
    assert await story.service_points("member3") is None
    await story.sweep()
    assert await story.service_points("member") == 6


async def _a_star_is_awarded(story: Story) -> None:
    wrong = await story.people.post("member2", "/v1/star-levels", {"level": 1}, 409)
    assert wrong["code"] == "star_hours_missing"
    applied = await story.people.post("member", "/v1/star-levels", {"level": 1, "shown": True})
    story.star = applied["id"]
    decided = {"awarded": True, "reason": "累计三小时,经公示无异议"}
    given = await story.people.post("organiser", f"/v1/star-levels/{story.star}/decision", decided)
    assert given["state"] == "awarded"


async def _the_sheet_verifies_in_foreign_hands(story: Story) -> None:
    span = {"from_on": "2026-11-01", "until_on": "2026-11-19"}
    wanted = {"community_id": BAIGUO, "branch_id": POWER, **span}
    story.sheet = await story.people.post("member", "/v1/record-sheets", wanted)
    assert (story.sheet["minutes"], story.sheet["heading_zh"]) == (180, "内部服务记录单")
    path = f"/v1/record-sheets/{story.sheet['id']}/credential"
    answer = await story.people.client.get(path, headers=await story.people.headers("member"))
    issuer = _issuer(answer.text)
    with no_network():
        found = OB3Verifier.for_issuer_did(issuer).verify(answer.text)
    assert found.issuer.id == issuer
    assert await _told_by_the_paper(story) == {
        "state": "issued",
        "masked_name": "王**",
        "minutes": 180,
        "issued_on": "2026-11-20",
    }


def _issuer(token: str) -> str:
    """Whose credential it says it is, read without our own code."""
    import base64  # noqa: PLC0415 - of no use elsewhere here
    import json  # noqa: PLC0415 - as above

    payload = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["iss"])


async def _told_by_the_paper(story: Story) -> Any:
    """What a stranger learns who holds it in hand."""
    number, code = story.sheet["number"], story.sheet["check_code"]
    path = f"/v1/record-sheets/verification?number={number}&code={code}"
    answer = await story.people.client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _the_quarters_letter_is_signed_and_read(story: Story) -> None:
    story.go_to(_at(1, 5, 9, year=2027))
    named = f"community_id={BAIGUO}&branch_id={POWER}&quarter=2026-Q4"
    draft = await story.people.get("baiguo", f"/v1/feedback-letters/figures?{named}")
    assert (draft["figures"]["people"], draft["figures"]["minutes"]) == (3, 480)
    letter = {
        "community_id": BAIGUO,
        "branch_id": POWER,
        "quarter": "2026-Q4",
        "conduct": "服务认真,居民反映良好。",
        "digest": draft["digest"],
    }
    signed = await story.people.post("baiguo", "/v1/feedback-letters", letter)
    here = f"/v1/feedback-letters/{signed['id']}"
    assert (await story.people.get("secretary", f"{here}/verification"))["signature_valid"] is True
    read = await story.people.post("secretary", f"{here}/receipt")
    assert read["read_by"] == await story.who("secretary")


async def _one_record_is_voided_and_all_that_rests_on_it_falls(story: Story) -> None:
    record = await story.record_of("member")
    here = f"/v1/service-records/{record['id']}"
    asked = await story.people.post("baiguo", f"{here}/voiding", {"reason": "经查当日由他人代签"})
    assert asked["state"] == "final"  # one side's word is not enough
    void = await story.people.post("secretary", f"{here}/voiding", {"reason": "与本人核实属实"})
    assert void["state"] == "voided"
    assert await story.service_points("member") is None
    assert await story.service_points("leader") == 6
    star = await story.people.get("member", f"/v1/star-levels/{story.star}")
    assert star["state"] == "withdrawn"
    assert (await _told_by_the_paper(story))["state"] == "withdrawn"
    late = await story.people.post("organiser", f"{here}/confirmations", {"minutes": 180}, 409)
    assert late["code"] == "confirmed_after_void"
    steps = (await story.people.get("member", f"{here}/history"))["steps"]
    assert steps[-1]["state"] == "voided"
