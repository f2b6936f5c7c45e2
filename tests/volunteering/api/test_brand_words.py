"""Brand words: added by a branch or above it, and bound to be heeded at and below."""

from typing import Any

from tests.support.door import code_of, faults_of
from tests.volunteering.giving import a_drive
from tests.volunteering.house import House, both, nothing

WORDS = "/v1/brand-words"


async def added(house: House, word: str = "天府之星", by: str = "organiser") -> dict[str, Any]:
    """A word on the list."""
    return await house.made(WORDS, {"word": word}, by)


class TestAdd:
    """POST /v1/brand-words."""

    async def test_without_a_token_no_word_is_added(self, house: House) -> None:
        assert code_of(await house.post(WORDS, {"word": "天府之星"}, None)) == "token_invalid"

    async def test_a_member_adds_none(self, house: House) -> None:
        assert code_of(await house.post(WORDS, {"word": "天府之星"}, "wang")) == "forbidden"

    @both
    async def test_a_word_is_listed_once_however_it_is_written(self, house: House) -> None:
        await added(house, "Blue Crane")
        for again in ("blue-crane", "ＢＬＵＥＣＲＡＮＥ"):
            assert code_of(await house.post(WORDS, {"word": again}, "secretary")) == "brand_word_known"
        await added(house, "Blue Crane", "other organiser")

    async def test_a_word_of_one_letter_is_refused(self, house: House) -> None:
        assert code_of(await house.post(WORDS, {"word": "烟。"}, "organiser")) == "brand_word_unfit"
        assert faults_of(await house.post(WORDS, {}, "organiser")) == {"/word": "missing"}

    async def test_a_word_binds_at_and_below_and_nowhere_else(self, house: House) -> None:
        await added(house, "天府之星", "higher")
        body = a_drive(title="天府·之星 送温暖")
        assert code_of(await house.post("/v1/drives", body, "organiser")) == "brand_named"
        elsewhere = await house.post("/v1/brand-words", {"word": "天府之星"}, "other organiser")
        assert elsewhere.status_code == 201


class TestRead:
    """GET /v1/brand-words."""

    async def test_without_a_token_none_is_read(self, house: House) -> None:
        assert code_of(await house.get(WORDS, None)) == "token_invalid"

    async def test_a_member_reads_none(self, house: House) -> None:
        assert code_of(await house.get(WORDS, "wang")) == "forbidden"

    async def test_one_lists_what_binds_one_and_what_is_below(self, house: House) -> None:
        above, own = await added(house, "蓝鹤", "higher"), await added(house)
        await added(house, "金桥", "other organiser")
        for key in ("secretary", "higher"):
            found = (await house.read(WORDS, key))["items"]
            assert [each["id"] for each in found] == [own["id"], above["id"]], key


class TestRetirement:
    """POST /v1/brand-words/{id}/retirement."""

    async def test_without_a_token_none_is_retired(self, house: House) -> None:
        path = f"{WORDS}/{(await added(house))['id']}/retirement"
        assert code_of(await house.post(path, None, None)) == "token_invalid"

    async def test_a_member_retires_none(self, house: House) -> None:
        path = f"{WORDS}/{(await added(house))['id']}/retirement"
        assert code_of(await house.post(path, None, "wang")) == "forbidden"

    async def test_a_branch_retires_neither_anothers_word_nor_one_from_above(self, house: House) -> None:
        own, above = await added(house), await added(house, "蓝鹤", "higher")
        for word, key in ((own, "other organiser"), (above, "organiser"), ({"id": nothing()}, "organiser")):
            answer = await house.post(f"{WORDS}/{word['id']}/retirement", None, key)
            assert code_of(answer) == "brand_word_missing"

    async def test_a_retired_word_binds_no_more_and_may_come_back(self, house: House) -> None:
        word = await added(house)
        body = a_drive(title="天府之星送温暖")
        assert code_of(await house.post("/v1/drives", body, "organiser")) == "brand_named"
        gone = await house.made(f"{WORDS}/{word['id']}/retirement", None, "secretary")
        assert gone["retired_at"] == "2026-09-15T04:00:00Z"
        assert (await house.post("/v1/drives", body, "organiser")).status_code == 201
        await added(house)
