"""`/v1/resources`: offered by whose they are; a community sees what is offered to it."""

from typing import Any

import pytest

from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, nothing
from tests.volunteering.matching import a_resource, reported_branch

MINE = a_resource(owner="person", quantity=1)


async def seen_by(house: House, who: str) -> set[str]:
    """The ids of all that somebody sees."""
    return {each["id"] for each in (await house.read("/v1/resources", who))["items"]}


class TestOffer:
    async def test_nobody_offers_without_a_token_or_from_outside(self, house: House) -> None:
        assert (await house.post("/v1/resources", MINE, None)).status_code == 401
        for who in ("officer", "hr"):
            assert code_of(await house.post("/v1/resources", MINE, who)) == "forbidden"

    async def test_nobody_offers_what_is_anothers(self, house: House) -> None:
        answer = await house.post("/v1/resources", MINE | {"person_id": str(ident("chen"))}, "wang")
        assert faults_of(answer) == {"/person_id": "extra_forbidden"}
        assert code_of(await house.post("/v1/resources", a_resource(), "wang")) == "forbidden"

    async def test_a_person_registers_first(self, house: House) -> None:
        assert code_of(await house.post("/v1/resources", MINE, "publicist")) == "not_volunteer"

    @pytest.mark.parametrize("kind", ["material", "venue"])
    async def test_a_person_offers_skill_and_time_only(self, house: House, kind: str) -> None:
        answer = await house.post("/v1/resources", MINE | {"kind": kind}, "wang")
        assert (answer.status_code, code_of(answer)) == (422, "kind_not_personal")
        assert (await house.made("/v1/resources", a_resource(kind=kind), "organiser"))["kind"] == kind

    async def test_money_is_no_resource(self, house: House) -> None:
        answer = await house.post("/v1/resources", a_resource(kind="money"), "organiser")
        assert faults_of(answer) == {"/kind": "enum"}

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"skill": None}, "skill_unnamed"),
            ({"until_at": "2026-09-19T08:00:00+08:00"}, "resource_backwards"),
            (
                {"from_at": "2026-09-01T08:00:00+08:00", "until_at": "2026-09-15T12:00:00+08:00"},
                "resource_backwards",
            ),
        ],
    )
    async def test_a_skill_has_its_code_and_the_time_lies_ahead(
        self, house: House, body: dict[str, Any], code: str
    ) -> None:
        answer = await house.post("/v1/resources", MINE | body, "wang")
        assert (answer.status_code, code_of(answer)) == (422, code)


class TestRead:
    async def test_what_a_member_offers_is_for_the_member_and_the_committee(self, house: House) -> None:
        row = await house.made("/v1/resources", MINE, "wang")
        for who in ("wang", "organiser", "higher"):
            assert row["id"] in await seen_by(house, who)
        for who in ("chen", "worker", "other organiser", "officer"):
            assert code_of(await house.get(f"/v1/resources/{row['id']}", who)) == "resource_missing"
            assert row["id"] not in await seen_by(house, who)

    async def test_what_a_branch_offers_is_for_its_members(self, house: House) -> None:
        row = await house.made("/v1/resources", a_resource(), "organiser")
        assert (row["person_id"], row["branch_id"]) == (None, str(ident("power")))
        assert row["id"] in await seen_by(house, "chen")
        for who in ("zhao", "worker"):
            assert code_of(await house.get(f"/v1/resources/{row['id']}", who)) == "resource_missing"

    async def test_a_community_sees_a_branchs_once_it_has_received_the_branch(self, house: House) -> None:
        row = await house.made("/v1/resources", a_resource(), "organiser")
        assert await seen_by(house, "officer") == set()
        await reported_branch(house)
        assert await seen_by(house, "officer") == {row["id"]}
        assert await seen_by(house, "other officer") == set()
        await house.made(f"/v1/resources/{row['id']}/withdrawal", None, "organiser")
        assert await seen_by(house, "officer") == set()

    async def test_a_community_sees_a_persons_under_a_consent_to_just_that(self, house: House) -> None:
        """Rule 35: Wang's consent to Baiguo names name and hours, not skills."""
        row = await house.made("/v1/resources", MINE, "wang")
        assert await seen_by(house, "officer") == set()
        consent = {
            "community_id": str(ident("other community")),
            "fields": ["name", "skills"],
            "wording": "1",
        }
        given = await house.made("/v1/consents", consent, "wang")
        assert await seen_by(house, "other officer") == {row["id"]}
        await house.made(f"/v1/consents/{given['id']}/withdrawal", None, "wang")
        assert await seen_by(house, "other officer") == set()


class TestRewrite:
    async def test_only_by_whose_it_is_and_under_the_version_seen(self, house: House) -> None:
        row = await house.made("/v1/resources", MINE, "wang")
        body = {name: value for name, value in MINE.items() if name != "owner"} | {"quantity": 2}
        path = f"/v1/resources/{row['id']}"
        for who in ("chen", "organiser"):
            assert code_of(await house.put(path, body, who, etag="*")) == "resource_missing"
        assert (await house.put(path, body, "wang")).status_code == 428
        etag = (await house.get(path, "wang")).headers["ETag"]
        assert (await house.put(path, body, "wang", etag=etag)).json()["quantity"] == 2
        assert (await house.put(path, body, "wang", etag=etag)).status_code == 412


class TestWithdraw:
    async def test_once_and_by_whose_it_is(self, house: House) -> None:
        row = await house.made("/v1/resources", a_resource(), "organiser")
        path = f"/v1/resources/{row['id']}/withdrawal"
        for who in ("wang", "other organiser"):
            assert code_of(await house.post(path, None, who)) == "resource_missing"
        assert (await house.made(path, None, "secretary"))["withdrawn_at"] is not None
        assert code_of(await house.post(path, None, "secretary")) == "resource_withdrawn"
        assert (
            code_of(await house.post(f"/v1/resources/{nothing()}/withdrawal", None, "wang"))
            == "resource_missing"
        )
