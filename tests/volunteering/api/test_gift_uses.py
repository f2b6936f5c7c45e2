"""What became of gifts, told to their donors alone: by name, or by the words of a slip."""

from typing import Any

import pytest

from tests.support.door import code_of, plain
from tests.volunteering.giving import (
    SECRET,
    a_hand_over,
    cash,
    closed,
    dropped,
    given,
    handed_over,
    hidden,
    opened,
)
from tests.volunteering.house import House


class TestRead:
    """GET /v1/donations, a drive's register, what became of a gift."""

    async def test_without_a_token_nothing_is_read(self, house: House) -> None:
        path = await opened(house)
        row = await given(house, path)
        one = f"/v1/donations/{row['id']}"
        for address in ("/v1/donations", one, f"{one}/use", f"{one}/receipt", f"{path}/donations"):
            assert code_of(await house.get(address, None)) == "token_invalid"

    async def test_the_register_is_the_handlers_alone(self, house: House) -> None:
        path = await opened(house)
        await given(house, path)
        for key in ("wang", "leader", "higher", "officer", "auditor"):
            assert code_of(await house.get(f"{path}/donations", key)) == "forbidden", key
        assert code_of(await house.get(f"{path}/donations", "other organiser")) == "drive_missing"
        [row] = (await house.read(f"{path}/donations?state=received", "secretary"))["items"]
        assert row["name"] == "wang"

    async def test_a_gift_is_seen_by_its_donor_and_the_handlers(self, house: House) -> None:
        row = await given(house, await opened(house))
        one = f"/v1/donations/{row['id']}"
        for key in ("li", "zhao", "higher", "other organiser"):
            for address in (one, f"{one}/use", f"{one}/receipt"):
                assert code_of(await house.get(address, key)) in {"donation_missing", "forbidden"}, key
        for key in ("wang", "organiser"):
            assert (await house.read(one, key))["amount"] == 10_000

    async def test_one_lists_ones_own_gifts(self, house: House) -> None:
        path = await opened(house)
        await given(house, path)
        await given(house, path, "li")
        await dropped(house, path)
        for key in ("wang", "li"):
            assert [row["name"] for row in (await house.read("/v1/donations", key))["items"]] == [key]
        assert (await house.read("/v1/donations", "organiser"))["items"] == []

    @pytest.mark.parametrize("word", ["person_id", "name", "donor", "sort", "order_by", "amount"])
    async def test_nothing_can_be_asked_by_person_or_amount(self, house: House, word: str) -> None:
        path = await opened(house)
        for address in ("/v1/donations", f"{path}/donations", "/v1/drives"):
            answer = await house.get(f"{address}?{word}=wang", "organiser")
            assert code_of(answer) == "parameter_unknown"

    async def test_a_donor_is_told_the_use_of_the_own_gift_and_no_others(self, house: House) -> None:
        path = await opened(house)
        wangs = await given(house, path, "wang", **cash(300))
        lis = await given(house, path, "li", **cash(500))
        await handed_over(house, path, cash(400))
        await house.made(f"{path}/use-reports", {"text": "已购文具。"}, "organiser")
        for row, key, used in ((wangs, "wang", 300), (lis, "li", 100)):
            found = await house.read(f"/v1/donations/{row['id']}/use", key)
            assert [use["amount"] for use in found["uses"]] == [used]
            assert [report["text"] for report in found["reports"]] == ["已购文具。"]
            assert found["donation"]["name"] == key

    async def test_what_is_only_prepared_is_no_use_yet(self, house: House) -> None:
        path = await opened(house)
        row = await given(house, path)
        await house.made(f"{path}/hand-overs", a_hand_over(cash(400)), "organiser")
        assert (await house.read(f"/v1/donations/{row['id']}/use", "wang"))["uses"] == []


class TestAnonymousGift:
    """GET /v1/drives/{id}/anonymous-gift."""

    async def ask(self, house: House, path: str, by: str | None, secret: str = SECRET) -> Any:
        headers = house.by(by) | {"Gift-Secret": secret}
        return await house.client.get(f"{path}/anonymous-gift", headers=headers)

    async def test_without_a_token_nothing_is_read(self, house: House) -> None:
        assert code_of(await self.ask(house, await opened(house), None)) == "token_invalid"

    async def test_an_outsider_asks_for_none(self, house: House) -> None:
        assert code_of(await self.ask(house, await opened(house), "officer")) == "forbidden"

    async def test_without_the_words_of_the_slip_there_is_nothing(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path, **hidden())
        wrong = await self.ask(house, path, "alone", "some-other-words-of-some-length")
        assert code_of(wrong) == "donation_missing"
        other = await opened(house, code="2026-A2")
        assert plain(await self.ask(house, other, "alone")) == plain(wrong)

    @pytest.mark.parametrize("secret", ["short", "x" * 101, "with a space in the middle"])
    async def test_words_too_short_to_be_secret_are_refused(self, house: House, secret: str) -> None:
        assert (await self.ask(house, await opened(house), "alone", secret)).status_code == 422

    async def test_whoever_has_the_words_sees_the_gift_and_its_use(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path, **hidden())
        await closed(house, path)
        await handed_over(house, path, cash(10_000))
        found = (await self.ask(house, path, "alone")).json()
        assert found["donation"]["donor"] == "anonymous"
        assert [use["amount"] for use in found["uses"]] == [10_000]
