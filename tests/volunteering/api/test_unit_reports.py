"""`/v1/unit-reports`: a branch reports to communities, to each once at a time."""

import asyncio
from typing import Any

from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, both, nothing

SLIP: dict[str, Any] = {"community_id": str(ident("baiguo")), "contact": "动力车间党支部组织委员"}


async def reported(house: House, by: str = "organiser", **more: Any) -> dict[str, Any]:
    """A branch's slip, not received yet."""
    return await house.made("/v1/unit-reports", SLIP | more, by)


class TestMake:
    async def test_only_a_committee_reports_its_branch(self, house: House) -> None:
        assert (await house.post("/v1/unit-reports", SLIP, None)).status_code == 401
        for who in ("wang", "leader", "worker", "officer", "higher"):
            assert code_of(await house.post("/v1/unit-reports", SLIP, who)) == "forbidden"

    async def test_nobody_reports_another_branch(self, house: House) -> None:
        answer = await house.post(
            "/v1/unit-reports", SLIP | {"branch_id": str(ident("packing"))}, "organiser"
        )
        assert faults_of(answer) == {"/branch_id": "extra_forbidden"}

    async def test_a_community_that_is_none_is_refused(self, house: House) -> None:
        for nowhere in (nothing(), ident("power")):
            answer = await house.post("/v1/unit-reports", SLIP | {"community_id": str(nowhere)}, "organiser")
            assert code_of(answer) == "community_missing"

    async def test_a_branch_reports_to_several_and_a_community_hears_several(self, house: House) -> None:
        first = await reported(house)
        assert first["slip_no"] == "WB2026-000001"
        assert (await reported(house, community_id=str(ident("other community"))))["state"] == "reported"
        assert (await reported(house, "other organiser"))["branch_id"] == str(ident("packing"))
        again = await house.post("/v1/unit-reports", SLIP, "secretary")
        assert code_of(again) == "unit_report_standing"

    @both
    async def test_of_many_at_once_one_stands(self, house: House) -> None:
        people = ("organiser", "secretary", "publicist", "organiser")
        answers = await asyncio.gather(*[house.post("/v1/unit-reports", SLIP, who) for who in people])
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        assert (await reported(house, "other organiser"))["slip_no"] == "WB2026-000002"


class TestReceive:
    async def test_only_that_community_receives_and_once(self, house: House) -> None:
        path = f"/v1/unit-reports/{(await reported(house))['id']}/receipt"
        assert (await house.post(path, None, None)).status_code == 401
        assert code_of(await house.post(path, None, "secretary")) == "forbidden"
        assert code_of(await house.post(path, None, "other officer")) == "unit_report_missing"
        made = await house.made(path, None, "officer")
        assert (made["state"], made["receipt_no"]) == ("received", "WH2026-000001")
        assert code_of(await house.post(path, None, "second officer")) == "report_not_in_state"


class TestEnd:
    async def test_a_community_says_why_and_a_branch_need_not(self, house: House) -> None:
        path = f"/v1/unit-reports/{(await reported(house))['id']}/end"
        assert code_of(await house.post(path, {}, "wang")) == "forbidden"
        assert code_of(await house.post(path, {}, "other organiser")) == "unit_report_missing"
        assert code_of(await house.post(path, {}, "officer")) == "end_unexplained"
        assert (await house.made(path, {"reason": "不在辖区"}, "officer"))["ended_as"] == "refused"
        assert code_of(await house.post(path, {}, "organiser")) == "report_not_in_state"
        again = await reported(house)
        ended = await house.made(f"/v1/unit-reports/{again['id']}/end", {}, "secretary")
        assert ended["ended_as"] == "withdrawn"


class TestRead:
    async def test_both_sides_read_it_and_others_do_not(self, house: House) -> None:
        path = f"/v1/unit-reports/{(await reported(house))['id']}"
        assert (await house.get(path, None)).status_code == 401
        assert code_of(await house.get(path, "worker")) == "forbidden"
        for who in ("wang", "organiser", "higher", "officer"):
            assert (await house.read(path, who))["contact"] == SLIP["contact"]
        for who in ("zhao", "other organiser", "other officer"):
            assert code_of(await house.get(path, who)) == "unit_report_missing"
            assert (await house.read("/v1/unit-reports?state=reported", who))["items"] == []
