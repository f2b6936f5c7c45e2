"""`/verify`: a page for people without an account, without scripts and without anything from elsewhere."""

import re

import httpx2
import pytest

from tests.volunteering.house import House
from tests.volunteering.sheets import a_sheet


async def shown(house: House, query: str = "", **headers: str) -> httpx2.Response:
    answer = await house.client.get(f"/verify{query}", headers=headers)
    assert answer.headers["content-type"].startswith("text/html")
    return answer


class TestPage:
    async def test_it_asks_for_number_and_code_in_chinese_unless_english_is_wished(
        self, house: House
    ) -> None:
        chinese = await shown(house)
        assert (chinese.status_code, chinese.headers["content-language"]) == (200, "zh-CN")
        assert "请输入纸面上的编号和校验码" in chinese.text
        english = await shown(house, **{"Accept-Language": "en"})
        assert (english.headers["content-language"], "Check code" in english.text) == ("en", True)
        assert "Check code" in (await shown(house, "?ui_locales=en", **{"Accept-Language": "zh"})).text

    async def test_the_address_on_paper_shows_state_masked_name_hours_and_day(self, house: House) -> None:
        sheet = await a_sheet(house)
        page = await shown(house, sheet["verification_path"].removeprefix("/verify"))
        told = re.findall(r"<dd>(?:<strong>)?([^<]*)", page.text)
        assert told == ["有效", "FW2026-000001", sheet["masked_name"], "3.5", "2026-09-15"]
        for hidden in (sheet["volunteer_number"], "白果", "楼道照明检修", sheet["person_id"], sheet["id"]):
            assert hidden not in page.text

    async def test_the_code_does_not_come_back(self, house: House) -> None:
        sheet = await a_sheet(house)
        page = await shown(house, sheet["verification_path"].removeprefix("/verify"))
        assert sheet["check_code"].replace("-", "") not in page.text

    async def test_what_is_withdrawn_is_shown_as_withdrawn(self, house: House) -> None:
        sheet = await a_sheet(house)
        await house.made(f"/v1/record-sheets/{sheet['id']}/withdrawal", {"reason": "有误"}, "organiser")
        page = await shown(house, sheet["verification_path"].removeprefix("/verify") + "&ui_locales=en")
        assert "<strong>Withdrawn</strong>" in page.text
        assert 'class="found ended"' in page.text

    async def test_a_wrong_code_and_an_unknown_number_look_alike(self, house: House) -> None:
        sheet = await a_sheet(house)
        wrong = await shown(house, f"?number={sheet['number']}&code=0000-0000-0000")
        unknown = await shown(house, "?number=FW2026-999999&code=0000-0000-0000")
        assert wrong.status_code == unknown.status_code == 404
        assert "编号或校验码不正确" in wrong.text
        assert _plain(wrong, sheet["number"]) == _plain(unknown, "FW2026-999999")

    @pytest.mark.parametrize("query", ["?number=1", "?code=1", "?number=&code=1", "?number=1&code="])
    async def test_half_a_question_asks_again(self, house: House, query: str) -> None:
        page = await shown(house, query)
        assert (page.status_code, 'role="alert"' in page.text) == (200, False)

    async def test_what_was_typed_is_never_markup(self, house: House) -> None:
        page = await shown(house, "?number=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&code=1")
        assert page.status_code == 404
        assert "<script" not in page.text.lower()

    async def test_nothing_comes_from_elsewhere_and_nothing_is_kept(self, house: House) -> None:
        page = await shown(house)
        assert re.findall(r"(?:src|href|action)=\"(?!/verify)", page.text) == []
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'nonce-")
        assert "script-src" not in policy
        assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")

    async def test_whatever_is_far_too_long_is_malformed(self, house: House) -> None:
        answer = await house.client.get(f"/verify?number={'1' * 41}&code=1")
        assert answer.status_code == 422


def _plain(page: httpx2.Response, number: str) -> str:
    return re.sub(r'nonce="[^"]*"', "", page.text).replace(number, "the number")
