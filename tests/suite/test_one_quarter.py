"""One quarter of the power workshop's branch on scheme A, from the first claim to a final, explained result.

Two members are followed: Wang Jianguo (`member`) and Zhou Qiming (`leader`, who leads the boiler group).
Facts and lists stand in `docs/first-hour/`; `docs/first-hour.md` tells the same story with curl.

The scores, by hand from table A (item: what came in → what counts):

                       Wang                                    Zhou
    A01 meeting   4    4          4 (told three times)         4
    A02 groups    6    3 × 2      6                            6
    A03 theme     9    3 × 3      9                            9
    A04 lecture   3    3          3                            3
    A05 dues      6    3 × 2      6                            6
    A06 courses   6    6 × 1      6                            6
    A07 contest   3    3          3                            3
    A08 promise   3    claimed 3  3                            claimed 3, granted 2 → 2
        duty     40              40                           39
    B11 hazards   4    claimed 1  1                            reported 5 × 1 → cap 4
    B12 no violat.4    4 − 1.5    2.5                          4
    B21 supply    5    4.5        4.5                          5
    B22 repairs   4               0                            2 × 2 = 4
    B41, B42      7    4 + 3      7                            7
    B61 area      3    3 × 1      3                            3
    B62 coaching  2    claimed 3  2 (cap)                      0
        post     40              20                           27
    C01 community 8    4 h × 2    8                            8
    C02 contact   4               0                            claimed 2 → 2
    C04 talk      3               0                            3
    C05 news      3    rejected, objection upheld → 1          0
        service  20               9                           13
        base    100              69                           79
    D06 post      2                                            2
    E05 violation      minor −3
        score         69 − 3 = 66                     79 + 2 = 81
        grade         basic (60 to 74)                qualified (75 to 89)

Everyone else: nothing came in, so only what is there until it is lost: B12 4 + B41 4 + B42 3 = 11.

Days, by the State Council's notice for 2026 (holiday 1 to 7 October, Saturday 10 October worked): claims for
the third quarter until the fifth working day after 30 September: 8, 9, 10, 12, 13 October. Publicity begins on
14 October and lasts five working days: 15, 16, 19, 20, 21 October. The line corrected on 16 October is on
notice for five of its own: 19, 20, 21, 22, 23 October.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from ops.house import House
from shared.auth.tokens import mint_service_token
from tests.support.issuer import Watch

from .visitor import BASE_URL, SECRET, Visitors

_DATA = Path(__file__).parents[2] / "docs" / "first-hour"


def _list(name: str) -> Any:
    return json.loads((_DATA / name).read_text("utf-8"))


def _at(month: int, day: int) -> datetime:
    """Nine in the morning at the factory."""
    return datetime(2026, month, day, 1, 0, tzinfo=UTC)


@pytest.fixture
def watch() -> Watch:
    return Watch(_at(7, 1))


class Story:
    """What was said in one chapter and is needed in the next."""

    def __init__(self, house: House, branch: Visitors, watch: Watch) -> None:
        self.house, self.branch, self.watch = house, branch, watch
        self.period = ""
        self.wang, self.zhou = "", ""
        self.rejected, self.reduced = "", ""

    def go_to(self, month: int, day: int) -> None:
        self.watch.at = _at(month, day)
        self.branch.leave()

    async def tell(self, facts: list[Any]) -> list[str]:
        """Deliver facts to points as another service's relay does."""
        token = mint_service_token(SECRET, sender="activities", audience="points", at=self.watch())
        door = httpx2.ASGITransport(self.house.apps["points"])
        async with httpx2.AsyncClient(transport=door, base_url=BASE_URL, trust_env=False) as client:
            answer = await client.post(
                "/v1/facts", json={"facts": facts}, headers={"Authorization": f"Bearer {token}"}
            )
        assert answer.status_code == 200, answer.text
        return [each["outcome"] for each in answer.json()["results"]]

    async def score(self, login: str, member_id: str) -> Any:
        return await self.branch.get(login, f"/v1/periods/{self.period}/scores/{member_id}")


async def test_one_quarter_from_the_first_claim_to_a_final_result(
    house: House, branch: Visitors, watch: Watch
) -> None:
    story = Story(house, branch, watch)
    await _the_branch_adopts_a_scheme_and_opens_the_quarter(story)
    await _what_was_attended_and_learned_arrives_by_itself_twice(story)
    await _members_claim_the_leader_checks_the_committee_decides(story)
    await _the_offices_report(story)
    await _the_committee_decides_what_waits(story)
    await _each_member_reads_every_line_of_the_own_score(story)
    await _claims_close_and_the_result_is_published(story)
    await _two_object_and_one_is_right(story)
    await _the_quarter_becomes_final(story)
    await _named_people_confirm_the_grades(story)


