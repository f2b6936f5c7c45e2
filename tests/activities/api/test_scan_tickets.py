"""`/v1/scans/tickets`: whoever scans the code and must sign in first keeps it meanwhile."""

from typing import Any

from tests.activities.attending import code, wall
from tests.activities.house import House, nothing
from tests.support.door import code_of, plain


async def a_room(house: House) -> str:
    """A sitting whose check-in is open; it is ten to two."""
    sitting: str = (await house.a_noticed_meeting())["sittings"][0]["id"]
    house.watch.at = wall(13, 50)
    return sitting


async def kept(house: House, sitting: str) -> dict[str, Any]:
    """The code that is shown now, kept by somebody who has not signed in."""
    body = {"sitting_id": sitting, "code": await code(house, sitting)}
    answer = await house.client.post("/v1/scans/tickets", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def come(house: House, sitting: str, ticket: str, who: str = "wang") -> Any:
    return await house.post("/v1/scans", {"sitting_id": sitting, "code": ticket, "device": "phone-1"}, who)


async def test_a_code_outlives_the_sign_in_and_counts_as_of_when_it_was_scanned(house: House) -> None:
    """Edge case 17: the page that sends people to sign in must not cost them the code."""
    sitting = await a_room(house)
    ticket = await kept(house, sitting)
    assert ticket["taken_until"] == "2026-09-22T05:55:00Z"
    shown = await code(house, sitting)
    house.watch.at = wall(13, 54, 59)
    assert code_of(await come(house, sitting, shown)) == "room_code_invalid"
    made = (await come(house, sitting, ticket["ticket"])).json()
    assert made["attendance"]["came_at"] == "2026-09-22T05:50:00Z"


async def test_a_ticket_dies_after_five_minutes_and_is_good_for_its_room_alone(house: House) -> None:
    """Edge case 17."""
    here, there = await a_room(house), await a_room(house)
    ticket = (await kept(house, here))["ticket"]
    assert code_of(await come(house, there, ticket)) == "room_code_invalid"
    house.watch.at = wall(13, 55)
    assert code_of(await come(house, here, ticket)) == "room_code_invalid"
    assert await house.count("scan") == 0


async def test_no_ticket_can_be_made_up_moved_or_had_for_another(house: House) -> None:
    """Edge case 17: without the secret there is none, and a ticket gets no ticket."""
    sitting = await a_room(house)
    ticket = (await kept(house, sitting))["ticket"]
    second, seal = ticket.split(".")
    for forged in (f"{int(second) + 60}.{seal}", f"{second}.{seal[:-1]}A", f"-{ticket}", f"{second}.", "۱.A"):
        if forged != ticket:
            assert code_of(await come(house, sitting, forged)) == "room_code_invalid"
    answer = await house.client.post("/v1/scans/tickets", json={"sitting_id": sitting, "code": ticket})
    assert code_of(answer) == "room_code_invalid"


async def test_whoever_asks_without_the_code_does_not_learn_which_sittings_there_are(house: House) -> None:
    bodies = [
        {"sitting_id": each, "code": "K5QWCZLDMVZGK2LO"} for each in (await a_room(house), str(nothing()))
    ]
    answers = [await house.client.post("/v1/scans/tickets", json=body) for body in bodies]
    assert plain(answers[0]) == plain(answers[1])
    assert answers[0].status_code == 409


async def test_a_ticket_had_before_check_in_opened_is_too_early_still(house: House) -> None:
    """It says when somebody was in the room; whether that was in time is judged as always."""
    sitting = await a_room(house)
    house.watch.at = wall(13, 29, 59)
    ticket = (await kept(house, sitting))["ticket"]
    house.watch.at = wall(13, 31)
    assert code_of(await come(house, sitting, ticket)) == "check_in_closed"


async def test_two_who_come_by_one_ticket_on_one_device_are_shown_to_the_recorder(house: House) -> None:
    """Edge case 17."""
    sitting = await a_room(house)
    ticket = (await kept(house, sitting))["ticket"]
    for who in ("wang", "chen"):
        assert (await come(house, sitting, ticket, who)).status_code == 201
    seen = (await house.read(f"/v1/sittings/{sitting}/scans", "organiser"))["items"]
    assert [each["shared_device"] for each in seen] == [True, True]
