"""Somebody moves to another branch in the middle of a quarter, by letter and receipt: nothing is lost, nothing twice.

Wang Jianguo (`member`) belongs to the power workshop's branch and to its boiler group, which Zhou Qiming (`leader`)
leads. On Tuesday 17 November 2026 the packing workshop's branch receives him.

The totals, by hand from table A. Each branch judges him for its own months, every cap in proportion to them and
rounded up to half a point, against what could be reached in that time:

    power     33 members to whom nothing came in, 11 each: B12 4 + B41 4 + B42 3          363
              Zhou: 11 + A08 2                                                             13
              Dai Xiaodong, ill since August: no month to judge                             0
              Wang, for October and November, two thirds:
                A08 2 of the 3 entered, B11 1, B12 3 - 1.5, B41 3, B42 2, B22 2 = 11.5
                of 27 duty + 27 post + 13.5 service = 67.5: 11.5 / 67.5 x 100              17.04
                                                                                          393.04
    packing   5 members, 11 each                                                           55
              Wang, for December alone, a third:
                B12 1.5 + B41 1.5 + B42 1 + B32 1 = 5
                of 13.5 duty + 13.5 post + 7 service = 34: 5 / 34 x 100                    14.71
                                                                                           69.71

His quarter: (17.04 x 2 + 14.71 x 1) / 3 = 16.26. His five entries and the one of the new branch are all there is:
A08 3 + B11 1 + B22 2 + B32 1 = 7 earned, B12 1.5 lost.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ops.house import House
from services.directory.demo import demo_id
from tests.support.issuer import Watch

from .at_rest import RESTING, at_rest, hr_tells_all
from .visitor import Visitors

POWER, PACKING = (str(demo_id("organisation", f"{name}-branch")) for name in ("power", "packing"))
BOILER_GROUP, PACKING_GROUP = (
    str(demo_id("organisation", f"{name}-group")) for name in ("boiler", "packing")
)
WANG = str(demo_id("person", "member"))
SHEETS = f"/v1/transfer-sheets?member_id={WANG}"


def _at(month: int, day: int) -> datetime:
    """Nine in the morning at the factory; January is the next year's."""
    return datetime(2027 if month == 1 else 2026, month, day, 1, 0, tzinfo=UTC)


@pytest.fixture
def watch() -> Watch:
    return Watch(_at(10, 12))


@dataclass
class Story:
    """What was said in one chapter and is needed in the next."""

    house: House
    people: Visitors
    watch: Watch
    power: str = ""
    packing: str = ""
    ledger: list[Any] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)

    def go_to(self, month: int, day: int) -> None:
        self.watch.at = _at(month, day)
        self.people.leave()

    async def claim(self, login: str, item: str, on: str, **more: Any) -> str:
        deed = {"item_code": item, "occurred_on": on, "statement": f"{item} {on}"} | more
        proof = {"evidence": [{"text": "见班组记录"}], "submit": True}
        return str((await self.people.post(login, "/v1/claims", deed | proof))["id"])

    async def check(self, login: str, claim: str) -> None:
        await self.people.post(login, f"/v1/claims/{claim}/group-check", {"verdict": "endorsed"})

    async def decide(self, login: str, claim: str, **more: Any) -> Any:
        verdict = {"verdict": "approved"} | more
        return await self.people.post(login, f"/v1/claims/{claim}/decision", verdict)

    async def entries(self, login: str, period: str) -> list[Any]:
        found: list[Any] = (await self.people.get(login, f"/v1/entries?period_id={period}"))["items"]
        return found

    async def scores(self, login: str, period: str) -> dict[str, Any]:
        rows = await self.people.get(login, f"/v1/periods/{period}/scores")
        return {row["member_id"]: row for row in rows}


