"""Hand-overs: two handlers, out of what is in hand, to nobody's relative."""

from typing import Any

import pytest

from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.volunteering.giving import (
    DECLARED,
    a_beneficiary,
    a_hand_over,
    cash,
    closed,
    coats,
    dropped,
    handed_over,
    lots,
    opened,
    prepared,
)
from tests.volunteering.house import House, both, nothing


async def stocked(house: House, **more: Any) -> str:
    """A drive with a hundred yuan and two coats in hand."""
    path = await opened(house, **more)
    await dropped(house, path)
    await dropped(house, path, **coats())
    return path


async def attempt(house: House, path: str, by: str | None = "organiser", **more: Any) -> Any:
    """Try to prepare one."""
    return await house.post(f"{path}/hand-overs", a_hand_over(**more), by)


class TestPreparation:
    """POST /v1/drives/{id}/hand-overs."""

    async def test_without_a_token_nothing_is_prepared(self, house: House) -> None:
        assert code_of(await attempt(house, await stocked(house), None)) == "token_invalid"

    @pytest.mark.parametrize("key", ["wang", "higher", "officer"])
    async def test_only_the_committee_hands_over(self, house: House, key: str) -> None:
        assert code_of(await attempt(house, await stocked(house), key)) == "forbidden"

    async def test_another_branchs_drive_is_not_there(self, house: House) -> None:
        assert code_of(await attempt(house, await stocked(house), "other organiser")) == "drive_missing"

    @both
    async def test_more_than_is_in_hand_is_refused_and_reserves_nothing(self, house: House) -> None:
        path = await stocked(house)
        answer = await attempt(house, path, lines=[coats(2), cash(10_001)])
        assert code_of(answer) == "stock_too_small"
        assert {lot["reserved"] for lot in (await lots(house, path)).values()} == {0}
        await prepared(house, path, coats(2), cash(10_000))
        assert code_of(await attempt(house, path, lines=[cash(1)])) == "stock_too_small"

    async def test_a_signature_stands_for_one_hand_over(self, house: House) -> None:
        path = await stocked(house)
        first = await prepared(house, path, cash(1), signature_ref="签收单 7")
        again: dict[str, Any] = {"lines": [cash(1)], "signature_ref": "签收单 7"}
        assert code_of(await attempt(house, path, **again)) == "handed_over_twice"
        await house.made(f"{first}/withdrawal", None, "organiser")
        assert (await attempt(house, path, **again)).status_code == 201

    async def test_nothing_is_handed_over_from_a_draft_or_a_cancelled_drive(self, house: House) -> None:
        path = await stocked(house)
        await house.made(f"{path}/cancellation", {"reason": "另有安排"}, "organiser")
        assert code_of(await attempt(house, path)) == "drive_not_in_state"

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"second_handler_id": str(ident("organiser"))}, "two_handlers_needed"),
            ({"second_handler_id": str(ident("wang"))}, "handler_unfit"),
            ({"second_handler_id": str(ident("other secretary"))}, "handler_unfit"),
            ({"handed_on": "2026-09-16"}, "handed_over_early"),
            ({"lines": [cash(1), cash(2)]}, "lot_named_twice"),
            ({"lines": [{"kind": "goods", "amount": 1}]}, "gift_unfit"),
            ({"lines": [coats(1, unit="箱")]}, "stock_too_small"),
            ({"purpose_number": 1}, "purpose_unknown"),
            ({"beneficiary_ids": [str(nothing())]}, "beneficiary_missing"),
            ({"receiver": "云烟希望小学"}, "brand_named"),
        ],
    )
    async def test_what_is_no_hand_over_is_refused(
        self, house: House, wrong: dict[str, Any], code: str
    ) -> None:
        assert code_of(await attempt(house, await stocked(house), **wrong)) == code

    @pytest.mark.parametrize(
        ("wrong", "fault"),
        [
            ({"no_interest": False}, {"/no_interest": "literal_error"}),
            ({"lines": []}, {"/lines": "too_short"}),
            ({"lines": [cash() | {"amount": 1.0}]}, {"/lines/0/amount": "int_type"}),
        ],
    )
    async def test_a_hand_over_of_the_wrong_shape_is_refused(
        self, house: House, wrong: dict[str, Any], fault: dict[str, str]
    ) -> None:
        assert faults_of(await attempt(house, await stocked(house), **wrong)) == fault

    async def test_neither_handler_is_a_relative(self, house: House) -> None:
        """Charity Law art. 59. The secretary has not approved this drive, and is first found out here."""
        path = await stocked(house, with_staff=True)
        related = a_beneficiary(relatives=[str(ident("secretary"))])
        await house.made(f"{path}/beneficiaries", related, "organiser")
        assert code_of(await attempt(house, path)) == "interest_link"
        second = {"second_handler_id": str(ident("organiser"))}
        assert code_of(await attempt(house, path, "secretary", **second)) == "interest_link"
        second = {"second_handler_id": str(ident("publicist"))}
        assert (await attempt(house, path, **second)).status_code == 201


