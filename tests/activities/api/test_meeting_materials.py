"""`/v1/meetings/{id}/materials`: what members read before, see there, and find afterwards."""

from typing import Any

import httpx2

from tests.activities.house import House, both, nothing
from tests.support.door import code_of, faults_of, plain

TEXT = {"text": "一、断电。二、验电。三、挂牌。", "minutes": 5}


async def a_material(house: House, *, approved: bool = True) -> str:
    made = await house.made("/v1/materials", TEXT | {"title": "停送电三步"}, "organiser")
    if approved:
        await house.made(f"/v1/materials/{made['id']}/decision", {"verdict": "approved"}, "publicist")
    return str(made["id"])


async def attach(
    house: House, meeting: str, material: str, purpose: str = "pre_study", by: str | None = "organiser"
) -> httpx2.Response:
    body = {"material_id": material, "purpose": purpose}
    return await house.post(f"/v1/meetings/{meeting}/materials", body, by)


async def shown(house: House, meeting: str, by: str = "wang") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await house.read(f"/v1/meetings/{meeting}/materials", by))["items"]
    return found


class TestAttach:
    async def test_nobody_attaches_without_signing_in(self, house: House) -> None:
        meeting = await house.a_meeting()
        assert (await attach(house, meeting["id"], await a_material(house), by=None)).status_code == 401

    async def test_a_member_attaches_nothing(self, house: House) -> None:
        meeting = await house.a_meeting()
        assert code_of(await attach(house, meeting["id"], await a_material(house), by="wang")) == "forbidden"

    async def test_a_meeting_of_another_branch_is_not_there(self, house: House) -> None:
        meeting, material = await house.a_meeting(), await a_material(house)
        hidden = await attach(house, meeting["id"], material, by="other organiser")
        absent = await attach(house, str(nothing()), material, by="other organiser")
        assert plain(hidden) == plain(absent)

    async def test_a_material_of_another_branch_is_not_there(self, house: House) -> None:
        meeting = await house.a_meeting("other organiser")
        refused = await attach(house, meeting["id"], await a_material(house), by="other organiser")
        assert code_of(refused) == "material_missing"

    async def test_what_is_not_approved_is_not_given_to_people(self, house: House) -> None:
        meeting = await house.a_meeting()
        draft = await a_material(house, approved=False)
        assert code_of(await attach(house, meeting["id"], draft)) == "material_not_approved"

    async def test_results_come_after_and_pre_study_comes_before(self, house: House) -> None:
        meeting, material = await house.a_noticed_meeting(), await a_material(house)
        assert code_of(await attach(house, meeting["id"], material, "result")) == "meeting_not_in_state"
        house.watch.at = house.watch.at.replace(day=22, hour=8)
        await house.made(f"/v1/meetings/{meeting['id']}/opening", None, "organiser")
        assert code_of(await attach(house, meeting["id"], material)) == "meeting_not_in_state"
        assert (await attach(house, meeting["id"], material, "result")).status_code == 201

    async def test_a_purpose_is_one_of_three(self, house: House) -> None:
        meeting, material = await house.a_meeting(), await a_material(house)
        assert list(faults_of(await attach(house, meeting["id"], material, "homework"))) == ["/purpose"]

    @both
    async def test_members_read_it_before_the_meeting_in_the_version_they_were_given(
        self, house: House
    ) -> None:
        meeting, material = await house.a_noticed_meeting(), await a_material(house)
        assert (await attach(house, meeting["id"], material)).status_code == 201
        assert code_of(await attach(house, meeting["id"], material)) == "material_attached"
        newer = TEXT | {"text": "一、停电。二、验电。三、接地。四、挂牌。"}
        await house.made(f"/v1/materials/{material}/versions", newer, "organiser")
        await house.made(f"/v1/materials/{material}/decision", {"verdict": "approved"}, "publicist")
        [found] = await shown(house, meeting["id"])
        assert (found["purpose"], found["number"], found["approved"]) == ("pre_study", 1, 2)
        assert (found["title"], found["text"]) == ("停送电三步", TEXT["text"])
        withdrawal = f"/v1/meetings/{meeting['id']}/materials/{material}/withdrawal"
        await house.made(withdrawal, None, "organiser")
        assert await shown(house, meeting["id"]) == []
        assert code_of(await house.post(withdrawal, None, "organiser")) == "material_missing"
        assert (await attach(house, meeting["id"], material, "handout")).status_code == 201
        assert [(each["purpose"], each["number"]) for each in await shown(house, meeting["id"])] == [
            ("handout", 2)
        ]


async def test_another_branch_does_not_see_them(house: House) -> None:
    meeting = await house.a_noticed_meeting()
    answer = await house.get(f"/v1/meetings/{meeting['id']}/materials", "zhao")
    assert code_of(answer) == "meeting_missing"
