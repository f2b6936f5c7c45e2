"""`/v1/record-sheets`: one's own final hours, frozen and signed, seen by whom they concern."""

import asyncio
import re
from typing import Any

import pytest
from openbadgeslib.ob3 import OB3Verifier, verify_endorsement_jwt

from services.volunteering.models import Confirmation, RecordState, ServiceRecord, Side
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.support.forgery import opened
from tests.volunteering.house import House, both, nothing
from tests.volunteering.records import a_final_record
from tests.volunteering.sheets import (
    SHEETS,
    a_confirmed_record,
    a_sheet,
    asked,
    no_network,
    the_credential,
    verification,
)


class TestIssue:
    async def test_nobody_is_given_one_without_signing_in(self, house: House) -> None:
        assert (await house.post(SHEETS, asked(), None)).status_code == 401

    @pytest.mark.parametrize("key", ["officer", "hr"])
    async def test_officers_of_communities_and_machines_ask_for_none(self, house: House, key: str) -> None:
        assert code_of(await house.post(SHEETS, asked(), key)) == "forbidden"

    async def test_hours_of_others_are_nobodys(self, house: House) -> None:
        """One asks for oneself: hours of somebody else, of another community or branch, are not there."""
        await a_confirmed_record(house, "chen", "2026-09-05")
        assert code_of(await house.post(SHEETS, asked(), "wang")) == "nothing_served"
        for other in ({"community_id": "other community"}, {"branch_id": "packing"}):
            body = asked(**{name: str(ident(key)) for name, key in other.items()})
            assert code_of(await house.post(SHEETS, body, "chen")) == "nothing_served"
        assert (
            code_of(await house.post(SHEETS, asked(community_id=str(nothing())), "chen")) == "nothing_served"
        )

    async def test_who_is_no_volunteer_has_none(self, house: House) -> None:
        assert code_of(await house.post(SHEETS, asked(), "publicist")) == "not_volunteer"

    async def test_hours_before_and_after_do_not_count(self, house: House) -> None:
        await a_confirmed_record(house, "wang", "2025-12-31")
        await a_confirmed_record(house, "wang", "2026-09-15")
        assert code_of(await house.post(SHEETS, asked(), "wang")) == "nothing_served"

    async def test_a_sheet_that_would_say_the_same_is_refused_with_the_number_of_the_first(
        self, house: House
    ) -> None:
        first = await a_sheet(house)
        answer = await house.post(SHEETS, asked(), "wang")
        assert code_of(answer) == "sheet_stands"
        assert first["number"] in answer.json()["detail"]
        assert await house.count("record_sheet") == 1

    @pytest.mark.parametrize(
        ("more", "pointer"),
        [
            ({"from_on": "2026-02-30"}, "/from_on"),
            ({"from_on": "1999-12-31"}, "/from_on"),
            ({"branch_id": "power"}, "/branch_id"),
            ({"person_id": str(ident("chen"))}, "/person_id"),
        ],
    )
    async def test_a_malformed_request_names_its_fault(
        self, house: House, more: dict[str, Any], pointer: str
    ) -> None:
        assert faults_of(await house.post(SHEETS, asked(**more), "wang")).keys() == {pointer}

    async def test_days_to_come_are_refused(self, house: House) -> None:
        answer = await house.post(SHEETS, asked(until_on="2026-09-16"), "wang")
        assert code_of(answer) == "sheet_span_wrong"

    @both
    async def test_final_hours_are_frozen_numbered_and_signed(self, house: House) -> None:
        await a_confirmed_record(house, "wang", "2026-08-01", 90, title="河道清理")
        sheet = await a_sheet(house)
        assert sheet | {"id": "", "check_code": "", "verification_path": "", "issued_at": ""} == {
            "id": "",
            "number": "FW2026-000001",
            "state": "issued",
            "heading_zh": "内部服务记录单",
            "heading_en": "Internal service record",
            "recording_body": None,
            "person_id": str(ident("wang")),
            "volunteer_number": "V0000001",
            "masked_name": sheet["masked_name"],
            "branch_id": str(ident("power")),
            "community_id": str(ident("baiguo")),
            "from_on": "2026-01-01",
            "until_on": "2026-09-14",
            "minutes": 300,
            "issued_on": "2026-09-15",
            "issued_at": "",
            "check_code": "",
            "verification_path": "",
            "lines": [
                {"record_id": sheet["lines"][0]["record_id"], "served_on": "2026-08-01"}
                | {"title": "河道清理", "minutes": 90},
                {"record_id": sheet["lines"][1]["record_id"], "served_on": "2026-09-05"}
                | {"title": "楼道照明检修", "minutes": 210},
            ],
            "steps": [
                {"state": "issued", "reason": None, "by_id": str(ident("wang")), "at": sheet["issued_at"]}
            ],
            "endorsement": {"confirmed_by": str(ident("officer")), "confirmed_at": "2026-09-05T04:30:00Z"},
        }
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", sheet["check_code"])

    async def test_what_is_not_final_is_not_on_it(self, house: House) -> None:
        await a_final_record(house, "wang", "2026-08-01", state=RecordState.IN_PUBLICITY)
        sheet = await a_sheet(house)
        assert [line["served_on"] for line in sheet["lines"]] == ["2026-09-05"]

    async def test_a_correction_that_is_under_way_changes_nothing_yet(self, house: House) -> None:
        """What is final stays in force until the correction has been public."""
        record_id = await a_confirmed_record(house, "wang", "2026-09-05", 210)
        async with house.database.write() as session:
            row = await session.get_one(ServiceRecord, record_id)
            row.round, row.claimed_minutes = row.round + 1, 60
            session.add(
                Confirmation(
                    record_id=record_id,
                    round=row.round,
                    side=Side.COMMUNITY,
                    minutes=60,
                    by_id=ident("second officer"),
                    at=house.watch.at,
                )
            )
        sheet = await house.made(SHEETS, asked(), "wang")
        assert (sheet["minutes"], sheet["endorsement"]["confirmed_by"]) == (210, str(ident("officer")))

    @both
    async def test_a_sheet_that_says_more_supersedes_the_one_before(self, house: House) -> None:
        first = await a_sheet(house)
        await a_confirmed_record(house, "wang", "2026-09-06", 60)
        second = await house.made(SHEETS, asked(), "wang")
        assert (second["number"], second["minutes"]) == ("FW2026-000002", 270)
        before = await house.read(f"{SHEETS}/{first['id']}", "wang")
        assert [step["state"] for step in before["steps"]] == ["issued", "superseded"]
        told = await house.client.get(verification(first))
        assert told.json()["state"] == "superseded"

    @both
    async def test_two_who_ask_at_once_get_two_numbers_and_places(self, house: House) -> None:
        keys = ("wang", "chen", "li", "leader", "organiser", "secretary")
        for key in keys:
            await a_confirmed_record(house, key, "2026-09-05")
        answers = await asyncio.gather(*(house.post(SHEETS, asked(), key) for key in keys))
        assert [answer.status_code for answer in answers] == [201] * len(keys)
        numbers = sorted(answer.json()["number"] for answer in answers)
        assert numbers == [f"FW2026-{serial:06}" for serial in range(1, 7)]
        credentials = [
            await the_credential(house, each.json(), key) for each, key in zip(answers, keys, strict=True)
        ]
        places = [opened(each)[1]["credentialStatus"]["statusListIndex"] for each in credentials]
        assert sorted(places) == ["0", "1", "2", "3", "4", "5"]
        assert await house.count("credential_key") == 2

    @both
    async def test_of_two_requests_of_one_person_at_once_one_is_answered_with_the_other(
        self, house: House
    ) -> None:
        await a_confirmed_record(house, "wang", "2026-09-05")
        answers = await asyncio.gather(*(house.post(SHEETS, asked(), "wang") for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        assert await house.count("record_sheet") == 1


class TestList:
    async def test_nobody_reads_sheets_without_signing_in(self, house: House) -> None:
        assert (await house.get(SHEETS, None)).status_code == 401

    async def test_an_officer_of_a_community_reads_none(self, house: House) -> None:
        assert code_of(await house.get(SHEETS, "officer")) == "forbidden"

    async def test_an_unknown_state_is_malformed(self, house: House) -> None:
        assert faults_of(await house.get(f"{SHEETS}?state=lost", "wang")).keys() == {"query:state"}

    async def test_one_reads_ones_own_and_the_committee_those_of_its_branch(self, house: House) -> None:
        sheet = await a_sheet(house)
        other = await a_sheet(house, "chen")
        found = {key: await house.read(SHEETS, key) for key in ("wang", "li", "organiser", "other organiser")}
        ids = {key: [each["id"] for each in page["items"]] for key, page in found.items()}
        assert ids == {
            "wang": [sheet["id"]],
            "li": [],
            "organiser": [other["id"], sheet["id"]],
            "other organiser": [],
        }
        assert "check_code" not in found["organiser"]["items"][0]
        asked_for = await house.read(f"{SHEETS}?person_id={ident('chen')}&state=issued", "organiser")
        assert [each["id"] for each in asked_for["items"]] == [other["id"]]


class TestRead:
    PARTS = ("", "/credential", "/qr-code", "/pdf")

    @pytest.mark.parametrize("part", PARTS)
    async def test_nobody_reads_one_without_signing_in(self, house: House, part: str) -> None:
        sheet = await a_sheet(house)
        assert (await house.get(f"{SHEETS}/{sheet['id']}{part}", None)).status_code == 401

    @pytest.mark.parametrize("part", PARTS)
    async def test_the_sheet_of_another_looks_like_none(self, house: House, part: str) -> None:
        sheet = await a_sheet(house)
        for key in ("chen", "leader", "other organiser"):
            hidden = await house.get(f"{SHEETS}/{sheet['id']}{part}", key)
            assert code_of(hidden) == "record_sheet_missing"
            assert plain(hidden) == plain(await house.get(f"{SHEETS}/{nothing()}{part}", key))

    async def test_a_kind_of_picture_that_we_do_not_draw_is_malformed(self, house: House) -> None:
        sheet = await a_sheet(house)
        answer = await house.get(f"{SHEETS}/{sheet['id']}/qr-code?kind=gif", "wang")
        assert faults_of(answer).keys() == {"query:kind"}

    async def test_the_committee_of_the_branch_reads_it(self, house: House) -> None:
        sheet = await a_sheet(house)
        assert await house.read(f"{SHEETS}/{sheet['id']}", "secretary") == sheet

    async def test_the_credential_and_its_endorsement_verify_in_foreign_hands(self, house: House) -> None:
        credential = await the_credential(house, await a_sheet(house))
        _, payload = opened(credential)
        keys = (await house.client.get("/v1/credential-keys")).json()
        holders = {each["holder_id"]: each["did"] for each in keys["holders"]}
        with no_network():
            found = OB3Verifier.for_issuer_did(holders[str(ident("power"))]).verify(credential)
            word = verify_endorsement_jwt(payload["endorsementJwt"][0])
        assert [each.value for each in found.results] == ["210"]
        assert (word["issuer"], word["endorses"]) == (holders[str(ident("baiguo"))], payload["id"])


BODY = {"reason": "社区更正了记录"}


class TestWithdraw:
    async def test_nobody_withdraws_without_signing_in(self, house: House) -> None:
        sheet = await a_sheet(house)
        assert (await house.post(f"{SHEETS}/{sheet['id']}/withdrawal", BODY, None)).status_code == 401

    async def test_the_volunteer_does_not(self, house: House) -> None:
        sheet = await a_sheet(house)
        answer = await house.post(f"{SHEETS}/{sheet['id']}/withdrawal", BODY, "wang")
        assert code_of(answer) == "forbidden"

    async def test_nobody_withdraws_their_own(self, house: House) -> None:
        sheet = await a_sheet(house, "organiser")
        path = f"{SHEETS}/{sheet['id']}/withdrawal"
        assert code_of(await house.post(path, BODY, "organiser")) == "own_sheet"
        assert (await house.made(path, BODY, "secretary"))["state"] == "withdrawn"

    async def test_the_committee_of_another_branch_finds_none(self, house: House) -> None:
        sheet = await a_sheet(house)
        answer = await house.post(f"{SHEETS}/{sheet['id']}/withdrawal", BODY, "other organiser")
        assert code_of(answer) == "record_sheet_missing"

    async def test_what_has_ended_does_not_end_again(self, house: House) -> None:
        sheet = await a_sheet(house)
        await house.made(f"{SHEETS}/{sheet['id']}/withdrawal", BODY, "organiser")
        answer = await house.post(f"{SHEETS}/{sheet['id']}/withdrawal", BODY, "secretary")
        assert code_of(answer) == "sheet_ended"

    async def test_a_reason_is_needed(self, house: House) -> None:
        sheet = await a_sheet(house)
        answer = await house.post(f"{SHEETS}/{sheet['id']}/withdrawal", {"reason": " "}, "organiser")
        assert faults_of(answer).keys() == {"/reason"}

    async def test_it_is_withdrawn_with_its_reason(self, house: House) -> None:
        sheet = await a_sheet(house)
        told = await house.made(f"{SHEETS}/{sheet['id']}/withdrawal", BODY, "organiser")
        assert told["state"] == "withdrawn"
        assert told["steps"][1]["reason"] == "社区更正了记录"
        assert (await house.client.get(verification(sheet))).json()["state"] == "withdrawn"
