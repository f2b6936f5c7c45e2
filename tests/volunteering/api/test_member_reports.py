"""`/v1/member-reports`: one standing report of each member, received by the community (rules 28 and 35)."""

import asyncio
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, both, nothing
from tests.volunteering.reporting import received, reported, told

FACTS = Path(__file__).parents[3] / "services" / "volunteering" / "facts"
BAIGUO = {"community_id": str(ident("baiguo"))}
OTHER = {"community_id": str(ident("other community"))}
AGREED = {"fields": ["name", "skills"], "wording": "1"}


async def states(house: House, who: str = "wang") -> list[str]:
    """Of all of somebody's reports, newest first."""
    found = await house.read(f"/v1/member-reports?person_id={ident(who)}", who)
    return [each["state"] for each in found["items"]]


class TestMake:
    async def test_nobody_reports_without_a_token_from_outside_or_without_being_a_member(
        self, house: House
    ) -> None:
        assert (await house.post("/v1/member-reports", BAIGUO, None)).status_code == 401
        for who in ("officer", "worker", "hr"):
            assert code_of(await house.post("/v1/member-reports", BAIGUO, who)) == "forbidden"

    async def test_nobody_reports_another(self, house: House) -> None:
        answer = await house.post("/v1/member-reports", BAIGUO | {"person_id": str(ident("chen"))}, "wang")
        assert faults_of(answer) == {"/person_id": "extra_forbidden"}

    async def test_who_has_not_registered_cannot(self, house: House) -> None:
        assert code_of(await house.post("/v1/member-reports", BAIGUO, "publicist")) == "not_volunteer"

    async def test_a_consent_to_that_community_is_needed(self, house: House) -> None:
        assert code_of(await house.post("/v1/member-reports", BAIGUO, "alone")) == "consent_needed"
        assert code_of(await house.post("/v1/member-reports", OTHER, "wang")) == "consent_needed"

    async def test_it_may_be_given_in_the_same_breath(self, house: House) -> None:
        made = await house.made("/v1/member-reports", OTHER | {"consent": AGREED}, "wang")
        assert made["state"] == "reported"
        consents = await house.read(f"/v1/consents?community_id={ident('other community')}", "wang")
        assert [each["fields"] for each in consents["items"]] == [["name", "skills"]]

    async def test_a_community_that_is_none_is_refused(self, house: House) -> None:
        body = {"community_id": str(nothing()), "consent": AGREED}
        assert code_of(await house.post("/v1/member-reports", body, "wang")) == "community_missing"

    async def test_one_reports_to_a_community_once(self, house: House) -> None:
        first = await reported(house)
        assert (first["slip_no"], first["skills"]) == ("DB2026-000001", ["electrician"])
        assert code_of(await house.post("/v1/member-reports", BAIGUO, "wang")) == "report_standing"
        assert (await reported(house, "li"))["slip_no"] == "DB2026-000002"

    async def test_a_new_report_ends_the_old_one_and_others_are_told(self, house: House) -> None:
        """Rule 28."""
        first = await received(house)
        await house.made("/v1/member-reports", OTHER | {"consent": AGREED}, "wang")
        assert await states(house) == ["reported", "ended"]
        old = await house.read(f"/v1/member-reports/{first['id']}", "wang")
        assert (old["ended_as"], old["receipt_no"]) == ("moved", "DH2026-000001")
        [ended] = await told(house, "report.ended")
        assert (ended["source_id"], ended["community_id"]) == (first["id"], str(ident("baiguo")))

    async def test_a_report_that_was_never_received_ends_in_silence(self, house: House) -> None:
        await reported(house)
        await house.made("/v1/member-reports", OTHER | {"consent": AGREED}, "wang")
        assert await told(house, "report.ended") == []

    @both
    async def test_of_many_at_once_one_stands(self, house: House) -> None:
        asked = [BAIGUO, BAIGUO, OTHER, OTHER, BAIGUO]
        answers = await asyncio.gather(*[house.post("/v1/member-reports", body, "chen") for body in asked])
        assert {answer.status_code for answer in answers} <= {201, 409}
        found = await states(house, "chen")
        assert found.count("reported") == 1
        assert found.count("reported") + found.count("ended") == len(found)

    @both
    async def test_slips_numbered_at_once_differ(self, house: House) -> None:
        people = ("wang", "chen", "li", "leader", "organiser", "secretary")
        answers = await asyncio.gather(*[house.post("/v1/member-reports", BAIGUO, who) for who in people])
        assert len({answer.json()["slip_no"] for answer in answers}) == len(people)


