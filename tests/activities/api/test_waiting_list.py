"""The waiting list: who is offered a place is told, and who lets the offer run out waits on behind everybody."""

from typing import Any

from tests.activities.house import House, both
from tests.activities.registering import START, act, an_open_sitting, registered, seen, swept, taken
from tests.points.world import ident
from tests.support.door import code_of


async def full(house: House, *waiting: str) -> list[dict[str, Any]]:
    """One place, which Wang has, and those who wait for it."""
    sitting = await an_open_sitting(house, capacity=1)
    return [await registered(house, sitting, key) for key in ("wang", *waiting)]


@both
async def test_who_let_an_offer_run_out_waits_behind_everybody_and_keeps_the_history(house: House) -> None:
    wang, chen, li, alone = await full(house, "chen", "li", "alone")
    await act(house, wang, "cancellation", "wang")
    house.watch.pass_by(hours=24)
    await swept(house)
    assert [await seen(house, each) for each in (li, alone, chen)] == [
        ("offered", None),
        ("waitlisted", 1),
        ("waitlisted", 2),
    ]
    steps = (await house.read(f"/v1/registrations/{chen['id']}/steps", "chen"))["items"]
    assert [each["state"] for each in steps] == ["waitlisted", "offered", "expired", "waitlisted"]
    assert [each["by_id"] for each in steps[1:]] == [None] * 3


async def test_who_waits_alone_is_offered_the_place_anew_and_the_old_offer_stays_over(house: House) -> None:
    wang, chen = await full(house, "chen")
    await act(house, wang, "cancellation", "wang")
    house.watch.pass_by(hours=24)
    assert code_of(await act(house, chen, "acceptance", "chen")) == "registration_not_in_state"
    await swept(house)
    assert await seen(house, chen) == ("offered", None)
    assert (await act(house, chen, "acceptance", "chen")).json()["state"] == "confirmed"


async def test_once_registration_is_closed_nobody_waits_on(house: House) -> None:
    """Edge case 8."""
    wang, chen = await full(house, "chen")
    await act(house, wang, "cancellation", "wang")
    house.watch.at = START
    await swept(house)
    assert (await seen(house, chen), await taken(house, chen["sitting_id"])) == (("expired", None), 0)


async def test_who_declined_does_not_wait_on(house: House) -> None:
    wang, chen = await full(house, "chen")
    await act(house, wang, "cancellation", "wang")
    await act(house, chen, "refusal", "chen")
    await swept(house)
    assert await seen(house, chen) == ("declined", None)


@both
async def test_whoever_is_offered_a_place_is_told_alone_and_once_for_each_offer(house: House) -> None:
    wang, chen, _ = await full(house, "chen", "li")
    assert (await house.read("/v1/notices", "chen"))["items"] == []
    await act(house, wang, "cancellation", "wang")
    await swept(house)
    [told] = (await house.read("/v1/notices", "chen"))["items"]
    assert (told["person_id"], told["registration_id"]) == (str(ident("chen")), chen["id"])
    assert told["title"] == "候补名额 / A place is free:参观烈士陵园"
    assert "2026-09-22 14:00,车间二楼会议室:已为您保留名额,请在 2026-09-16 12:00 前接受或放弃" in told["text"]
    for who in ("wang", "li", "publicist", "secretary"):
        assert (await house.read("/v1/notices", who))["items"] == []
        assert code_of(await house.get(f"/v1/notices/{told['id']}", who)) == "notice_missing"
    assert (await house.made(f"/v1/notices/{told['id']}/receipt", None, "chen"))["read_at"]
    assert code_of(await house.get(f"/v1/notices/{told['id']}/reach", "publicist")) == "notice_missing"
    answer = await house.post(f"/v1/notices/{told['id']}/withdrawal", None, "publicist")
    assert code_of(answer) == "notice_missing"
    house.watch.pass_by(hours=24)
    await swept(house)
    assert len((await house.read("/v1/notices", "li"))["items"]) == 1
