"""`/v1/privacy-notices`, `/v1/privacy-consents`: what people are told, and what they agree to apart."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

DEEDS = {"purpose": "published_deeds", "wording": "1"}
CONSENT = f"/v1/privacy-consents/{ident('privacy consent of wang')}"


class TestNotices:
    async def test_whoever_signs_in_reads_what_is_kept_and_why(self, house: House) -> None:
        assert (await house.get("/v1/privacy-notices", None)).status_code == 401
        first = (await house.get("/v1/privacy-notices", "wang")).json()["items"][0]
        assert "不收集身份证号" in first["zh"]
        assert "never collected" in first["en"]
        texts = (await house.get("/v1/privacy-consents/wordings", "wang")).json()["items"]
        assert [each["purpose"] for each in texts] == [
            *("star_wall_photo", "published_deeds", "given_to_others")
        ]


class TestGive:
    async def test_nobody_consents_without_a_token_or_as_a_machine(self, house: House) -> None:
        assert (await house.post("/v1/privacy-consents", DEEDS, None)).status_code == 401
        assert code_of(await house.post("/v1/privacy-consents", DEEDS, "hr")) == "forbidden"
        for_another = DEEDS | {"person_id": str(ident("li"))}
        assert (await house.post("/v1/privacy-consents", for_another, "wang")).status_code == 422

    async def test_one_agrees_to_the_words_as_they_are_now(self, house: House) -> None:
        answer = await house.post("/v1/privacy-consents", DEEDS | {"wording": "0"}, "wang")
        assert (answer.status_code, code_of(answer)) == (409, "privacy_wording_outdated")

    @both
    async def test_of_many_at_once_one_is_in_force(self, house: House) -> None:
        asked = [house.post("/v1/privacy-consents", DEEDS, "wang") for _ in range(4)]
        answers = await asyncio.gather(*asked)
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


class TestWithdraw:
    async def test_it_is_the_persons_own_to_withdraw(self, house: House) -> None:
        assert (await house.post(f"{CONSENT}/withdrawal", None, None)).status_code == 401
        for other in ("li", "secretary"):
            answer = await house.post(f"{CONSENT}/withdrawal", None, other)
            assert code_of(answer) == "privacy_consent_missing"

    @both
    async def test_once_withdrawn_it_stays_so_and_another_may_be_given(self, house: House) -> None:
        made = await house.post(f"{CONSENT}/withdrawal", None, "wang")
        assert made.json()["withdrawn_at"] is not None
        again = await house.post(f"{CONSENT}/withdrawal", None, "wang")
        assert (again.status_code, code_of(again)) == (409, "privacy_consent_withdrawn")
        given = {"purpose": "star_wall_photo", "wording": "1"}
        assert (await house.post("/v1/privacy-consents", given, "wang")).status_code == 201
        with pytest.raises(DBAPIError, match="kept as it is"):
            async with house.database.write() as tx:
                await tx.execute(text("UPDATE privacy_consent SET withdrawn_at = NULL"))


class TestList:
    async def test_the_office_sees_whose_photograph_may_hang_and_no_history(self, house: House) -> None:
        async def seen(by: str) -> set[str]:
            answer = await house.get("/v1/privacy-consents?purpose=star_wall_photo", by)
            return {each["person_id"] for each in answer.json()["items"]}

        assert await seen("secretary") == {str(ident("wang")), str(ident("li"))}
        assert await seen("zhao") == {str(ident("zhao"))}
        await house.post(f"{CONSENT}/withdrawal", None, "wang")
        assert await seen("secretary") == {str(ident("li"))}
        assert await seen("wang") == {str(ident("wang"))}
