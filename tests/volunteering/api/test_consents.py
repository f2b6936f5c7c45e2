"""`/v1/consents`: given and withdrawn by the person alone; a community sees nothing without one (rule 35)."""

import asyncio
from typing import Any

from services.volunteering.models import SharedField
from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, both, nothing


def a_consent(community: str = "other community", **more: Any) -> dict[str, Any]:
    """To the community to which only Chen has consented yet."""
    given: dict[str, Any] = {
        "community_id": str(ident(community)),
        "fields": ["name", "skills"],
        "wording": "1",
    }
    return given | more


async def of(house: House, person: str, community: str = "baiguo") -> dict[str, Any]:
    """The consent that somebody has in force."""
    path = f"/v1/consents?community_id={ident(community)}&in_force=true"
    row: dict[str, Any] = (await house.read(path, person))["items"][0]
    return row


class TestWordings:
    async def test_the_first_is_the_one_to_agree_to(self, house: House) -> None:
        assert (await house.get("/v1/consent-wordings", None)).status_code == 401
        assert code_of(await house.get("/v1/consent-wordings", "hr")) == "forbidden"
        first = (await house.read("/v1/consent-wordings", "worker"))["items"][0]
        assert (first["wording"], "撤回" in first["zh"], "withdraw" in first["en"]) == ("1", True, True)


class TestGive:
    async def test_nobody_consents_without_a_token_or_for_another(self, house: House) -> None:
        assert (await house.post("/v1/consents", a_consent(), None)).status_code == 401
        assert code_of(await house.post("/v1/consents", a_consent(), "other officer")) == "forbidden"
        answer = await house.post("/v1/consents", a_consent(person_id=str(ident("wang"))), "organiser")
        assert faults_of(answer) == {"/person_id": "extra_forbidden"}

    async def test_a_branch_is_no_community(self, house: House) -> None:
        for nowhere in (str(nothing()), str(ident("power"))):
            answer = await house.post("/v1/consents", a_consent(community_id=nowhere), "wang")
            assert (answer.status_code, code_of(answer)) == (404, "community_missing")

    async def test_who_has_not_registered_has_nothing_to_show(self, house: House) -> None:
        assert code_of(await house.post("/v1/consents", a_consent(), "publicist")) == "not_volunteer"

    async def test_one_is_in_force_at_a_time(self, house: House) -> None:
        assert code_of(await house.post("/v1/consents", a_consent("baiguo"), "wang")) == "consent_standing"

    async def test_a_wording_that_is_not_the_present_one_is_refused(self, house: House) -> None:
        answer = await house.post("/v1/consents", a_consent(wording="0"), "wang")
        assert (answer.status_code, code_of(answer)) == (409, "wording_outdated")

    async def test_the_name_is_always_among_the_fields(self, house: House) -> None:
        answer = await house.post("/v1/consents", a_consent(fields=["skills"]), "wang")
        assert (answer.status_code, code_of(answer)) == (422, "name_needed")

    async def test_points_discipline_and_party_matters_can_never_be_shared(self, house: House) -> None:
        """Rule 35: there is no word for them, whoever consents."""
        assert {field.value for field in SharedField} == {"name", "skills", "wishes", "free_times", "hours"}
        for field in ("points", "score", "grade", "discipline", "membership", "branch", "phone"):
            answer = await house.post("/v1/consents", a_consent(fields=["name", field]), "wang")
            assert faults_of(answer) == {"/fields/1": "enum"}

    async def test_from_then_on_the_community_sees_the_fields_and_no_others(self, house: House) -> None:
        path = f"/v1/volunteers?person_id={ident('wang')}"
        assert (await house.read(path, "other officer"))["items"] == []
        made = await house.made("/v1/consents", a_consent(), "wang")
        assert (made["fields"], made["withdrawn_at"]) == (["name", "skills"], None)
        seen = (await house.read(path, "other officer"))["items"][0]
        assert (seen["name"], seen["skills"], seen["wishes"]) == ("wang", ["electrician"], None)
        elsewhere = (await house.read(path, "officer"))["items"][0]
        assert (elsewhere["name"], elsewhere["skills"]) == ("wang", None)

    @both
    async def test_of_many_at_once_one_is_in_force(self, house: House) -> None:
        answers = await asyncio.gather(*[house.post("/v1/consents", a_consent(), "wang") for _ in range(5)])
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


class TestWithdraw:
    async def test_nobody_withdraws_for_another(self, house: House) -> None:
        path = f"/v1/consents/{(await of(house, 'wang'))['id']}/withdrawal"
        assert (await house.post(path, None, None)).status_code == 401
        assert code_of(await house.post(path, None, "officer")) == "forbidden"
        for other in ("chen", "organiser", "alone"):
            assert code_of(await house.post(path, None, other)) == "consent_missing"

    async def test_the_communitys_sight_ends_at_once_and_the_history_stays_ones_own(
        self, house: House
    ) -> None:
        consent = await of(house, "wang")
        made = await house.made(f"/v1/consents/{consent['id']}/withdrawal", None, "wang")
        assert made["withdrawn_at"] is not None
        assert (await house.read(f"/v1/volunteers?person_id={ident('wang')}", "officer"))["items"] == []
        assert code_of(await house.get(f"/v1/consents/{consent['id']}", "officer")) == "consent_missing"
        mine = (await house.read("/v1/consents?in_force=false", "wang"))["items"]
        assert [each["id"] for each in mine] == [consent["id"]]

    async def test_it_is_withdrawn_once_and_given_anew(self, house: House) -> None:
        path = f"/v1/consents/{(await of(house, 'wang'))['id']}/withdrawal"
        await house.made(path, None, "wang")
        assert code_of(await house.post(path, None, "wang")) == "consent_withdrawn"
        again = await house.made("/v1/consents", a_consent("baiguo", fields=["name", "name"]), "wang")
        assert again["fields"] == ["name"]


class TestRead:
    async def test_a_community_reads_what_is_in_force_for_it(self, house: House) -> None:
        assert (await house.get("/v1/consents", None)).status_code == 401
        seen = (await house.read("/v1/consents", "other officer"))["items"]
        assert [(each["person_id"], each["community_id"]) for each in seen] == [
            (str(ident("chen")), str(ident("other community")))
        ]

    async def test_neither_colleagues_nor_the_committee_read_anybodys(self, house: House) -> None:
        consent = await of(house, "wang")
        for who in ("chen", "organiser", "secretary", "other officer"):
            assert code_of(await house.get(f"/v1/consents/{consent['id']}", who)) == "consent_missing"
