"""`/v1/qualifications`: stated by oneself, counted once another has seen the paper."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, both, nothing
from tests.volunteering.serving import refusals

LICENCE: dict[str, Any] = {"code": "electrician_licence", "title": "低压电工作业操作证"}


async def stated(house: House, who: str = "wang", **more: Any) -> dict[str, Any]:
    """Somebody's licence, not looked at yet."""
    return await house.made("/v1/qualifications", LICENCE | more, who)


class TestState:
    async def test_nobody_states_without_a_token_or_from_outside(self, house: House) -> None:
        assert (await house.post("/v1/qualifications", LICENCE, None)).status_code == 401
        assert code_of(await house.post("/v1/qualifications", LICENCE, "officer")) == "forbidden"

    async def test_one_states_ones_own(self, house: House) -> None:
        answer = await house.post("/v1/qualifications", LICENCE | {"person_id": str(ident("chen"))}, "wang")
        assert faults_of(answer) == {"/person_id": "extra_forbidden"}
        made = await stated(house, valid_until="2026-09-15")
        assert (made["state"], made["person_id"]) == ("stated", str(ident("wang")))

    async def test_a_paper_that_ended_yesterday_is_refused(self, house: House) -> None:
        answer = await house.post("/v1/qualifications", LICENCE | {"valid_until": "2026-09-14"}, "wang")
        assert (answer.status_code, code_of(answer)) == (409, "qualification_expired")

    async def test_a_code_is_a_code(self, house: House) -> None:
        answer = await house.post("/v1/qualifications", LICENCE | {"code": "电工"}, "wang")
        assert faults_of(answer) == {"/code": "string_pattern_mismatch"}


class TestCheck:
    async def test_a_plain_member_checks_nothing(self, house: House) -> None:
        path = f"/v1/qualifications/{(await stated(house))['id']}/check"
        assert (await house.post(path, {"passed": True}, None)).status_code == 401
        for who in ("chen", "wang", "leader", "officer"):
            assert code_of(await house.post(path, {"passed": True}, who)) == "forbidden"

    async def test_another_branch_finds_nothing_to_check(self, house: House) -> None:
        path = f"/v1/qualifications/{(await stated(house))['id']}/check"
        for who in ("other organiser", "other safety"):
            assert code_of(await house.post(path, {"passed": True}, who)) == "qualification_missing"
        answer = await house.post(f"/v1/qualifications/{nothing()}/check", {"passed": True}, "organiser")
        assert code_of(answer) == "qualification_missing"

    async def test_nobody_checks_the_own_paper(self, house: House) -> None:
        row = await stated(house, "organiser")
        path = f"/v1/qualifications/{row['id']}/check"
        assert code_of(await house.post(path, {"passed": True}, "organiser")) == "own_qualification"
        assert await refusals(house) == [("qualification.check/own_qualification", "refused")]
        assert (await house.made(path, {"passed": True}, "secretary"))["state"] == "checked"

    @pytest.mark.parametrize("body", [{"passed": False}, {"passed": True, "reason": "已见原件"}])
    async def test_a_refusal_says_why_and_only_a_refusal(self, house: House, body: dict[str, Any]) -> None:
        path = f"/v1/qualifications/{(await stated(house))['id']}/check"
        answer = await house.post(path, body, "organiser")
        assert (answer.status_code, code_of(answer)) == (422, "refusal_unexplained")

    async def test_what_was_refused_is_stated_anew(self, house: House) -> None:
        path = f"/v1/qualifications/{(await stated(house))['id']}/check"
        made = await house.made(path, {"passed": False, "reason": "照片模糊"}, "safety")
        assert (made["state"], made["refused_reason"]) == ("refused", "照片模糊")
        assert code_of(await house.post(path, {"passed": True}, "organiser")) == "qualification_checked"
        assert (await stated(house))["state"] == "stated"

    async def test_who_belongs_to_no_branch_is_checked_by_a_safety_officer(self, house: House) -> None:
        path = f"/v1/qualifications/{(await stated(house, 'worker'))['id']}/check"
        assert code_of(await house.post(path, {"passed": True}, "organiser")) == "qualification_missing"
        made = await house.made(path, {"passed": True}, "safety")
        assert (made["state"], made["checked_by"]) == ("checked", str(ident("safety")))

    async def test_its_last_day_counts_and_the_next_no_more(self, house: House) -> None:
        row = await stated(house, valid_until="2026-09-16")
        path = f"/v1/qualifications/{row['id']}"
        await house.made(f"{path}/check", {"passed": True}, "organiser")
        house.watch.at = datetime(2026, 9, 16, 15, 59, tzinfo=UTC)
        assert (await house.read(path, "wang"))["state"] == "checked"
        house.watch.at = datetime(2026, 9, 16, 16, 0, tzinfo=UTC)
        assert (await house.read(path, "wang"))["state"] == "expired"

    @both
    async def test_two_at_once_check_it_once(self, house: House) -> None:
        path = f"/v1/qualifications/{(await stated(house))['id']}/check"
        answers = await asyncio.gather(
            house.post(path, {"passed": True}, "organiser"),
            house.post(path, {"passed": False, "reason": "没有原件"}, "secretary"),
            house.post(path, {"passed": True}, "safety"),
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


class TestRead:
    async def test_papers_are_read_by_the_holder_the_committee_and_the_safety_officer(
        self, house: House
    ) -> None:
        row = await stated(house, paper_no="T5106")
        path = f"/v1/qualifications/{row['id']}"
        assert (await house.get(path, None)).status_code == 401
        assert code_of(await house.get(path, "officer")) == "forbidden"
        for who in ("chen", "leader", "worker", "other organiser"):
            assert code_of(await house.get(path, who)) == "qualification_missing"
        for who in ("wang", "organiser", "safety", "higher"):
            assert (await house.read(path, who))["paper_no"] == "T5106"

    async def test_a_list_is_narrowed(self, house: House) -> None:
        await stated(house)
        for query, count in (
            ("checked=false", 1),
            ("checked=true", 0),
            ("code=first_aid", 0),
            (f"person_id={ident('wang')}", 1),
        ):
            found = await house.read(f"/v1/qualifications?{query}", "organiser")
            assert len(found["items"]) == count
