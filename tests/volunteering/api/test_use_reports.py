"""Use reports and decisions on what is left: published to the circle, without brands, links or unwilling faces."""

from typing import Any

import pytest

from tests.support.door import code_of, faults_of
from tests.volunteering.giving import (
    a_beneficiary,
    a_remainder,
    cash,
    closed,
    coats,
    drafted,
    dropped,
    handed_over,
    lots,
    opened,
    prepared,
    settled,
)
from tests.volunteering.house import House, nothing


def a_report(**more: Any) -> dict[str, Any]:
    """Some words."""
    return {"text": "冬衣三件已送到学校。"} | more


class TestUseReport:
    """POST and GET /v1/drives/{id}/use-reports."""

    async def test_without_a_token_nothing_is_told(self, house: House) -> None:
        path = f"{await opened(house)}/use-reports"
        assert code_of(await house.post(path, a_report(), None)) == "token_invalid"
        assert code_of(await house.get(path, None)) == "token_invalid"

    async def test_a_member_publishes_none_and_an_outsider_reads_none(self, house: House) -> None:
        path = f"{await opened(house)}/use-reports"
        assert code_of(await house.post(path, a_report(), "wang")) == "forbidden"
        assert code_of(await house.get(path, "officer")) == "forbidden"

    async def test_outside_the_circle_there_are_none(self, house: House) -> None:
        path = f"{await opened(house)}/use-reports"
        assert code_of(await house.post(path, a_report(), "other organiser")) == "drive_missing"
        assert code_of(await house.get(path, "zhao")) == "drive_missing"

    async def test_a_draft_has_nothing_to_tell(self, house: House) -> None:
        answer = await house.post(f"{await drafted(house)}/use-reports", a_report(), "organiser")
        assert code_of(answer) == "drive_not_in_state"

    async def test_the_final_one_comes_when_the_books_are_settled(self, house: House) -> None:
        path = await closed(house, await opened(house))
        final = a_report(final=True)
        assert code_of(await house.post(f"{path}/use-reports", final, "organiser")) == "drive_not_in_state"
        await settled(house, path)
        await house.made(f"{path}/use-reports", a_report(), "organiser")
        await house.made(f"{path}/use-reports", final, "organiser")
        drive = await house.read(path, "wang")
        assert (drive["state"], drive["report_due_on"]) == ("reported", None)
        for late in (final, a_report()):
            answer = await house.post(f"{path}/use-reports", late, "organiser")
            assert code_of(answer) == "drive_not_in_state"

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"text": "红塔山杯冬衣已送到"}, "brand_named"),
            ({"text": "照片见 photos.example.cn"}, "link_named"),
            ({"photos": [{"ref": "https://photos.example.cn/1", "beneficiary_ids": []}]}, "link_named"),
            ({"photos": [{"ref": "相册一", "beneficiary_ids": [str(nothing())]}]}, "beneficiary_missing"),
        ],
    )
    async def test_what_may_not_be_published_is_refused(
        self, house: House, wrong: dict[str, Any], code: str
    ) -> None:
        path = await opened(house)
        assert code_of(await house.post(f"{path}/use-reports", a_report(**wrong), "organiser")) == code

    async def test_a_report_without_words_is_none(self, house: House) -> None:
        path = await opened(house)
        assert faults_of(await house.post(f"{path}/use-reports", {}, "organiser")) == {"/text": "missing"}

    async def test_no_photo_shows_a_child_whose_guardian_has_not_agreed_to_it(self, house: House) -> None:
        path = await opened(house)
        shy = await house.made(f"{path}/beneficiaries", a_beneficiary(), "organiser")
        bold = await house.made(
            f"{path}/beneficiaries",
            a_beneficiary(pseudonym="小苗", photo_consent_ref="照片同意书 4"),
            "organiser",
        )
        both_of_them = [{"ref": "相册一", "beneficiary_ids": [bold["id"], shy["id"]]}]
        answer = await house.post(f"{path}/use-reports", a_report(photos=both_of_them), "organiser")
        assert code_of(answer) == "photo_consent_missing"
        one = [{"ref": "相册二", "beneficiary_ids": [bold["id"]]}]
        await house.made(f"{path}/use-reports", a_report(photos=one), "organiser")
        [seen] = (await house.read(f"{path}/use-reports", "wang"))["items"]
        assert seen["photo_refs"] == ["相册二"]
        assert bold["id"] not in str(seen)

    async def test_the_circle_reads_them_newest_first(self, house: House) -> None:
        path = await opened(house)
        for text in ("第一份。", "第二份。"):
            await house.made(f"{path}/use-reports", a_report(text=text), "organiser")
        found = (await house.read(f"{path}/use-reports", "wang"))["items"]
        assert [(each["number"], each["text"]) for each in found] == [(2, "第二份。"), (1, "第一份。")]


class TestRemainder:
    """POST and GET /v1/drives/{id}/remainders."""

    async def test_without_a_token_nothing_is_decided(self, house: House) -> None:
        path = f"{await opened(house)}/remainders"
        assert code_of(await house.post(path, a_remainder(), None)) == "token_invalid"

    async def test_a_member_decides_none(self, house: House) -> None:
        path = f"{await opened(house)}/remainders"
        assert code_of(await house.post(path, a_remainder(), "wang")) == "forbidden"

    async def test_another_branchs_drive_is_not_there(self, house: House) -> None:
        path = f"{await opened(house)}/remainders"
        assert code_of(await house.post(path, a_remainder(), "other secretary")) == "drive_missing"
        assert code_of(await house.get(path, "zhao")) == "drive_missing"

    async def test_while_gifts_come_in_nothing_is_left_over(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        answer = await house.post(f"{path}/remainders", a_remainder(), "secretary")
        assert code_of(answer) == "drive_not_in_state"

    async def test_who_answers_for_the_drive_does_not_decide(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        await closed(house, path)
        answer = await house.post(f"{path}/remainders", a_remainder(), "publicist")
        assert code_of(answer) == "own_remainder"

    async def test_nothing_left_is_nothing_to_decide_on(self, house: House) -> None:
        path = await closed(house, await opened(house))
        answer = await house.post(f"{path}/remainders", a_remainder(), "secretary")
        assert code_of(answer) == "nothing_left"

    async def test_what_waits_for_a_second_handler_is_not_left_over(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        await closed(house, path)
        await prepared(house, path, cash(1))
        answer = await house.post(f"{path}/remainders", a_remainder(), "secretary")
        assert code_of(answer) == "handling_unfinished"

    async def test_its_words_are_published_and_so_they_are_checked(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        await closed(house, path)
        for wrong, code in (
            ({"purpose": "买烟草博物馆门票"}, "brand_named"),
            ({"receiver": "a.cn"}, "link_named"),
        ):
            answer = await house.post(f"{path}/remainders", a_remainder(**wrong), "secretary")
            assert code_of(answer) == code

    async def test_everything_left_goes_at_once_and_everybody_reads_where(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        await dropped(house, path, **coats())
        await closed(house, path)
        await handed_over(house, path, cash(9_000))
        await house.made(f"{path}/remainders", a_remainder(resolution_no="动支〔2026〕7号"), "secretary")
        found = await lots(house, path)
        assert {item: lot["settled"] for item, lot in found.items()} == {"cash": 1_000, "棉衣": 2}
        assert {lot["remaining"] for lot in found.values()} == {0}
        [seen] = (await house.read(f"{path}/remainders", "wang"))["items"]
        assert (seen["receiver"], seen["resolution_no"]) == ("学校图书室", "动支〔2026〕7号")
        assert (await settled(house, path)).status_code == 201
