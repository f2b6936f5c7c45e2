"""A donation drive from its draft to a balance of zero, as everybody in it sees it."""

from tests.points.world import ident
from tests.support.door import code_of
from tests.volunteering.giving import (
    DECLARED,
    SECRET,
    a_beneficiary,
    a_drive,
    a_remainder,
    a_slip,
    by_person,
    cash,
    coats,
    given,
    handed_over,
    hidden,
    lots,
    settled,
)
from tests.volunteering.house import House, both


@both
async def test_a_drive_ends_with_nothing_left(house: House) -> None:
    """Rule 36."""
    drive = await house.made("/v1/drives", a_drive(community_id=str(ident("baiguo"))), "organiser")
    path = f"/v1/drives/{drive['id']}"
    child = await house.made(f"{path}/beneficiaries", a_beneficiary(), "organiser")
    await house.made(f"{path}/approval", DECLARED, "secretary")
    assert code_of(await house.get(path, "wang")) == "drive_missing"
    await house.made(f"{path}/opening", None, "organiser")
    assert (await house.read(path, "wang"))["state"] == "collecting"
    assert code_of(await house.get(path, "zhao")) == "drive_missing"

    money = await given(house, path, "wang", **cash(25_050))
    assert money["receipt_no"] == "2026-A1-0001"
    things = await house.made(f"{path}/donations", by_person("li", **coats(3)), "secretary")
    assert (things["state"], things["receipt_no"]) == ("recorded", None)
    things = await house.made(f"/v1/donations/{things['id']}/confirmation", None, "li")
    hers = await house.made(f"{path}/donations", a_slip(**cash(4_000), **hidden()), "organiser")
    worn = await house.made(f"{path}/donations", by_person("chen", **coats(1)), "organiser")
    worn = await house.made(f"/v1/donations/{worn['id']}/refusal", {"reason": "有破损"}, "organiser")
    assert [each["state"] for each in (things, hers, worn)] == ["received", "received", "refused"]
    paper = await house.read(f"/v1/donations/{hers['id']}/receipt", "organiser")
    assert (paper["donor"], paper["donor_name"], paper["amount"]) == ("anonymous", None, 4_000)
    assert (paper["number"], paper["received_on"]) == ("2026-A1-0003", "2026-09-15")

    assert code_of(await house.get(f"{path}/accounts", "wang")) == "accounts_not_yet"
    await house.made(f"{path}/closing", None, "organiser")
    assert code_of(await settled(house, path)) == "books_unbalanced"

    change = await house.made(
        f"{path}/purpose-changes", {"purpose": "购置取暖设备", "reason": "冬衣已够"}, "organiser"
    )
    said = f"/v1/purpose-changes/{change['id']}"
    await house.made(f"{said}/answers", {"donation_id": money["id"], "agrees": True}, "wang")
    await house.made(f"{said}/anonymous-answers", {"gift_secret": SECRET, "agrees": True}, "alone")
    await house.made(f"{said}/decision", {"adopt": True}, "secretary")

    coats_over = await handed_over(house, path, coats(3), beneficiary_ids=[child["id"]])
    await handed_over(house, path, cash(29_000), purpose_number=1)
    assert (await lots(house, path))["cash"] == {
        "received": 29_050,
        "handed_over": 29_000,
        "reserved": 0,
        "returned": 0,
        "settled": 0,
        "remaining": 50,
    }
    assert code_of(await settled(house, path)) == "books_unbalanced"
    await house.made(f"{path}/remainders", a_remainder(), "secretary")
    assert (await settled(house, path)).json()["state"] == "handed_over"

    seen = await house.read(f"/v1/donations/{things['id']}/use", "li")
    assert [(use["amount"], use["receiver"]) for use in seen["uses"]] == [(3, "学校班主任")]
    mine = await house.client.get(
        f"{path}/anonymous-gift", headers=house.by("alone") | {"Gift-Secret": SECRET}
    )
    assert mine.json()["purpose"] == "购置取暖设备"
    assert [(use["amount"], use["purpose"]) for use in mine.json()["uses"]] == [(3_950, "购置取暖设备")]

    report = {"text": "冬衣三件、取暖设备一台已送到学校。", "final": True}
    await house.made(f"{path}/use-reports", report, "organiser")
    assert (await house.read(path, "wang"))["state"] == "reported"
    books = await house.read(f"{path}/accounts", "wang")
    assert books["balanced"] is True
    assert {lot["remaining"] for lot in books["lots"]} == {0}
    for_officer = await house.read(coats_over, "officer")
    assert (for_officer["receiver"], for_officer["signature_ref"]) == ("学校班主任", None)
    assert (await house.read(f"{path}/accounts", "officer"))["balanced"] is True
    assert code_of(await house.get(f"{path}/accounts", "other officer")) == "drive_missing"
