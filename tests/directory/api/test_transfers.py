"""`/v1/transfers`: introduction letters."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.directory import queries, usecases
from services.directory.api.pages.letter import Letter
from services.directory.models import MembershipStatus, Person, Transfer
from tests.directory.house import House, both, code_of
from tests.directory.world import ident

TRANSFERS = "/v1/transfers"
LETTER: dict[str, Any] = {
    "person_id": str(ident("wang")),
    "to_branch_id": str(ident("packing")),
    "reach": "city",
    "dues_paid_until": "2026-09",
}
OUT = LETTER | {"to_branch_id": None, "to_outside": "白果街道党工委", "reach": "beyond"}
ARRIVAL: dict[str, Any] = {
    "person_id": str(ident("staff")),
    "branch_id": str(ident("power")),
    "group_id": str(ident("first")),
    "from_outside": "什邡市某机械厂党委",
    "letter_no": "什机组介〔2026〕17号",
    "issued_on": "2026-09-08",
    "valid_until": "2026-10-08",
    "status": "full",
}
INTO_THIRD = {"group_id": str(ident("third"))}


async def issued(house: House, **more: Any) -> str:
    answer = await house.post(TRANSFERS, LETTER | more, "organiser")
    assert answer.status_code == 201, answer.text
    return f"{TRANSFERS}/{answer.json()['id']}"


async def spans(house: House, key: str = "wang") -> list[tuple[Any, ...]]:
    """Branch, first and last day of every span as it was told last."""
    told = (await house.told("member.changed", ident(key)))[-1]["memberships"]
    names = {str(ident(name)): name for name in ("power", "packing")}
    return [(names[each["branch_id"]], each["from_on"], each["until_on"]) for each in told]


async def test_without_a_token_no_door_opens(house: House) -> None:
    assert (await house.get(TRANSFERS, None)).status_code == 401
    for path, body in ((TRANSFERS, LETTER), (f"{TRANSFERS}/arrivals", ARRIVAL)):
        assert (await house.post(path, body, None)).status_code == 401


async def test_the_branch_alone_writes_and_receives_letters(house: House) -> None:
    for writer in ("wang", "leader", "higher", "hr"):
        assert (await house.post(TRANSFERS, LETTER, writer)).status_code == 403
        assert (await house.post(f"{TRANSFERS}/arrivals", ARRIVAL, writer)).status_code == 403


async def test_neither_branch_does_the_part_of_the_other(house: House) -> None:
    answer = await house.post(TRANSFERS, LETTER, "other organiser")
    assert (answer.status_code, code_of(answer)) == (404, "person_missing")
    letter = await issued(house)
    for act, body, who in (
        ("receipt", {}, "organiser"),
        ("return-slip", {}, "other organiser"),
        ("withdrawal", {"reason": "误开"}, "other organiser"),
    ):
        answer = await house.post(f"{letter}/{act}", body, who)
        assert (answer.status_code, code_of(answer)) == (404, "transfer_missing"), act
    for reader, status in {"wang": 200, "li": 404, "secretary": 200, "other organiser": 200}.items():
        assert (await house.get(letter, reader)).status_code == status, reader


async def test_what_is_no_letter_is_not_written(house: House) -> None:
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"person_id": str(ident("organiser"))}, 403, "own_letter"),
        ({"person_id": str(ident("staff"))}, 409, "no_membership"),
        ({"to_branch_id": str(ident("power"))}, 409, "same_branch"),
        ({"to_branch_id": str(ident("general"))}, 409, "not_a_branch"),
        ({"to_outside": "某街道"}, 422, "destination_unclear"),
        ({"to_branch_id": None}, 422, "destination_unclear"),
        ({"valid_days": 92}, 409, "letter_too_long"),
        ({"dues_paid_until": "2026-13"}, 422, "malformed"),
    ]
    for more, status, code in cases:
        answer = await house.post(TRANSFERS, LETTER | more, "organiser")
        assert (answer.status_code, code_of(answer)) == (status, code)


@both
async def test_a_member_in_transit_belongs_to_the_old_branch_until_the_day_of_receipt(house: House) -> None:
    letter = await issued(house)
    assert code_of(await house.post(TRANSFERS, LETTER, "secretary")) == "transfer_under_way"
    told = await spans(house)
    house.watch.pass_by(days=7)
    answer = await house.post(f"{letter}/receipt", INTO_THIRD, "other organiser")
    shown = answer.json()
    assert (answer.status_code, shown["state"], shown["letter_no"]) == (201, "received", "2026-0001")
    assert shown["valid_until"] == "2026-09-25"
    assert told == [("power", "2020-01-01", None)]
    assert await spans(house) == [("power", "2020-01-01", "2026-09-21"), ("packing", "2026-09-22", None)]
    assert await house.told("transfer.completed", ident("wang")) == [
        {
            "person_id": str(ident("wang")),
            "from_branch_id": str(ident("power")),
            "to_branch_id": str(ident("packing")),
            "on": "2026-09-22",
            "letter_no": "2026-0001",
        }
    ]
    assert code_of(await house.post(f"{letter}/receipt", {}, "other organiser")) == "transfer_not_in_state"
    assert (
        code_of(await house.post(f"{letter}/withdrawal", {"reason": "x"}, "organiser"))
        == "transfer_not_in_state"
    )
    slip = await house.post(f"{letter}/return-slip", {"slip_no": "2026-0001"}, "organiser")
    assert (slip.status_code, slip.json()["state"]) == (201, "returned")
    assert code_of(await house.post(f"{letter}/return-slip", {}, "organiser")) == "transfer_not_in_state"


async def test_who_leaves_leaves_the_offices_of_a_member_behind(house: House) -> None:
    letter = await issued(house, person_id=str(ident("leader")))
    await house.post(f"{letter}/receipt", INTO_THIRD, "other organiser")
    told = (await house.told("appointment.changed", ident("leader")))[-1]["appointments"]
    assert [(each["role"], each["until_on"]) for each in told] == [("group_leader", "2026-09-14")]


@both
async def test_of_ten_who_receive_one_letter_one_does_and_another_withdraws_too_late(house: House) -> None:
    letter = await issued(house)
    asked = [house.post(f"{letter}/receipt", INTO_THIRD, "other organiser") for _ in range(5)]
    asked += [house.post(f"{letter}/withdrawal", {"reason": "误开"}, "organiser") for _ in range(5)]
    answers = await asyncio.gather(*asked)
    assert sorted({answer.status_code for answer in answers}) == [201, 409]
    assert sum(answer.status_code == 201 for answer in answers) == 1
    moved = any(answer.status_code == 201 for answer in answers[:5])
    async with house.database.read() as view:
        rows = (await view.execute(text("SELECT branch_id, from_on, until_on FROM membership"))).all()
    mine = [row for row in rows if str(row.from_on) == "2026-09-15"]
    assert len(mine) == moved
    assert len(await house.told("transfer.completed", ident("wang"))) == moved


async def test_a_letter_leads_out_and_its_slip_ends_the_membership(house: House) -> None:
    answer = await house.post(TRANSFERS, OUT, "organiser")
    letter = f"{TRANSFERS}/{answer.json()['id']}"
    assert answer.json()["valid_until"] == "2026-10-15"
    house.watch.pass_by(days=40)  # the slip may come when the letter has expired
    await usecases.transfers.expire(house.database, house.watch.at, zone=house.app.state.zone)
    assert (await house.get(letter, "wang")).json()["state"] == "expired"
    for day in ("2026-09-14", "2026-10-16", None):
        wrong = await house.post(f"{letter}/return-slip", {"received_on": day}, "organiser")
        assert code_of(wrong) == "slip_day_impossible"
    slip = await house.post(f"{letter}/return-slip", {"received_on": "2026-10-08"}, "organiser")
    assert (slip.status_code, slip.json()["state"]) == (201, "returned")
    assert await spans(house) == [("power", "2020-01-01", "2026-10-07")]
    [told] = await house.told("transfer.completed", ident("wang"))
    assert (told["to_branch_id"], told["on"]) == (None, "2026-10-08")


@both
async def test_a_letter_expires_after_its_last_day_and_is_not_received(house: House) -> None:
    letter = await issued(house, valid_days=1)
    zone = house.app.state.zone
    for day, state in enumerate(("issued", "issued", "expired")):
        at = house.watch.at + timedelta(days=day)
        await usecases.transfers.expire(house.database, at, zone=zone)
        assert (await house.get(letter, "organiser")).json()["state"] == state
    late = await house.post(f"{letter}/receipt", {}, "other organiser")
    assert (late.status_code, code_of(late)) == (409, "letter_expired")
    assert (await house.get(await issued(house), "wang")).json()["letter_no"] == "2026-0002"


async def test_who_comes_from_outside_with_a_letter_belongs_to_the_branch_from_today(house: House) -> None:
    for more, code in (
        ({"valid_until": "2026-09-14"}, "letter_expired"),
        ({"person_id": str(ident("organiser"))}, "own_letter"),
        ({"branch_id": str(ident("packing"))}, "organisation_missing"),
        ({"person_id": str(ident("zhao"))}, "person_missing"),
        ({"person_id": str(ident("wang"))}, "membership_overlaps"),
    ):
        answer = await house.post(f"{TRANSFERS}/arrivals", ARRIVAL | more, "organiser")
        assert code_of(answer) == code
    answer = await house.post(f"{TRANSFERS}/arrivals", ARRIVAL, "organiser")
    assert (answer.status_code, answer.json()["received_on"]) == (201, date(2026, 9, 15).isoformat())
    assert await spans(house, "staff") == [("power", "2026-09-15", None)]
    slip = await house.post(f"{TRANSFERS}/{answer.json()['id']}/return-slip", {}, "secretary")
    assert slip.json()["state"] == "returned"


async def test_the_letter_is_printed_by_whoever_reads_it_if_it_was_written_here(house: House) -> None:
    letter = await issued(house)
    page = await house.get(f"{letter}/letter", "wang")
    assert (page.status_code, page.headers["content-type"]) == (200, "application/pdf")
    assert page.content.startswith(b"%PDF-")
    assert code_of(await house.get(f"{letter}/letter", "li")) == "transfer_missing"
    arrived = (await house.post(f"{TRANSFERS}/arrivals", ARRIVAL, "organiser")).json()
    foreign = await house.get(f"{TRANSFERS}/{arrived['id']}/letter", "organiser")
    assert (foreign.status_code, code_of(foreign)) == (409, "letter_from_elsewhere")


async def test_what_is_void_says_so_on_paper(house: House) -> None:
    letter = await issued(house)
    await house.post(f"{letter}/withdrawal", {"reason": "误开"}, "organiser")
    async with house.database.read() as view:
        row = await view.get_one(Transfer, UUID(letter.rpartition("/")[2]))
        person = await view.get_one(Person, row.person_id)
        ends = {ident("power"), ident("packing")}
        known = await queries.organisations.by_ids(view, ends)
    data = Letter(row, person, MembershipStatus.PROBATIONARY, known).data()
    assert (data["notice"], data["status"], data["dues"]) == ("已收回,作废", "中共预备党员", "2026 年 9 月")
    assert (data["from"], data["to"], data["valid_until"]) == (
        "power 组织",
        "packing 组织",
        "2026 年 9 月 25 日",
    )
