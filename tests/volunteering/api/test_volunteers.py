"""`/v1/volunteers`: registered by oneself, seen by whom it concerns."""

import asyncio
from typing import Any

from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, both, nothing

PROFILE: dict[str, Any] = {
    "skills": ["first_aid", "electrician"],
    "wishes": ["safety"],
    "free_times": "每周六上午",
    "sex": "female",
    "born_on": "1988-05-01",
    "region": "四川省什邡市",
}


async def of(house: House, person: str, by: str) -> dict[str, Any]:
    """A person's registration as somebody sees it in the list."""
    found = await house.read(f"/v1/volunteers?person_id={ident(person)}", by)
    row: dict[str, Any] = found["items"][0]
    return row


class TestRegister:
    async def test_nobody_registers_without_a_token_or_from_outside(self, house: House) -> None:
        assert (await house.post("/v1/volunteers", {}, None)).status_code == 401
        for outsider in ("officer", "hr"):
            assert code_of(await house.post("/v1/volunteers", {}, outsider)) == "forbidden"

    async def test_nobody_registers_another(self, house: House) -> None:
        answer = await house.post("/v1/volunteers", {"person_id": str(ident("wang"))}, "publicist")
        assert faults_of(answer) == {"/person_id": "extra_forbidden"}

    async def test_one_person_has_one_number_for_good(self, house: House) -> None:
        assert code_of(await house.post("/v1/volunteers", {}, "wang")) == "already_volunteer"

    async def test_who_is_not_born_yet_is_refused(self, house: House) -> None:
        answer = await house.post("/v1/volunteers", {"born_on": "2026-09-16"}, "publicist")
        assert (answer.status_code, code_of(answer)) == (422, "birthday_ahead")

    async def test_a_member_gets_the_next_number(self, house: House) -> None:
        made = await house.made("/v1/volunteers", PROFILE, "publicist")
        assert (made["number"], made["person_id"]) == ("V0000010", str(ident("publicist")))
        assert made["skills"] == ["electrician", "first_aid"]
        assert {name: made[name] for name in ("wishes", "sex", "born_on")} == {
            "wishes": ["safety"],
            "sex": "female",
            "born_on": "1988-05-01",
        }

    async def test_who_belongs_to_no_branch_registers_too(self, house: House) -> None:
        assert (await house.made("/v1/volunteers", {}, "safety"))["number"] == "V0000010"

    @both
    async def test_numbers_given_at_once_differ_and_none_is_left_out(self, house: House) -> None:
        people = ("publicist", "other leader", "safety", "team leader", "other secretary")
        answers = await asyncio.gather(*[house.post("/v1/volunteers", {}, who) for who in people])
        given = sorted(answer.json()["number"] for answer in answers)
        assert given == [f"V{number:07d}" for number in range(10, 15)]

    @both
    async def test_one_person_at_two_devices_gets_one_number(self, house: House) -> None:
        answers = await asyncio.gather(*[house.post("/v1/volunteers", {}, "publicist") for _ in range(4)])
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        assert (await house.made("/v1/volunteers", {}, "safety"))["number"] == "V0000011"


class TestRead:
    async def test_nobody_reads_without_a_token(self, house: House) -> None:
        assert (await house.get("/v1/volunteers", None)).status_code == 401

    async def test_a_machine_reads_nobody(self, house: House) -> None:
        assert code_of(await house.get("/v1/volunteers", "hr")) == "forbidden"

    async def test_another_branch_and_a_plain_member_find_nobody_else(self, house: House) -> None:
        row = await of(house, "wang", "wang")
        for stranger in ("chen", "zhao", "other organiser", "worker", "other officer"):
            assert code_of(await house.get(f"/v1/volunteers/{row['id']}", stranger)) == "volunteer_missing"
            listed = (await house.read("/v1/volunteers", stranger))["items"]
            assert row["id"] not in {each["id"] for each in listed}
        assert code_of(await house.get(f"/v1/volunteers/{nothing()}", "wang")) == "volunteer_missing"

    async def test_a_committee_sees_number_name_and_skills_of_its_own(self, house: House) -> None:
        made = await house.made("/v1/volunteers", PROFILE, "publicist")
        seen = await house.read(f"/v1/volunteers/{made['id']}", "organiser")
        shown = {name for name, value in seen.items() if value is not None}
        assert shown == {"id", "person_id", "number", "name", "skills", "registered_at"}

    async def test_a_community_sees_those_who_consented_and_what_they_consented_to(
        self, house: House
    ) -> None:
        """Rule 35: Wang has skills and consented to name and hours."""
        listed = (await house.read("/v1/volunteers", "officer"))["items"]
        assert str(ident("alone")) not in {each["person_id"] for each in listed}
        wang = await of(house, "wang", "officer")
        shown = {name for name, value in wang.items() if value is not None}
        assert shown == {"id", "person_id", "number", "name", "registered_at"}
        seen = (await house.read("/v1/volunteers", "other officer"))["items"]
        assert [each["person_id"] for each in seen] == [str(ident("chen"))]

    async def test_a_number_finds_its_volunteer(self, house: House) -> None:
        found = (await house.read("/v1/volunteers?number=V0000002", "organiser"))["items"]
        assert [each["person_id"] for each in found] == [str(ident("chen"))]
        assert (await house.get("/v1/volunteers?number=2", "organiser")).status_code == 422

    async def test_what_has_not_changed_is_not_sent_again(self, house: House) -> None:
        row = await of(house, "wang", "wang")
        first = await house.get(f"/v1/volunteers/{row['id']}", "wang")
        again = await house.get(
            f"/v1/volunteers/{row['id']}", "wang", **{"If-None-Match": first.headers["ETag"]}
        )
        assert again.status_code == 304


class TestRewrite:
    async def test_only_oneself_writes(self, house: House) -> None:
        row = await of(house, "wang", "wang")
        path = f"/v1/volunteers/{row['id']}"
        assert (await house.put(path, {}, None)).status_code == 401
        assert code_of(await house.put(path, {}, "officer", etag="*")) == "forbidden"
        assert code_of(await house.put(path, {}, "organiser", etag="*")) == "volunteer_missing"

    async def test_a_version_is_needed_and_must_be_the_present_one(self, house: House) -> None:
        row = await of(house, "wang", "wang")
        path = f"/v1/volunteers/{row['id']}"
        assert (await house.put(path, {}, "wang")).status_code == 428
        etag = (await house.get(path, "wang")).headers["ETag"]
        answer = await house.put(path, PROFILE, "wang", etag=etag)
        assert (answer.status_code, answer.json()["region"]) == (200, "四川省什邡市")
        assert (await house.put(path, {}, "wang", etag=etag)).status_code == 412
        assert (await house.get(path, "wang")).headers["ETag"] == answer.headers["ETag"]

    async def test_a_skill_is_a_code(self, house: House) -> None:
        row = await of(house, "wang", "wang")
        answer = await house.put(f"/v1/volunteers/{row['id']}", {"skills": ["电工"]}, "wang", etag="*")
        assert faults_of(answer) == {"/skills/0": "string_pattern_mismatch"}