async def _the_branch_adopts_a_scheme_and_opens_the_quarter(story: Story) -> None:
    story.wang = (await story.branch.get("member", "/v1/me"))["id"]
    story.zhou = (await story.branch.get("leader", "/v1/me"))["id"]
    scheme = await story.branch.post("organiser", "/v1/schemes", {"template": "A"})
    resolution = {
        "resolution_no": "动支党〔2026〕6号",
        "resolved_on": "2026-06-25",
        "effective_on": "2026-07-01",
    }
    await story.branch.post("secretary", f"/v1/schemes/{scheme['id']}/approval", resolution)
    period = await story.branch.post(
        "organiser", "/v1/periods", {"scheme_id": scheme["id"], "code": "2026-Q3"}
    )
    story.period = period["id"]
    assert (period["state"], period["claims_until"]) == ("open", "2026-10-13")


async def _what_was_attended_and_learned_arrives_by_itself_twice(story: Story) -> None:
    story.go_to(9, 28)
    facts = _list("facts.json")["facts"]
    assert set(await story.tell(facts)) == {"applied"}
    assert set(await story.tell(facts)) == {"duplicate"}
    told_by_another = facts[0] | {"id": str(uuid4())}
    assert await story.tell([told_by_another]) == ["duplicate"]
    assert await _count(story, "A01") == 1


async def _count(story: Story, item: str) -> int:
    score = await story.score("member", story.wang)
    return sum(line["item_code"] == item and line["entry_id"] is not None for line in score["lines"])


async def _members_claim_the_leader_checks_the_committee_decides(story: Story) -> None:
    claimed = {name: await _claim(story, "member", **_deed(name)) for name in ("A08", "B11", "B62", "C05")}
    for claim in claimed.values():
        assert claim["state"] == "submitted"
        await _check(story, claim)
    for name in ("A08", "B11", "B62"):
        await _decide(story, claimed[name], "approved")
    await _decide(story, claimed["C05"], "rejected", reason="尚未见刊发")
    story.rejected = claimed["C05"]["id"]

    promise, contact = (
        await _claim(story, "leader", **_deed("A08")),
        await _claim(story, "leader", **_deed("C02")),
    )
    assert promise["state"] == "group_checked"  # nobody checks a claim of the group's own leader
    await _decide(story, promise, "approved", points=2, reason="第三项承诺未完成")
    await _decide(story, contact, "approved")
    story.reduced = promise["id"]


def _deed(item: str) -> Any:
    return {
        "A08": {"item_code": "A08", "points": 3, "statement": "本季度三项承诺全部完成"},
        "B11": {"item_code": "B11", "statement": "发现空压机房地沟盖板缺失并整改闭环"},
        "B62": {"item_code": "B62", "quantity": 3, "statement": "带徒弟做水质化验三小时"},
        "C05": {"item_code": "C05", "statement": "厂报刊登《供汽班的夏天》"},
        "C02": {"item_code": "C02", "statement": "与新入职青工谈心,了解倒班困难"},
    }[item]


async def _claim(story: Story, login: str, **deed: Any) -> Any:
    proof = {"occurred_on": "2026-09-24", "evidence": [{"text": "见班组记录"}], "submit": True}
    return await story.branch.post(login, "/v1/claims", deed | proof)


async def _check(story: Story, claim: Any) -> None:
    await story.branch.post("leader", f"/v1/claims/{claim['id']}/group-check", {"verdict": "endorsed"})


async def _decide(story: Story, claim: Any, verdict: str, **more: Any) -> None:
    await story.branch.post("organiser", f"/v1/claims/{claim['id']}/decision", {"verdict": verdict} | more)


async def _the_offices_report(story: Story) -> None:
    team = await story.branch.post("boiler-lead", "/v1/reports/batch", _list("boiler-team.json"), 200)
    assert [row["outcome"] for row in team["results"]].count("awaiting_decision") == 2  # B21 of each
    hazards = await story.branch.post("safety", "/v1/reports/batch", _list("hazards.json"), 200)
    assert {row["outcome"] for row in hazards["results"]} == {"posted"}
    lapse = {"member_id": story.wang, "occurred_on": "2026-09-21", "reference": "AJ-2026-0921"}
    lost = lapse | {"item_code": "B12", "points": 1.5}
    assert (await story.branch.post("safety", "/v1/reports", lost))["outcome"] == "posted"
    assert (await story.branch.post("safety", "/v1/reports", lost, 200))["outcome"] == "known"
    violation = lapse | {"item_code": "E05", "level": "minor"}
    assert (await story.branch.post("safety", "/v1/reports", violation, 202))[
        "outcome"
    ] == "awaiting_decision"
    office = {"member_id": story.zhou, "item_code": "D06", "occurred_on": "2026-09-28", "reference": "D06-Q3"}
    await story.branch.post("secretary", "/v1/reports", office, 202)


async def _the_committee_decides_what_waits(story: Story) -> None:
    waiting = await story.branch.get("organiser", "/v1/claims?state=group_checked")
    assert sorted(claim["item_code"] for claim in waiting["items"]) == ["B21", "B21", "D06", "E05"]
    for claim in waiting["items"]:
        await _decide(story, claim, "approved")


