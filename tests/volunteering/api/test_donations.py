"""Donations: pledged, taken with a receipt, refused, given back; told to their donors alone."""

from typing import Any

import pytest

from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.volunteering.giving import (
    a_slip,
    by_person,
    cash,
    coats,
    dropped,
    given,
    handed_over,
    hidden,
    opened,
    pledged,
)
from tests.volunteering.house import House, both, nothing


async def receive(house: House, row: dict[str, Any], by: str | None = "organiser", **more: Any) -> Any:
    """Try to take what was pledged."""
    body = {"counted": row["amount"]} | more
    return await house.post(f"/v1/donations/{row['id']}/receipt", body, by)


class TestPledge:
    """POST /v1/drives/{id}/pledges."""

    async def test_without_a_token_nothing_is_pledged(self, house: House) -> None:
        path = await opened(house)
        assert code_of(await house.post(f"{path}/pledges", cash(), None)) == "token_invalid"

    @pytest.mark.parametrize("key", ["officer", "hr"])
    async def test_who_is_not_of_the_factory_pledges_nothing(self, house: House, key: str) -> None:
        path = await opened(house, with_staff=True, community_id=str(ident("baiguo")))
        assert code_of(await house.post(f"{path}/pledges", cash(), key)) == "forbidden"

    async def test_outside_the_circle_there_is_nothing_to_give_to(self, house: House) -> None:
        path = await opened(house)
        away = await house.post(f"{path}/pledges", cash(), "zhao")
        missing = await house.post(f"/v1/drives/{nothing()}/pledges", cash(), "zhao")
        assert plain(away) == plain(missing)

    async def test_the_same_is_pledged_once_at_a_time(self, house: House) -> None:
        path = await opened(house)
        await pledged(house, path)
        assert code_of(await house.post(f"{path}/pledges", cash(5), "wang")) == "pledged_already"
        assert (await house.post(f"{path}/pledges", coats(), "wang")).status_code == 201

    async def test_outside_its_days_nothing_is_pledged(self, house: House) -> None:
        early = await opened(house, opens_on="2026-09-16")
        assert code_of(await house.post(f"{early}/pledges", cash(), "wang")) == "outside_period"
        path = await opened(house, code="2026-A2", closes_on="2026-09-15")
        house.watch.pass_by(hours=11, minutes=59)
        assert (await house.post(f"{path}/pledges", cash(), "wang")).status_code == 201
        house.watch.pass_by(minutes=1)
        assert code_of(await house.post(f"{path}/pledges", cash(), "li")) == "outside_period"

    @pytest.mark.parametrize(
        ("body", "faults"),
        [
            ({"kind": "cash", "amount": 100.0}, {"/amount": "int_type"}),
            ({"kind": "cash", "amount": 100.5}, {"/amount": "int_type"}),
            ({"kind": "cash", "amount": "100"}, {"/amount": "int_type"}),
            ({"kind": "cash", "amount": 0}, {"/amount": "greater_than_equal"}),
            ({"kind": "cash", "amount": 10**12 + 1}, {"/amount": "less_than_equal"}),
            ({"kind": "cash"}, {"/amount": "missing"}),
            ({"kind": "cheque", "amount": 1}, {"/kind": "enum"}),
        ],
    )
    async def test_money_is_whole_fen_and_nothing_else(
        self, house: House, body: dict[str, Any], faults: dict[str, str]
    ) -> None:
        path = await opened(house)
        assert faults_of(await house.post(f"{path}/pledges", body, "wang")) == faults

    @pytest.mark.parametrize(
        "body",
        [
            cash() | {"item": "人民币"},
            cash() | {"unit": "元"},
            cash() | {"estimated_fen": 10_000},
            {"kind": "goods", "amount": 2, "item": "棉衣"},
            {"kind": "goods", "amount": 2, "unit": "件"},
        ],
    )
    async def test_goods_are_named_and_money_is_not(self, house: House, body: dict[str, Any]) -> None:
        path = await opened(house)
        assert code_of(await house.post(f"{path}/pledges", body, "wang")) == "gift_unfit"

    async def test_tobacco_is_no_gift(self, house: House) -> None:
        path = await opened(house)
        body = coats(item="香 烟", unit="条")
        assert code_of(await house.post(f"{path}/pledges", body, "wang")) == "brand_named"

    async def test_nothing_is_pledged_without_a_name(self, house: House) -> None:
        """Whoever wants to stay unnamed gives at the table: an account always has a name."""
        path = await opened(house)
        answer = await house.post(f"{path}/pledges", cash() | {"donor": "anonymous"}, "wang")
        assert set(faults_of(answer)) == {"/donor"}

    @both
    async def test_a_pledge_is_ones_own_word(self, house: House) -> None:
        path = await opened(house, with_staff=True)
        row = await pledged(house, path, "worker", **coats(3, estimated_fen=60_000))
        assert (row["name"], row["state"], row["pledged"], row["remaining"]) == ("worker", "pledged", 3, 0)
        assert (row["receipt_no"], row["estimated_fen"]) == (None, 60_000)


