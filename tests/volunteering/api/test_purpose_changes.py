"""Purpose changes: proposed by one, answered by each donor, decided by another."""

from typing import Any

import pytest

from tests.support.door import code_of, faults_of
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
    settled,
)
from tests.volunteering.house import House, both, nothing

OTHER = {"purpose": "购置取暖设备", "reason": "冬衣已够"}


async def proposed(house: House, path: str, by: str = "organiser", **more: Any) -> str:
    """The path of a change that asks."""
    made = await house.made(f"{path}/purpose-changes", OTHER | more, by)
    return f"/v1/purpose-changes/{made['id']}"


async def asking(house: House) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    """A closed drive, its change, Wang's gift, and one of nobody by name, of 100 yuan each."""
    path = await opened(house)
    wangs, hers = await given(house, path), await dropped(house, path, **hidden())
    return path, await proposed(house, await closed(house, path)), wangs, hers


async def say(house: House, change: str, gift: dict[str, Any], by: str | None, *, agrees: bool = True) -> Any:
    """A donor's answer."""
    return await house.post(f"{change}/answers", {"donation_id": gift["id"], "agrees": agrees}, by)


async def say_unnamed(house: House, change: str, by: str | None, *, agrees: bool = True, **more: Any) -> Any:
    """The answer of whoever has the words of the slip."""
    body = {"gift_secret": SECRET, "agrees": agrees} | more
    return await house.client.post(f"{change}/anonymous-answers", json=body, headers=house.by(by))


async def decide(house: House, change: str, by: str | None = "secretary", *, adopt: bool = True) -> Any:
    """The end of it."""
    return await house.post(f"{change}/decision", {"adopt": adopt}, by)


class TestProposal:
    """POST and GET /v1/drives/{id}/purpose-changes."""

    async def test_without_a_token_nothing_is_proposed(self, house: House) -> None:
        path = f"{await opened(house)}/purpose-changes"
        assert code_of(await house.post(path, OTHER, None)) == "token_invalid"
        assert code_of(await house.get(path, None)) == "token_invalid"

    async def test_a_member_proposes_none(self, house: House) -> None:
        path = f"{await opened(house)}/purpose-changes"
        assert code_of(await house.post(path, OTHER, "wang")) == "forbidden"

    async def test_outside_the_circle_there_is_none(self, house: House) -> None:
        path = f"{await opened(house)}/purpose-changes"
        assert code_of(await house.post(path, OTHER, "other organiser")) == "drive_missing"
        assert code_of(await house.get(path, "zhao")) == "drive_missing"

    async def test_while_gifts_come_in_the_purpose_stands(self, house: House) -> None:
        path = await opened(house)
        answer = await house.post(f"{path}/purpose-changes", OTHER, "organiser")
        assert code_of(answer) == "drive_not_in_state"

    async def test_donors_are_asked_one_thing_at_a_time(self, house: House) -> None:
        path = await closed(house, await opened(house))
        await proposed(house, path)
        answer = await house.post(f"{path}/purpose-changes", OTHER, "secretary")
        assert code_of(answer) == "purpose_change_open"
        assert code_of(await settled(house, path)) == "handling_unfinished"

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [({"purpose": "参观雪茄博物馆"}, "brand_named"), ({"reason": "见 www.a.cn"}, "link_named")],
    )
    async def test_what_may_not_be_published_is_refused(
        self, house: House, wrong: dict[str, str], code: str
    ) -> None:
        path = await closed(house, await opened(house))
        assert code_of(await house.post(f"{path}/purpose-changes", OTHER | wrong, "organiser")) == code

    async def test_the_circle_reads_it_and_nobody_how_many_agreed(self, house: House) -> None:
        path, change, wangs, _ = await asking(house)
        await say(house, change, wangs, "wang")
        for key in ("wang", "organiser"):
            [seen] = (await house.read(f"{path}/purpose-changes", key))["items"]
            assert (seen["number"], seen["state"]) == (1, "open")
            assert set(seen) == {
                *("id", "drive_id", "number", "purpose", "reason", "state"),
                *("proposed_by", "proposed_at", "decided_by", "decided_at"),
            }