async def _each_member_reads_every_line_of_the_own_score(story: Story) -> None:
    wang, zhou = await story.score("member", story.wang), await story.score("leader", story.zhou)
    assert (wang["base"], wang["bonus"], wang["deductions"], wang["score"]) == (68, 0, 3, 65)
    assert (zhou["base"], zhou["bonus"], zhou["deductions"], zhou["score"]) == (79, 2, 0, 81)
    for score in (wang, zhou):
        assert score["provisional"] is True
        assert sum(line["counted"] for line in score["lines"]) == score["score"]
    coached = next(line for line in wang["lines"] if line["item_code"] == "B62" and line["entry_id"])
    assert (coached["raw"], coached["counted"], coached["limit"]) == (3, 2, 2)
    await story.branch.get("member", f"/v1/periods/{story.period}/scores/{story.zhou}", 404)


async def _claims_close_and_the_result_is_published(story: Story) -> None:
    here = f"/v1/periods/{story.period}"
    early = await story.branch.post("organiser", f"{here}/closing", status=409)
    assert early["code"] == "period_still_running"
    story.go_to(10, 14)
    await story.branch.post("organiser", f"{here}/closing")
    await story.branch.post("organiser", f"{here}/determination", {"resolution_no": "动支委〔2026〕10号"})
    published = await story.branch.post("organiser", f"{here}/publicity")
    assert (published["state"], published["publicity_until"]) == ("in_publicity", "2026-10-21")
    notice = await story.branch.get("member2", f"{here}/notice")
    shown = {line["member_id"]: line["score"] for line in notice["lines"]}
    # One of the 36 was on sick leave all the quarter, and is not shown with nothing.
    assert (len(shown), shown[story.wang], shown[story.zhou]) == (35, 65, 81)
    assert {score for member, score in shown.items() if member not in {story.wang, story.zhou}} == {11}


async def _two_object_and_one_is_right(story: Story) -> None:
    story.go_to(10, 15)
    right = await story.branch.post(
        "member", "/v1/objections", {"claim_id": story.rejected, "text": "已于9月30日见报,附第九期"}
    )
    wrong = await story.branch.post(
        "leader", "/v1/objections", {"claim_id": story.reduced, "text": "第三项已在月底完成"}
    )
    notice = await story.branch.get("member2", f"/v1/periods/{story.period}/notice")
    frozen = {line["member_id"] for line in notice["lines"] if line["frozen"]}
    assert frozen == {story.wang, story.zhou}
    story.go_to(10, 16)
    upheld = {"verdict": "upheld", "points": 1, "reason": "第九期确有该稿"}
    await story.branch.post("secretary", f"/v1/objections/{right['id']}/answer", upheld)
    dismissed = {"verdict": "dismissed", "reason": "第三项完成于10月2日,计入下一季度"}
    await story.branch.post("secretary", f"/v1/objections/{wrong['id']}/answer", dismissed)


async def _the_quarter_becomes_final(story: Story) -> None:
    here, resolution = f"/v1/periods/{story.period}", {"resolution_no": "动支委〔2026〕11号"}
    story.go_to(10, 22)
    early = await story.branch.post("organiser", f"{here}/finalisation", resolution, 409)
    assert early["code"] == "publicity_running"  # the corrected line is on notice until the 23rd
    story.go_to(10, 26)
    late = await story.branch.post(
        "member", "/v1/objections", {"claim_id": story.rejected, "text": "还有一篇"}, 409
    )
    assert late["code"] == "objection_too_late"
    final = await story.branch.post("organiser", f"{here}/finalisation", resolution)
    assert final["state"] == "final"
    wang, zhou = await story.score("member", story.wang), await story.score("leader", story.zhou)
    assert (wang["base"], wang["bonus"], wang["deductions"], wang["score"]) == (69, 0, 3, 66)
    assert (zhou["base"], zhou["bonus"], zhou["deductions"], zhou["score"]) == (79, 2, 0, 81)
    assert not wang["provisional"]


async def _named_people_confirm_the_grades(story: Story) -> None:
    here = f"/v1/periods/{story.period}"
    results = await story.branch.get("secretary", f"/v1/results?period_id={story.period}&limit=200")
    proposed = {row["member_id"]: row["proposed_grade"] for row in results["items"]}
    assert (proposed[story.wang], proposed[story.zhou]) == ("basic", "qualified")
    wishes = [{"member_id": each, "grade": proposed[each]} for each in (story.wang, story.zhou)]
    confirmed = {"resolution_no": "动支委〔2026〕12号", "grades": wishes}
    await story.branch.post("secretary", f"{here}/grades", confirmed)
    [own] = (await story.branch.get("member", f"/v1/results?period_id={story.period}"))["items"]
    assert (own["score"], own["grade"]) == (66, "basic")
    assert own["confirmed_by"] == (await story.branch.get("secretary", "/v1/me"))["id"]