class TestReceive:
    """POST /v1/donations/{id}/receipt."""

    async def test_without_a_token_nothing_is_received(self, house: House) -> None:
        row = await pledged(house, await opened(house))
        assert code_of(await receive(house, row, None)) == "token_invalid"

    async def test_a_member_receives_nothing(self, house: House) -> None:
        row = await pledged(house, await opened(house))
        assert code_of(await receive(house, row, "li")) == "forbidden"

    async def test_another_branchs_gifts_are_not_there(self, house: House) -> None:
        row = await pledged(house, await opened(house))
        assert code_of(await receive(house, row, "other organiser")) == "donation_missing"

    async def test_nobody_receives_the_own_gift(self, house: House) -> None:
        row = await pledged(house, await opened(house), "secretary")
        assert code_of(await receive(house, row, "secretary")) == "own_donation"

    async def test_a_gift_is_received_once(self, house: House) -> None:
        row = await given(house, await opened(house))
        assert code_of(await receive(house, row)) == "donation_not_in_state"

    async def test_what_was_counted_is_whole(self, house: House) -> None:
        row = await pledged(house, await opened(house))
        assert faults_of(await receive(house, row, counted=1.0)) == {"/counted": "int_type"}

    async def test_another_count_than_the_pledge_waits_for_the_donors_word(self, house: House) -> None:
        row = await pledged(house, await opened(house))
        counted = (await receive(house, row, counted=9_900)).json()
        assert (counted["state"], counted["receipt_no"], counted["remaining"]) == ("recorded", None, 0)
        confirm = f"/v1/donations/{row['id']}/confirmation"
        assert code_of(await house.post(confirm, None, "organiser")) == "donation_missing"
        done = await house.made(confirm, None, "wang")
        assert (done["state"], done["pledged"], done["amount"]) == ("received", 10_000, 9_900)

    @both
    async def test_receipts_are_numbered_one_after_the_other(self, house: House) -> None:
        path = await opened(house)
        numbers = [(await given(house, path, key))["receipt_no"] for key in ("wang", "li", "chen")]
        assert numbers == ["2026-A1-0001", "2026-A1-0002", "2026-A1-0003"]

    async def test_a_receipt_says_what_the_law_asks(self, house: House) -> None:
        """Charity Law art. 38 and 39."""
        path = await opened(house)
        row = await given(house, path, "wang", **coats(2, estimated_fen=40_000))
        assert await house.read(f"/v1/donations/{row['id']}/receipt", "wang") == {
            "number": "2026-A1-0001",
            "drive_title": "为特殊教育学校的孩子送冬衣",
            "donor": "person",
            "donor_name": "wang",
            "kind": "goods",
            "item": "棉衣",
            "unit": "件",
            "amount": 2,
            "estimated_fen": 40_000,
            "receiver_id": str(ident("power")),
            "handler_id": str(ident("organiser")),
            "received_on": "2026-09-15",
        }

    async def test_a_pledge_has_no_receipt(self, house: House) -> None:
        row = await pledged(house, await opened(house))
        answer = await house.get(f"/v1/donations/{row['id']}/receipt", "wang")
        assert code_of(answer) == "donation_missing"


