"""`/v1/joint-agreements`: exactly one text, signed by both sides, then never rewritten."""

import asyncio
from typing import Any

import httpx2

from tests.points.world import ident
from tests.support.door import code_of
from tests.volunteering.house import House, a_project, both, nothing

TEXT: dict[str, Any] = {
    "title": "动力车间党支部与白果社区共建协议",
    "content": "组织共建、活动共联、资源共享。",
    "from_on": "2026-09-01",
    "until_on": "2027-12-31",
}
DRAFT = TEXT | {"community_id": str(ident("baiguo"))}


async def drafted(house: House, **more: Any) -> dict[str, Any]:
    """A draft of the power branch with Baiguo, which has received it."""
    slip = {"community_id": str(ident("baiguo")), "contact": "组织委员"}
    made = await house.post("/v1/unit-reports", slip, "organiser")
    if made.status_code == 201:
        await house.made(f"/v1/unit-reports/{made.json()['id']}/receipt", None, "officer")
    return await house.made("/v1/joint-agreements", DRAFT | more, "organiser")


async def sign(house: House, row: dict[str, Any], by: str, etag: str | None = None) -> httpx2.Response:
    """Put a signature under the text as it stands, or as it was under an ETag."""
    path = f"/v1/joint-agreements/{row['id']}"
    seen = etag or (await house.get(path, by)).headers["ETag"]
    headers = house.by(by) | {
        "Idempotency-Key": f"sign-{by}-{seen}"[:100].replace(" ", "-"),
        "If-Match": seen,
    }
    return await house.client.post(f"{path}/signature", headers=headers)


async def signed(house: House) -> dict[str, Any]:
    """One that both have signed."""
    row = await drafted(house)
    for who in ("secretary", "officer"):
        assert (await sign(house, row, who)).status_code == 201
    found: dict[str, Any] = await house.read(f"/v1/joint-agreements/{row['id']}", "organiser")
    return found


class TestDraft:
    async def test_only_a_committee_drafts(self, house: House) -> None:
        assert (await house.post("/v1/joint-agreements", DRAFT, None)).status_code == 401
        for who in ("wang", "officer", "worker"):
            assert code_of(await house.post("/v1/joint-agreements", DRAFT, who)) == "forbidden"

    async def test_the_branch_has_been_received_before(self, house: House) -> None:
        assert code_of(await house.post("/v1/joint-agreements", DRAFT, "organiser")) == "unit_report_needed"
        slip = {"community_id": str(ident("baiguo")), "contact": "组织委员"}
        await house.made("/v1/unit-reports", slip, "organiser")
        assert code_of(await house.post("/v1/joint-agreements", DRAFT, "organiser")) == "unit_report_needed"

    async def test_it_does_not_end_before_it_begins(self, house: House) -> None:
        body = DRAFT | {"until_on": "2026-08-31"}
        answer = await house.post("/v1/joint-agreements", body, "organiser")
        assert (answer.status_code, code_of(answer)) == (422, "agreement_backwards")

    async def test_rewriting_a_draft_voids_a_signature(self, house: House) -> None:
        row = await drafted(house)
        path = f"/v1/joint-agreements/{row['id']}"
        assert (await sign(house, row, "officer")).json()["community_signed_by"] == str(ident("officer"))
        assert (await house.put(path, TEXT, "organiser")).status_code == 428
        answer = await house.put(path, TEXT | {"title": "新协议"}, "organiser", etag="*")
        assert (answer.status_code, answer.json()["community_signed_by"]) == (200, None)
        assert code_of(await house.put(path, TEXT, "other organiser", etag="*")) == "joint_agreement_missing"