class TestConfirmation:
    """POST confirmation and withdrawal."""

    @pytest.mark.parametrize("name", ["confirmation", "withdrawal"])
    async def test_only_handlers_of_the_branch_end_what_was_prepared(self, house: House, name: str) -> None:
        path = f"{await prepared(house, await stocked(house))}/{name}"
        assert code_of(await house.post(path, DECLARED, None)) == "token_invalid"
        assert code_of(await house.post(path, DECLARED, "wang")) == "forbidden"
        assert code_of(await house.post(path, DECLARED, "other organiser")) == "hand_over_missing"

    async def test_it_is_confirmed_by_the_second_handler_and_nobody_else(self, house: House) -> None:
        path = await prepared(house, await stocked(house))
        for key in ("organiser", "publicist"):
            answer = await house.post(f"{path}/confirmation", DECLARED, key)
            assert code_of(answer) == "two_handlers_needed", key
        assert (await house.made(f"{path}/confirmation", DECLARED, "secretary"))["state"] == "done"

    async def test_a_relative_declared_meanwhile_stops_the_second_handler(self, house: House) -> None:
        drive = await stocked(house)
        child = await house.made(f"{drive}/beneficiaries", a_beneficiary(), "organiser")
        path = await prepared(house, drive, beneficiary_ids=[child["id"]])
        one = f"/v1/beneficiaries/{child['id']}"
        etag = (await house.get(one, "organiser")).headers["etag"]
        late = a_beneficiary(relatives=[str(ident("secretary"))])
        assert code_of(await house.put(one, late, "organiser", etag=etag)) == "interest_link"
        assert (await house.made(f"{path}/confirmation", DECLARED, "secretary"))["state"] == "done"

    async def test_what_is_done_stays_done(self, house: House) -> None:
        path = await handed_over(house, await stocked(house))
        for name, by in (("confirmation", "secretary"), ("withdrawal", "organiser")):
            answer = await house.post(f"{path}/{name}", DECLARED, by)
            assert code_of(answer) == "hand_over_not_in_state"

    async def test_interest_is_declared_by_each(self, house: House) -> None:
        path = await prepared(house, await stocked(house))
        answer = await house.post(f"{path}/confirmation", {}, "secretary")
        assert faults_of(answer) == {"/no_interest": "missing"}

    @both
    async def test_what_is_withdrawn_is_in_hand_again(self, house: House) -> None:
        drive = await stocked(house)
        path = await prepared(house, drive, cash(4_000), coats(1))
        found = await lots(house, drive)
        assert (found["cash"]["reserved"], found["cash"]["remaining"]) == (4_000, 6_000)
        assert (await house.made(f"{path}/withdrawal", None, "organiser"))["state"] == "withdrawn"
        assert {lot["reserved"] for lot in (await lots(house, drive)).values()} == {0}
        await prepared(house, drive, cash(10_000), coats(2))


class TestRead:
    """GET /v1/hand-overs."""

    async def test_without_a_token_nothing_is_read(self, house: House) -> None:
        path = await handed_over(house, await stocked(house))
        for address in ("/v1/hand-overs", path):
            assert code_of(await house.get(address, None)) == "token_invalid"

    async def test_a_machine_reads_none(self, house: House) -> None:
        assert code_of(await house.get("/v1/hand-overs", "hr")) == "forbidden"

    async def test_outside_the_circle_there_is_none(self, house: House) -> None:
        path = await handed_over(house, await stocked(house))
        missing = await house.get(f"/v1/hand-overs/{nothing()}", "zhao")
        for key in ("zhao", "officer", "worker"):
            assert code_of(await house.get(path, key)) == "hand_over_missing", key
            assert (await house.read("/v1/hand-overs", key))["items"] == []
        assert plain(await house.get(path, "zhao")) == plain(missing)

    async def test_the_circle_sees_what_is_done_and_no_names(self, house: House) -> None:
        drive = await stocked(house, community_id=str(ident("baiguo")))
        waiting = await prepared(house, drive, cash(1))
        done = await handed_over(house, drive, cash(5), coats(1))
        for key in ("wang", "officer"):
            assert code_of(await house.get(waiting, key)) == "hand_over_missing", key
            [row] = (await house.read("/v1/hand-overs", key))["items"]
            assert [(line["item"], line["amount"]) for line in row["lines"]] == [("cash", 5), ("棉衣", 1)]
            hidden = ("signature_ref", "first_handler_id", "second_handler_id", "beneficiary_ids")
            assert [row[name] for name in hidden] == [None] * 4
        shown = await house.read(done, "publicist")
        assert shown["second_handler_id"] == str(ident("secretary"))
        assert len((await house.read("/v1/hand-overs", "publicist"))["items"]) == 2

    async def test_the_list_is_narrowed_to_one_drive(self, house: House) -> None:
        first, second = await stocked(house), await stocked(house, code="2026-A2")
        await handed_over(house, await closed(house, first), cash(7))
        await handed_over(house, second, cash(8))
        number = first.rsplit("/", 1)[1]
        [row] = (await house.read(f"/v1/hand-overs?drive_id={number}", "wang"))["items"]
        assert row["lines"][0]["amount"] == 7
