"""`/v1/departures`: who leaves, and what ends with it."""

import asyncio
from typing import Any

from sqlalchemy import text

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

DEPARTURES = "/v1/departures"
RETIRED: dict[str, Any] = {"person_id": str(ident("leader")), "reason": "retired", "on": "2026-09-15"}
DIED = RETIRED | {"reason": "died"}


async def entered(house: House, body: dict[str, Any], by: str = "organiser") -> str:
    answer = await house.post(DEPARTURES, body, by)
    assert answer.status_code == 201, answer.text
    return f"{DEPARTURES}/{answer.json()['id']}"


async def last(house: House, kind: str, key: str) -> dict[str, Any]:
    return (await house.told(kind, ident(key)))[-1]


async def test_without_a_token_nothing_is_shown_or_entered(house: House) -> None:
    assert (await house.get(DEPARTURES, None)).status_code == 401
    assert (await house.post(DEPARTURES, RETIRED, None)).status_code == 401


async def test_hr_and_the_organisation_commissioner_alone_enter_them(house: House) -> None:
    for writer in ("wang", "leader", "secretary", "higher"):
        assert (await house.post(DEPARTURES, RETIRED, writer)).status_code == 403


async def test_of_another_branch_they_look_missing(house: House) -> None:
    assert code_of(await house.post(DEPARTURES, RETIRED, "other organiser")) == "person_missing"
    one = await entered(house, RETIRED | {"on": "2026-12-01"})
    assert (await house.get(one, "zhao")).status_code == 404
    reversal = await house.post(f"{one}/reversal", {"reason": "误录"}, "other organiser")
    assert code_of(reversal) == "departure_missing"
    assert (await house.get(one, "leader")).json()["state"] == "planned"


@both
async def test_of_several_who_enter_it_one_does(house: House) -> None:
    body = RETIRED | {"on": "2026-12-01"}
    answers = await asyncio.gather(*(house.post(DEPARTURES, body, "hr") for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert {code_of(answer) for answer in answers if answer.status_code == 409} == {"departure_planned"}


async def test_a_death_is_not_planned_and_a_reason_is_known(house: House) -> None:
    assert code_of(await house.post(DEPARTURES, DIED | {"on": "2026-09-16"}, "hr")) == "death_ahead"
    assert (await house.post(DEPARTURES, RETIRED | {"reason": "tired"}, "hr")).status_code == 422


@both
async def test_access_ends_on_the_day_and_the_membership_waits_for_a_letter(house: House) -> None:
    await entered(house, RETIRED | {"on": "2026-09-17"}, "hr")
    house.watch.pass_by(days=1)
    await house.app.state.sweeper.once()
    await house.settle()
    assert (await house.get("/v1/me", "leader")).status_code == 200
    house.watch.pass_by(days=1)
    await house.app.state.sweeper.once()
    await house.app.state.sweeper.once()
    await house.settle()
    assert (await house.get("/v1/me", "leader")).status_code == 401
    told = await last(house, "member.changed", "leader")
    assert (told["active"], told["departure"]) == (False, {"on": "2026-09-17", "reason": "retired"})
    assert told["memberships"][0]["until_on"] is None
    office = (await last(house, "appointment.changed", "leader"))["appointments"][0]
    assert office["until_on"] == "2026-09-16"
    assert await house.audited("departure.apply") != []
    assert code_of(await house.post(DEPARTURES, RETIRED, "hr")) == "person_inactive"
    letter = {"person_id": RETIRED["person_id"], "to_outside": "白果社区党委", "reach": "city"}
    assert (await house.post("/v1/transfers", letter, "organiser")).status_code == 201


async def test_with_a_death_everything_ends_at_once(house: House) -> None:
    sick = {"person_id": str(ident("wang")), "kind": "sick_leave", "from_on": "2026-09-01"}
    await house.post("/v1/absences", sick, "organiser")
    letter = {"person_id": str(ident("wang")), "to_branch_id": str(ident("packing")), "reach": "city"}
    way = f"/v1/transfers/{(await house.post('/v1/transfers', letter, 'organiser')).json()['id']}"
    one = await entered(house, DIED | {"person_id": str(ident("wang")), "on": "2026-09-14"})
    told = await last(house, "member.changed", "wang")
    assert told["departure"] == {"on": "2026-09-14", "reason": "died"}
    assert [each["until_on"] for each in told["memberships"]] == ["2026-09-14"]
    assert [each["until_on"] for each in told["absences"]] == ["2026-09-13"]
    assert (await house.get(way, "organiser")).json()["state"] == "withdrawn"
    assert (await house.post(f"{way}/receipt", {}, "other organiser")).status_code == 409
    async with house.database.read() as view:
        closed = (
            await view.execute(text("SELECT count(*) FROM account WHERE disabled_at IS NOT NULL"))
        ).scalar()
    assert closed == 1
    await house.post(f"{one}/reversal", {"reason": "误录"}, "organiser")
    told = await last(house, "member.changed", "wang")
    assert [each["until_on"] for each in told["memberships"] + told["absences"]] == [None, None]
    async with house.database.read() as view:
        closed = (
            await view.execute(text("SELECT count(*) FROM account WHERE disabled_at IS NOT NULL"))
        ).scalar()
    assert closed == 0


@both
async def test_what_was_entered_wrongly_is_as_before(house: House) -> None:
    before = await last(house, "appointment.changed", "leader")
    one = await entered(house, RETIRED | {"reason": "dismissed"})
    answer = await house.post(f"{one}/reversal", {"reason": "录错人员"}, "organiser")
    assert (answer.status_code, answer.json()["state"]) == (201, "reversed")
    told = await last(house, "member.changed", "leader")
    assert (told["active"], told["departure"]) == (True, None)
    assert (await last(house, "appointment.changed", "leader"))["appointments"] == before["appointments"]
    again = await house.post(f"{one}/reversal", {"reason": "录错人员"}, "organiser")
    assert code_of(again) == "departure_not_standing"


async def test_who_works_here_again_may_leave_again(house: House) -> None:
    one = await entered(house, RETIRED | {"reason": "resigned"})
    await house.patch(f"/v1/persons/{ident('leader')}", {"active": True}, "hr")
    assert (await last(house, "member.changed", "leader"))["departure"] is None
    assert (await house.get(one, "secretary")).json()["state"] == "returned"
    await entered(house, RETIRED)