class TestRecord:
    """POST /v1/drives/{id}/donations."""

    async def test_without_a_token_nothing_is_recorded(self, house: House) -> None:
        path = await opened(house)
        assert code_of(await house.post(f"{path}/donations", a_slip(), None)) == "token_invalid"

    async def test_a_member_records_nothing(self, house: House) -> None:
        path = await opened(house)
        assert code_of(await house.post(f"{path}/donations", a_slip(), "wang")) == "forbidden"

    async def test_another_branch_records_nothing_of_ours(self, house: House) -> None:
        path = await opened(house)
        answer = await house.post(f"{path}/donations", a_slip(), "other organiser")
        assert code_of(answer) == "drive_missing"

    @both
    async def test_a_slip_is_entered_once(self, house: House) -> None:
        """Whatever key the request has: the slip is what exists once."""
        path = await opened(house)
        slip = a_slip()
        await house.made(f"{path}/donations", slip, "organiser")
        for by in ("organiser", "secretary"):
            assert code_of(await house.post(f"{path}/donations", slip, by)) == "slip_taken"
        secret = a_slip(**hidden())
        await house.made(f"{path}/donations", secret, "organiser")
        answer = await house.post(f"{path}/donations", a_slip(**hidden()), "organiser")
        assert code_of(answer) == "slip_taken"

    async def test_nobody_records_the_own_gift(self, house: House) -> None:
        path = await opened(house)
        answer = await house.post(f"{path}/donations", by_person("organiser"), "organiser")
        assert code_of(answer) == "own_donation"

    async def test_nobody_outside_the_circle_is_recorded(self, house: House) -> None:
        path = await opened(house)
        for key in ("zhao", "worker", "officer", "nobody"):
            answer = await house.post(f"{path}/donations", by_person(key), "organiser")
            assert code_of(answer) == "donor_unknown", key

    @pytest.mark.parametrize(
        ("slip", "code"),
        [
            (a_slip(person_id=str(ident("wang"))), "donor_unfit"),
            (a_slip(unit_title="动力车间"), "donor_unfit"),
            (a_slip("person"), "donor_unfit"),
            (a_slip("unit", approval_ref="国资批〔2026〕3号"), "donor_unfit"),
            (by_person("wang", approval_ref="国资批〔2026〕3号"), "donor_unfit"),
            (by_person("wang", **hidden()), "donor_unfit"),
            (a_slip("unit", unit_title="动力车间"), "state_asset_approval_missing"),
        ],
    )
    async def test_a_donor_is_one_thing_only(self, house: House, slip: dict[str, Any], code: str) -> None:
        path = await opened(house)
        assert code_of(await house.post(f"{path}/donations", slip, "organiser")) == code

    async def test_a_persons_gift_counts_once_that_person_confirms_it(self, house: House) -> None:
        path = await opened(house)
        row = await house.made(f"{path}/donations", by_person("wang"), "organiser")
        assert (row["state"], row["receipt_no"]) == ("recorded", None)
        confirm = f"/v1/donations/{row['id']}/confirmation"
        for key in ("li", "secretary", "organiser"):
            assert code_of(await house.post(confirm, None, key)) == "donation_missing", key
        assert (await house.made(confirm, None, "wang"))["receipt_no"] == "2026-A1-0001"
        assert code_of(await house.post(confirm, None, "wang")) == "donation_not_in_state"

    async def test_an_anonymous_gift_counts_at_once(self, house: House) -> None:
        row = await dropped(house, await opened(house))
        assert (row["state"], row["receipt_no"]) == ("received", "2026-A1-0001")
        assert (row["person_id"], row["name"], row["unit_title"]) == (None, None, None)

    async def test_a_gift_of_the_state_enterprise_carries_its_approval(self, house: House) -> None:
        path = await opened(house)
        row = await dropped(
            house, path, donor="unit", unit_title="动力车间", approval_ref="国资批〔2026〕3号"
        )
        assert (row["state"], row["approval_ref"]) == ("received", "国资批〔2026〕3号")
        paper = await house.read(f"/v1/donations/{row['id']}/receipt", "organiser")
        assert (paper["donor"], paper["donor_name"]) == ("unit", "动力车间")


class TestRefusal:
    """POST refusal, withdrawal, return."""

    @pytest.mark.parametrize("name", ["refusal", "return"])
    async def test_only_handlers_of_the_branch_refuse_or_give_back(self, house: House, name: str) -> None:
        row = await given(house, await opened(house))
        path, body = f"/v1/donations/{row['id']}/{name}", {"reason": "不符合接收标准"}
        assert code_of(await house.post(path, body, None)) == "token_invalid"
        assert code_of(await house.post(path, body, "wang")) == "forbidden"
        assert code_of(await house.post(path, body, "other organiser")) == "donation_missing"
        assert faults_of(await house.post(path, {}, "organiser")) == {"/reason": "missing"}

    async def test_what_does_not_meet_the_standard_goes_back_with_the_reason(self, house: House) -> None:
        row = await pledged(house, await opened(house), "wang", **coats())
        path = f"/v1/donations/{row['id']}/refusal"
        done = await house.made(path, {"reason": "有破损"}, "organiser")
        assert (done["state"], done["reason"], done["receipt_no"]) == ("refused", "有破损", None)
        assert code_of(await receive(house, row)) == "donation_not_in_state"

    async def test_nobody_gives_back_to_oneself(self, house: House) -> None:
        row = await given(house, await opened(house), "organiser")
        path = f"/v1/donations/{row['id']}/return"
        assert code_of(await house.post(path, {"reason": "急用"}, "organiser")) == "own_donation"
        assert (await house.post(path, {"reason": "急用"}, "secretary")).status_code == 201

    async def test_only_what_is_in_hand_goes_back(self, house: House) -> None:
        path = await opened(house)
        row = await given(house, path, "wang", **cash(1_000))
        await handed_over(house, path, cash(400))
        back = f"/v1/donations/{row['id']}/return"
        done = await house.made(back, {"reason": "捐赠人要求"}, "organiser")
        assert (done["state"], done["used"], done["returned"]) == ("received", 400, 600)
        assert code_of(await house.post(back, {"reason": "再退"}, "organiser")) == "nothing_left"

    async def test_a_pledge_is_withdrawn_by_its_donor_alone_and_without_a_reason(self, house: House) -> None:
        path = await opened(house)
        row = await pledged(house, path)
        withdraw = f"/v1/donations/{row['id']}/withdrawal"
        assert code_of(await house.post(withdraw, None, None)) == "token_invalid"
        for key in ("li", "organiser"):
            assert code_of(await house.post(withdraw, None, key)) == "donation_missing"
        assert (await house.made(withdraw, None, "wang"))["state"] == "withdrawn"
        assert (await pledged(house, path))["state"] == "pledged"

    async def test_a_received_gift_is_not_withdrawn(self, house: House) -> None:
        row = await given(house, await opened(house))
        answer = await house.post(f"/v1/donations/{row['id']}/withdrawal", None, "wang")
        assert code_of(answer) == "donation_not_in_state"