@pytest.mark.parametrize(
    "dialect", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
async def test_a_member_moves_in_the_middle_of_a_quarter(
    house: House, branch: Visitors, watch: Watch
) -> None:
    story = Story(house, branch, watch)
    await hr_tells_all(branch, WANG)
    await _both_branches_open_the_quarter(story)
    await _wang_earns_and_loses_in_the_old_branch(story)
    await _he_claims_two_deeds_and_gets_his_letter(story)
    await _the_new_branch_receives_him(story)
    await _at_no_date_does_he_belong_to_two(story)
    await _the_sheet_says_what_was_and_what_is_open(story)
    await _nobody_else_reads_it(story)
    await _the_old_branch_decides_what_was_open(story)
    await _new_deeds_go_to_the_new_branch(story)
    await _a_punishment_is_put_before_both_committees_until_it_is_lifted(story)
    await _what_nobody_decided_goes_back_after_ten_days(story)
    await _months_and_totals_are_split(story)
    await _every_entry_counts_in_one_of_the_two(story)
    await _both_branches_determine_their_results(story)
    await _he_reads_both_and_objects_where_he_no_longer_belongs(story)
    assert await at_rest(house) == RESTING


async def _both_branches_open_the_quarter(story: Story) -> None:
    story.power = await _opened(story.people, "organiser", "secretary", "动支党〔2026〕9号")
    story.packing = await _opened(story.people, "packing-secretary", "packing-secretary", "卷支党〔2026〕9号")


async def _opened(people: Visitors, steward: str, secretary: str, number: str) -> str:
    scheme = await people.post(steward, "/v1/schemes", {"template": "A"})
    resolution = {"resolution_no": number, "resolved_on": "2026-09-25", "effective_on": "2026-10-01"}
    await people.post(secretary, f"/v1/schemes/{scheme['id']}/approval", resolution)
    wanted = {"scheme_id": scheme["id"], "code": "2026-Q4"}
    return str((await people.post(steward, "/v1/periods", wanted))["id"])


async def _wang_earns_and_loses_in_the_old_branch(story: Story) -> None:
    story.go_to(10, 21)
    for item, more in (("A08", {"points": 3}), ("B11", {})):
        claim = await story.claim("member", item, "2026-10-20", **more)
        await story.check("leader", claim)
        await story.decide("organiser", claim)
    lapse = {"member_id": WANG, "item_code": "B12", "points": 1.5, "reference": "AJ-2026-1020"}
    await story.people.post("safety", "/v1/reports", lapse | {"occurred_on": "2026-10-20"})
    zhou = await story.claim("leader", "A08", "2026-10-20", points=3)
    await story.decide("organiser", zhou, points=2, reason="第三项承诺未完成")


async def _he_claims_two_deeds_and_gets_his_letter(story: Story) -> None:
    story.go_to(11, 16)
    for item in ("B22", "C05"):
        story.waiting[item] = await story.claim("member", item, "2026-11-12")
    letter = {"person_id": WANG, "to_branch_id": PACKING, "reach": "city", "dues_paid_until": "2026-11"}
    assert (await story.people.post("organiser", "/v1/transfers", letter))["state"] == "issued"
    await story.house.settle()
    story.ledger = await story.entries("organiser", story.power)
    assert len(story.ledger) == 4
    assert (await story.people.get("packing-secretary", SHEETS))[
        "items"
    ] == []  # in transit he is where he was


async def _the_new_branch_receives_him(story: Story) -> None:
    story.go_to(11, 17)
    [letter] = (await story.people.get("packing-secretary", f"/v1/transfers?person_id={WANG}"))["items"]
    into = {"group_id": PACKING_GROUP}
    await story.people.post("packing-secretary", f"/v1/transfers/{letter['id']}/receipt", into)
    await story.house.settle()
    story.people.leave()
    assert await story.entries("organiser", story.power) == story.ledger


async def _at_no_date_does_he_belong_to_two(story: Story) -> None:
    spans = (await story.people.get("member", f"/v1/memberships?person_id={WANG}"))["items"]
    held = sorted((span["from_on"], span["until_on"], span["branch_id"]) for span in spans)
    assert [each[1:] for each in held] == [("2026-11-16", POWER), (None, PACKING)]
    assert held[1][0] == "2026-11-17"


async def _the_sheet_says_what_was_and_what_is_open(story: Story) -> None:
    [sheet] = (await story.people.get("packing-secretary", SHEETS))["items"]
    for login in ("member", "secretary", "organiser", "higher"):
        assert await story.people.get(login, f"/v1/transfer-sheets/{sheet['id']}") == sheet
    assert (sheet["from_branch_id"], sheet["to_branch_id"]) == (POWER, PACKING)
    assert (sheet["moved_on"], sheet["decide_until"], sheet["closed_at"]) == (
        "2026-11-17",
        "2026-11-27",
        None,
    )
    # October and November by their first days; 3 + 1 earned, 1.5 lost. December is the new branch's.
    quarter = {"period_id": story.power, "code": "2026-Q4", "state": "open", "months": 2}
    assert sheet["periods"] == [quarter | {"entries": 3, "earned": 4, "lost": 1.5}]
    assert sheet["open_claims"] == [
        {"claim_id": story.waiting["B22"], "item_code": "B22", "asked": 2, "occurred_on": "2026-11-12"},
        {"claim_id": story.waiting["C05"], "item_code": "C05", "asked": 1, "occurred_on": "2026-11-12"},
    ]


async def _nobody_else_reads_it(story: Story) -> None:
    [sheet] = (await story.people.get("member", SHEETS))["items"]
    for login in ("leader", "member2", "packing-leader", "packing-member", "safety"):
        await story.people.get(login, f"/v1/transfer-sheets/{sheet['id']}", 404)
        assert (await story.people.get(login, SHEETS))["items"] == []
    for login in ("system", "auditor", "baiguo"):
        await story.people.get(login, f"/v1/transfer-sheets/{sheet['id']}", 403)


async def _the_old_branch_decides_what_was_open(story: Story) -> None:
    story.go_to(11, 20)
    claim = f"/v1/claims/{story.waiting['B22']}"
    await story.people.post("packing-leader", f"{claim}/group-check", {"verdict": "endorsed"}, 404)
    await story.check("leader", story.waiting["B22"])
    await story.people.post("packing-secretary", f"{claim}/decision", {"verdict": "approved"}, 404)
    assert (await story.decide("organiser", story.waiting["B22"]))["state"] == "approved"
    new, *before = await story.entries("organiser", story.power)
    assert (new["member_id"], new["item_code"], new["period_id"]) == (WANG, "B22", story.power)
    assert before == story.ledger


async def _new_deeds_go_to_the_new_branch(story: Story) -> None:
    claim = await story.claim("member", "B32", "2026-11-19")
    await story.people.post("leader", f"/v1/claims/{claim}/group-check", {"verdict": "endorsed"}, 404)
    await story.check("packing-leader", claim)
    await story.decide("packing-secretary", claim)
    [entry] = await story.entries("packing-secretary", story.packing)
    assert (entry["member_id"], entry["item_code"], entry["points"]) == (WANG, "B32", 1)


async def _a_punishment_is_put_before_both_committees_until_it_is_lifted(story: Story) -> None:
    one = {
        "person_id": WANG,
        "reference_no": "川烟纪处〔2026〕11号",
        "occurred_on": "2026-11-10",
        "effect": "veto",
    }
    reference = await story.people.post("higher", "/v1/discipline-references", one)
    await _told_and_swept(story)
    proposed = {}
    for login, day in (("organiser", "2026-11-10"), ("packing-secretary", "2026-11-17")):
        [claim] = (await story.people.get(login, f"/v1/claims?member_id={WANG}&item_code=V01"))["items"]
        assert (claim["origin"], claim["state"], claim["occurred_on"]) == ("discipline", "group_checked", day)
        assert one["reference_no"] in claim["statement"]
        proposed[login] = f"/v1/claims/{claim['id']}"
    for path in proposed.values():
        assert (await story.people.get("member", path))["asked"] == 0
        await story.people.post("higher", f"{path}/decision", {"verdict": "approved"}, 403)  # recorded it
        for login in ("leader", "packing-leader"):
            await story.people.get(login, path, 404)
    lifting = f"/v1/discipline-references/{reference['id']}/lifting"
    await story.people.post("higher", lifting, {"lifted_on": "2026-11-20"})
    await _told_and_swept(story)
    for login, path in proposed.items():
        await story.people.get(login, path, 404)


async def _told_and_swept(story: Story) -> None:
    await story.house.settle()
    await story.house.apps["points"].state.sweeper.once()


async def _what_nobody_decided_goes_back_after_ten_days(story: Story) -> None:
    path = f"/v1/claims/{story.waiting['C05']}"
    sweeper = story.house.apps["points"].state.sweeper
    story.go_to(11, 27)
    await sweeper.once()
    assert (await story.people.get("member", path))["state"] == "submitted"
    story.go_to(11, 28)
    await sweeper.once()
    claim = await story.people.get("member", path)
    [word] = claim["decisions"]
    assert (claim["state"], word["verdict"]) == ("returned", "returned")
    assert "原支部未在期限内审定" in word["reason"]
    assert "the former branch" in word["reason"]
    [sheet] = (await story.people.get("packing-secretary", SHEETS))["items"]
    assert sheet["returned_claims"] == 1
    assert [each["item_code"] for each in sheet["open_claims"]] == ["B22", "C05"]  # as it was that day


async def _months_and_totals_are_split(story: Story) -> None:
    old = await story.scores("organiser", story.power)
    new = await story.scores("packing-secretary", story.packing)
    assert (old[WANG]["months"], old[WANG]["transferred"], old[WANG]["score"]) == (2, True, 17.04)
    assert (new[WANG]["months"], new[WANG]["transferred"], new[WANG]["score"]) == (1, False, 14.71)
    assert (len(old), sum(Decimal(str(row["score"])) for row in old.values())) == (36, Decimal("393.04"))
    assert (len(new), sum(Decimal(str(row["score"])) for row in new.values())) == (6, Decimal("69.71"))
    spread = await story.people.get("organiser", f"/v1/periods/{story.power}/distribution")
    assert spread["members"] == 35, "he is no member there any more"


async def _every_entry_counts_in_one_of_the_two(story: Story) -> None:
    ledger: dict[str, Any] = {}
    for login, period in (("organiser", story.power), ("packing-secretary", story.packing)):
        ledger |= {row["id"]: row for row in await story.entries(login, period) if row["member_id"] == WANG}
    lines = []
    for period in (story.power, story.packing):
        score = await story.people.get("member", f"/v1/periods/{period}/scores/{WANG}")
        lines += [line for line in score["lines"] if line["entry_id"]]
    assert sorted(line["entry_id"] for line in lines) == sorted(ledger)
    raw = {line["item_code"]: line["raw"] for line in lines}
    assert raw == {"A08": 3, "B11": 1, "B22": 2, "B32": 1, "B12": -1.5}


async def _both_branches_determine_their_results(story: Story) -> None:
    story.go_to(1, 11)
    found = []
    for steward, period in (("organiser", story.power), ("packing-secretary", story.packing)):
        for step, body in (
            ("closing", None),
            ("determination", {"resolution_no": "支委〔2027〕1号"}),
            ("publicity", None),
        ):
            await story.people.post(steward, f"/v1/periods/{period}/{step}", body)
        rows = (await story.people.get(steward, f"/v1/results?period_id={period}"))["items"]
        found.append({row["member_id"]: row for row in rows})
    old, new = found
    assert [(len(rows), sum(Decimal(str(row["score"])) for row in rows.values())) for rows in found] == [
        (35, Decimal("393.04")),  # Dai has none
        (6, Decimal("69.71")),
    ]
    assert (old[WANG]["months"], old[WANG]["transferred"]) == (2, True)
    # The branch that has him at the end grades him, by twelve months of the year and not by its one.
    assert [rows[WANG]["proposed_grade"] for rows in found] == ["not_graded", "unqualified"]
    notice = await story.people.get("organiser", f"/v1/periods/{story.power}/notice")
    [line] = [line for line in notice["lines"] if line["member_id"] == WANG]
    assert (line["months"], line["transferred"], line["score"]) == (2, True, 17.04)
    assert not new[WANG]["transferred"]


async def _he_reads_both_and_objects_where_he_no_longer_belongs(story: Story) -> None:
    mine = (await story.people.get("member", f"/v1/results?member_id={WANG}"))["items"]
    assert {row["period_id"] for row in mine} == {story.power, story.packing}
    [lost] = [row for row in story.ledger if row["item_code"] == "B12" and row["member_id"] == WANG]
    body = {"entry_id": lost["id"], "text": "当班不是我"}
    await story.people.post("packing-member", "/v1/objections", body, 404)
    assert (await story.people.post("member", "/v1/objections", body))["state"] == "open"