class TestAnswer:
    """POST /v1/purpose-changes/{id}/answers and /anonymous-answers."""

    async def test_without_a_token_nobody_answers(self, house: House) -> None:
        _, change, wangs, _ = await asking(house)
        assert code_of(await say(house, change, wangs, None)) == "token_invalid"
        assert code_of(await say_unnamed(house, change, None)) == "token_invalid"

    async def test_an_outsider_answers_nothing(self, house: House) -> None:
        _, change, wangs, _ = await asking(house)
        assert code_of(await say(house, change, wangs, "officer")) == "forbidden"
        assert code_of(await say_unnamed(house, change, "officer")) == "forbidden"

    async def test_nobody_answers_for_anothers_gift(self, house: House) -> None:
        _, change, wangs, hers = await asking(house)
        for gift in (wangs, hers):
            for key in ("li", "organiser", "secretary"):
                assert code_of(await say(house, change, gift, key)) == "donation_missing"
        wrong = await say_unnamed(house, change, "alone", gift_secret="some-other-words-of-some-length")
        assert code_of(wrong) == "donation_missing"

    async def test_a_gift_of_another_drive_is_not_asked(self, house: House) -> None:
        _, change, _, _ = await asking(house)
        other = await given(house, await opened(house, code="2026-A2"))
        assert code_of(await say(house, change, other, "wang")) == "donation_missing"

    async def test_what_is_no_change_asks_nobody(self, house: House) -> None:
        _, _, wangs, _ = await asking(house)
        missing = f"/v1/purpose-changes/{nothing()}"
        assert code_of(await say(house, missing, wangs, "wang")) == "purpose_change_missing"
        assert code_of(await say_unnamed(house, missing, "alone")) == "purpose_change_missing"

    async def test_an_answer_stands(self, house: House) -> None:
        _, change, wangs, _ = await asking(house)
        for _ in range(2):
            assert (await say(house, change, wangs, "wang")).status_code == 201
            assert (await say_unnamed(house, change, "alone")).status_code == 201
        assert code_of(await say(house, change, wangs, "wang", agrees=False)) == "answered_before"
        assert code_of(await say_unnamed(house, change, "alone", agrees=False)) == "answered_before"

    async def test_after_the_decision_nobody_answers(self, house: House) -> None:
        _, change, wangs, _ = await asking(house)
        await decide(house, change)
        assert code_of(await say(house, change, wangs, "wang")) == "purpose_change_decided"
        assert code_of(await say_unnamed(house, change, "alone")) == "purpose_change_decided"

    async def test_an_answer_says_yes_or_no(self, house: House) -> None:
        _, change, wangs, _ = await asking(house)
        answer = await house.post(f"{change}/answers", {"donation_id": wangs["id"]}, "wang")
        assert faults_of(answer) == {"/agrees": "missing"}
        assert set(faults_of(await say_unnamed(house, change, "alone", gift_secret="short"))) == {
            "/gift_secret"
        }


class TestDecision:
    """POST /v1/purpose-changes/{id}/decision."""

    async def test_without_a_token_nothing_is_decided(self, house: House) -> None:
        _, change, _, _ = await asking(house)
        assert code_of(await decide(house, change, None)) == "token_invalid"

    async def test_a_member_decides_none(self, house: House) -> None:
        _, change, _, _ = await asking(house)
        assert code_of(await decide(house, change, "wang")) == "forbidden"

    async def test_another_branch_decides_none_of_ours(self, house: House) -> None:
        _, change, _, _ = await asking(house)
        assert code_of(await decide(house, change, "other secretary")) == "purpose_change_missing"

    async def test_who_proposed_it_does_not_decide_it(self, house: House) -> None:
        _, change, _, _ = await asking(house)
        assert code_of(await decide(house, change, "organiser")) == "own_purpose_change"

    async def test_it_is_decided_once(self, house: House) -> None:
        _, change, _, _ = await asking(house)
        assert (await decide(house, change)).json()["state"] == "adopted"
        assert code_of(await decide(house, change, adopt=False)) == "purpose_change_decided"

    async def test_a_decision_says_yes_or_no(self, house: House) -> None:
        _, change, _, _ = await asking(house)
        answer = await house.post(f"{change}/decision", {}, "secretary")
        assert faults_of(answer) == {"/adopt": "missing"}

    @both
    async def test_only_gifts_whose_donors_agreed_serve_the_new_purpose(self, house: House) -> None:
        """Charity Law art. 56: named and anonymous alike; who says nothing has not agreed."""
        path, change, wangs, _ = await asking(house)
        await say_unnamed(house, change, "alone")
        await decide(house, change)
        refused = await house.post(
            f"{path}/hand-overs", a_hand_over(cash(10_001), purpose_number=1), "organiser"
        )
        assert code_of(refused) == "stock_too_small"
        await handed_over(house, path, cash(10_000), purpose_number=1)
        assert (await house.read(f"/v1/donations/{wangs['id']}", "wang"))["remaining"] == 10_000
        await handed_over(house, path, cash(10_000), purpose_number=0)
        found = await house.read(f"/v1/donations/{wangs['id']}/use", "wang")
        assert [use["purpose"] for use in found["uses"]] == ["购置冬衣和文具,送到学校。"]

    async def test_a_gift_whose_donor_did_not_agree_may_go_back(self, house: House) -> None:
        _, change, wangs, _ = await asking(house)
        await say(house, change, wangs, "wang", agrees=False)
        await decide(house, change)
        back = f"/v1/donations/{wangs['id']}/return"
        row = await house.made(back, {"reason": "捐赠人不同意变更用途"}, "organiser")
        assert (row["state"], row["purpose_number"]) == ("returned", 0)

    async def test_a_dropped_change_binds_nothing_and_another_may_follow(self, house: House) -> None:
        path, change, wangs, _ = await asking(house)
        await say(house, change, wangs, "wang")
        assert (await decide(house, change, adopt=False)).json()["state"] == "dropped"
        assert (await house.read(f"/v1/donations/{wangs['id']}", "wang"))["purpose_number"] == 0
        answer = await house.post(f"{path}/hand-overs", a_hand_over(cash(1), purpose_number=1), "organiser")
        assert code_of(answer) == "purpose_unknown"
        await proposed(house, path)