class TestSign:
    async def test_a_committee_member_who_is_not_the_secretary_does_not_sign(self, house: House) -> None:
        path = f"/v1/joint-agreements/{(await drafted(house))['id']}/signature"
        assert (await house.post(path, None, None)).status_code == 401
        assert code_of(await house.post(path, None, "organiser")) == "forbidden"
        assert code_of(await house.post(path, None, "secretary")) == "unconditional"

    async def test_strangers_find_nothing_to_sign(self, house: House) -> None:
        row = await drafted(house)
        for who in ("other secretary", "other officer"):
            assert code_of(await sign(house, row, who, '"any"')) == "joint_agreement_missing"

    async def test_nobody_signs_a_text_that_has_changed_meanwhile(self, house: House) -> None:
        row = await drafted(house)
        path = f"/v1/joint-agreements/{row['id']}"
        read = (await house.get(path, "secretary")).headers["ETag"]
        await house.put(path, TEXT | {"content": "另一文本"}, "organiser", etag="*")
        assert (await sign(house, row, "secretary", read)).status_code == 412

    async def test_both_signatures_bring_it_into_force_and_nothing_changes_it_then(
        self, house: House
    ) -> None:
        row = await drafted(house)
        first = (await sign(house, row, "secretary")).json()
        assert (first["state"], first["in_force"]) == ("draft", False)
        assert code_of(await sign(house, row, "secretary")) == "agreement_signed"
        second = (await sign(house, row, "officer")).json()
        assert (second["state"], second["in_force"]) == ("signed", True)
        answer = await house.put(f"/v1/joint-agreements/{row['id']}", TEXT, "organiser", etag="*")
        assert code_of(answer) == "agreement_not_in_state"

    @both
    async def test_of_two_officers_at_once_one_signs(self, house: House) -> None:
        row = await drafted(house)
        answers = await asyncio.gather(*[sign(house, row, who) for who in ("officer", "second officer")])
        assert sorted(answer.status_code for answer in answers) in ([201, 409], [201, 412])


class TestEnd:
    async def test_it_ends_by_either_side_with_a_reason(self, house: House) -> None:
        row = await signed(house)
        path = f"/v1/joint-agreements/{row['id']}/end"
        assert code_of(await house.post(path, {"reason": "x"}, "organiser")) == "forbidden"
        assert (await house.post(path, {}, "officer")).status_code == 422
        ended = await house.made(path, {"reason": "社区调整"}, "officer")
        assert (ended["state"], ended["in_force"]) == ("ended", False)
        assert code_of(await house.post(path, {"reason": "x"}, "secretary")) == "agreement_not_in_state"

    async def test_a_draft_has_nothing_to_end(self, house: House) -> None:
        path = f"/v1/joint-agreements/{(await drafted(house))['id']}/end"
        assert code_of(await house.post(path, {"reason": "x"}, "officer")) == "agreement_not_in_state"


class TestPlan:
    LINE: dict[str, Any] = {"year": 2026, "quarter": 4, "title": "楼道照明检修"}  # noqa: RUF012 - never changed

    async def test_nothing_is_planned_under_a_draft_or_outside_its_years(self, house: House) -> None:
        draft = await drafted(house)
        path = f"/v1/joint-agreements/{draft['id']}/projects"
        assert code_of(await house.post(path, self.LINE, "wang")) == "forbidden"
        assert code_of(await house.post(path, self.LINE, "organiser")) == "agreement_not_in_state"
        for who in ("secretary", "officer"):
            await sign(house, draft, who)
        assert code_of(await house.post(path, self.LINE | {"year": 2028}, "officer")) == "year_outside"

    async def test_both_sides_plan_and_a_line_becomes_one_project(self, house: House) -> None:
        row = await signed(house)
        path = f"/v1/joint-agreements/{row['id']}/projects"
        later = await house.made(path, self.LINE, "officer")
        await house.made(path, self.LINE | {"year": 2026, "quarter": 3}, "organiser")
        project = await house.a_project()
        linked = await house.made(f"{path}/{later['id']}/link", {"project_id": project["id"]}, "organiser")
        assert linked["project_id"] == project["id"]
        again = await house.post(f"{path}/{later['id']}/link", {"project_id": project["id"]}, "officer")
        assert code_of(again) == "yearly_project_linked"
        shown = await house.read(f"/v1/joint-agreements/{row['id']}", "wang")
        assert [each["quarter"] for each in shown["projects"]] == [3, 4]

    async def test_a_line_is_not_linked_with_anothers_project(self, house: House) -> None:
        row = await signed(house)
        path = f"/v1/joint-agreements/{row['id']}/projects"
        line = await house.made(path, self.LINE, "officer")
        other = await house.made("/v1/projects", a_project(), "other organiser")
        for project in (other["id"], str(nothing())):
            answer = await house.post(f"{path}/{line['id']}/link", {"project_id": project}, "organiser")
            assert code_of(answer) == "project_missing"
        answer = await house.post(f"{path}/{nothing()}/link", {"project_id": other["id"]}, "organiser")
        assert code_of(answer) == "yearly_project_missing"


class TestRead:
    async def test_both_sides_read_it_and_others_do_not(self, house: House) -> None:
        path = f"/v1/joint-agreements/{(await drafted(house))['id']}"
        for who in ("wang", "officer", "higher"):
            assert (await house.read(path, who))["title"] == TEXT["title"]
        for who in ("zhao", "other officer"):
            assert code_of(await house.get(path, who)) == "joint_agreement_missing"
            assert (await house.read("/v1/joint-agreements", who))["items"] == []