class TestReceive:
    async def test_only_the_community_receives(self, house: House) -> None:
        path = f"/v1/member-reports/{(await reported(house))['id']}/receipt"
        assert (await house.post(path, {}, None)).status_code == 401
        for who in ("wang", "secretary", "organiser"):
            assert code_of(await house.post(path, {}, who)) == "forbidden"
        assert code_of(await house.post(path, {}, "other officer")) == "member_report_missing"

    async def test_it_is_received_once_and_told(self, house: House) -> None:
        row = await received(house)
        assert (row["state"], row["grid"], row["receipt_no"]) == ("received", "第三网格", "DH2026-000001")
        again = await house.post(f"/v1/member-reports/{row['id']}/receipt", {}, "second officer")
        assert code_of(again) == "report_not_in_state"
        [made] = await told(house, "report.made")
        assert made == {
            "person_id": str(ident("wang")),
            "occurred_on": "2026-09-15",
            "source_id": row["id"],
            "community_id": str(ident("baiguo")),
        }

    @both
    async def test_two_officers_at_once_give_one_receipt(self, house: House) -> None:
        path = f"/v1/member-reports/{(await reported(house))['id']}/receipt"
        answers = await asyncio.gather(
            *[house.post(path, {}, who) for who in ("officer", "second officer", "officer")]
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
        assert len(await told(house, "report.made")) == 1


class TestPlace:
    async def test_the_community_places_otherwise_under_the_version_it_has_seen(self, house: House) -> None:
        row = await received(house)
        path = f"/v1/member-reports/{row['id']}"
        body = {"team": "助老队", "post": "网格协管员"}
        assert code_of(await house.put(f"{path}/placing", body, "secretary", etag="*")) == "forbidden"
        assert (await house.put(f"{path}/placing", body, "officer")).status_code == 428
        etag = (await house.get(path, "officer")).headers["ETag"]
        answer = await house.put(f"{path}/placing", body, "officer", etag=etag)
        assert (answer.json()["grid"], answer.json()["team"]) == (None, "助老队")
        assert (await house.put(f"{path}/placing", body, "officer", etag=etag)).status_code == 412

    async def test_what_was_not_received_is_not_placed(self, house: House) -> None:
        path = f"/v1/member-reports/{(await reported(house))['id']}/placing"
        assert code_of(await house.put(path, {}, "officer", etag="*")) == "report_not_in_state"


class TestEnd:
    async def test_neither_colleagues_nor_the_committee_end_anybodys(self, house: House) -> None:
        path = f"/v1/member-reports/{(await received(house))['id']}/end"
        assert (await house.post(path, {}, None)).status_code == 401
        for who in ("chen", "secretary", "organiser", "other officer"):
            assert code_of(await house.post(path, {}, who)) == "member_report_missing"

    async def test_a_community_says_why_and_a_person_need_not(self, house: House) -> None:
        first = await received(house)
        path = f"/v1/member-reports/{first['id']}/end"
        answer = await house.post(path, {}, "officer")
        assert (answer.status_code, code_of(answer)) == (422, "end_unexplained")
        assert (await house.made(path, {"reason": "已迁出"}, "officer"))["ended_as"] == "other"
        assert code_of(await house.post(path, {}, "wang")) == "report_not_in_state"
        second = await reported(house)
        ended = await house.made(f"/v1/member-reports/{second['id']}/end", {}, "wang")
        assert ended["ended_as"] == "withdrawn"
        assert len(await told(house, "report.ended")) == 1

    async def test_a_withdrawn_consent_ends_it_and_hides_it(self, house: House) -> None:
        """Rule 35."""
        row = await received(house)
        [consent] = (await house.read("/v1/consents?in_force=true", "wang"))["items"]
        await house.made(f"/v1/consents/{consent['id']}/withdrawal", None, "wang")
        assert (
            code_of(await house.get(f"/v1/member-reports/{row['id']}", "officer")) == "member_report_missing"
        )
        own = await house.read(f"/v1/member-reports/{row['id']}", "wang")
        assert (own["state"], own["ended_as"]) == ("ended", "consent_withdrawn")
        assert len(await told(house, "report.ended")) == 1

    async def test_a_withdrawn_consent_gives_back_places_to_come(self, house: House) -> None:
        shift = await house.a_shift()
        sign_up = await house.signed_up(shift)
        [consent] = (await house.read("/v1/consents?in_force=true", "wang"))["items"]
        await house.made(f"/v1/consents/{consent['id']}/withdrawal", None, "wang")
        assert (await house.read(f"/v1/sign-ups/{sign_up['id']}", "wang"))["state"] == "cancelled"
        [role] = (await house.read(f"/v1/shifts/{shift['id']}", "organiser"))["roles"]
        assert role["taken"] == 0


class TestRead:
    async def test_the_branch_reads_its_own_and_strangers_nothing(self, house: House) -> None:
        path = f"/v1/member-reports/{(await received(house))['id']}"
        assert (await house.get(path, None)).status_code == 401
        for who in ("wang", "leader", "secretary", "higher", "officer"):
            assert (await house.read(path, who))["name"] == "wang"
        for who in ("chen", "other leader", "other secretary", "worker", "other officer"):
            assert code_of(await house.get(path, who)) == "member_report_missing"

    async def test_a_community_sees_of_the_person_what_was_consented_to(self, house: House) -> None:
        """Wang's consent names name and hours."""
        path = f"/v1/member-reports/{(await received(house))['id']}"
        seen: dict[str, Any] = await house.read(path, "officer")
        assert (seen["name"], seen["skills"], seen["free_times"]) == ("wang", None, None)
        assert (await house.read(path, "secretary"))["skills"] == ["electrician"]


async def test_what_is_told_keeps_to_its_schemas(house: House) -> None:
    row = await received(house)
    await house.made(f"/v1/member-reports/{row['id']}/end", {}, "wang")
    for kind in ("report.made", "report.ended"):
        schema = json.loads((FACTS / f"{kind}.schema.json").read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        assert schema["required"] == list(schema["properties"])
        [data] = await told(house, kind)
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)
