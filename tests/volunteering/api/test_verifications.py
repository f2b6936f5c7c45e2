"""`/v1/record-sheets/verification`: what a stranger with the paper learns, and when a sheet no longer holds."""

import re
from datetime import UTC, datetime

import pytest
from openbadgeslib.ob3 import OB3Verifier

from tests.support.door import code_of, faults_of, plain
from tests.support.forgery import opened
from tests.volunteering.house import House, both
from tests.volunteering.sheets import SHEETS, VERIFICATION, a_sheet, asked, the_credential, verification, void


class TestVerification:
    async def test_no_sign_in_is_needed_and_nothing_but_four_things_is_told(self, house: House) -> None:
        sheet = await a_sheet(house)
        answer = await house.client.get(verification(sheet))
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.json() == {
            "state": "issued",
            "masked_name": sheet["masked_name"],
            "minutes": 210,
            "issued_on": "2026-09-15",
        }
        assert re.fullmatch(r".\*\*", sheet["masked_name"])

    async def test_a_wrong_code_and_an_unknown_number_look_alike(self, house: House) -> None:
        sheet = await a_sheet(house)
        wrong = await house.client.get(verification(sheet, code="0000-0000-0000"))
        unknown = await house.client.get(verification(sheet, number="FW2026-999999"))
        empty = await house.client.get(verification(sheet, code=""))
        assert code_of(wrong) == "record_sheet_unknown"
        assert plain(wrong) == plain(unknown) == plain(empty)

    async def test_what_no_paper_can_say_is_malformed(self, house: House) -> None:
        assert faults_of(await house.client.get(VERIFICATION)).keys() == {"query:number", "query:code"}
        answer = await house.client.get(f"{VERIFICATION}?number={'1' * 41}&code=1")
        assert faults_of(answer).keys() == {"query:number"}

    async def test_the_code_may_be_typed_as_it_comes(self, house: House) -> None:
        sheet = await a_sheet(house)
        typed = verification(sheet, number="fw2026-000001", code=sheet["check_code"].replace("-", "").lower())
        assert (await house.client.get(typed)).json()["minutes"] == 210

    @both
    async def test_voided_hours_withdraw_every_sheet_that_counts_them_and_no_other(
        self, house: House
    ) -> None:
        """Rule 34."""
        first = await a_sheet(house)
        year = await house.made(SHEETS, asked(from_on="2026-09-01"), "wang")
        other = await a_sheet(house, "chen")
        await void(house, first["lines"][0]["record_id"])
        states = [
            (await house.client.get(verification(each))).json()["state"] for each in (first, year, other)
        ]
        assert states == ["withdrawn", "withdrawn", "issued"]
        told = await house.read(f"{SHEETS}/{first['id']}", "wang")
        assert told["steps"][1] | {"at": ""} == {
            "state": "withdrawn",
            "reason": "签到有误",
            "by_id": None,
            "at": "",
        }

    async def test_a_withdrawn_sheet_is_set_in_the_status_list_that_a_foreign_library_reads(
        self, house: House
    ) -> None:
        house.watch.at = datetime.now(UTC)  # the library looks at the clock of the machine
        sheet = await a_sheet(house)
        credential = await the_credential(house, sheet)
        verifier = OB3Verifier.for_issuer_did(opened(credential)[1]["iss"])
        lists: dict[str, bytes] = {}

        async def fetched() -> None:
            address = opened(credential)[1]["credentialStatus"]["statusListCredential"]
            lists[address] = (await house.client.get(address.removeprefix("https://siyou.test"))).content

        await fetched()
        verifier.verify(credential, check_status=True, download=lists.__getitem__)
        await void(house, sheet["lines"][0]["record_id"])
        await fetched()
        with pytest.raises(Exception, match="Credential status 'revocation' is set at index 0"):
            verifier.verify(credential, check_status=True, download=lists.__getitem__)
