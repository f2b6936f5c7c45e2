"""Who gave without a name is known to nobody: not to the register, the books, an export, the audit or the database."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, text

from services.volunteering.models import Table
from tests.points.world import ident
from tests.support.door import code_of
from tests.volunteering.giving import (
    DECLARED,
    SECRET,
    a_remainder,
    a_slip,
    cash,
    closed,
    given,
    handed_over,
    hidden,
    opened,
    pledged,
    settled,
)
from tests.volunteering.house import House, both

DONOR = "alone"
"""A member who gives without a name, asks what became of it, and agrees to another purpose."""
ROSTER = "roster_"
MADE_BEFORE = {"volunteer"}
"""What knows Alone because Alone is a registered volunteer."""


async def everything(house: House) -> dict[str, str]:
    """Every table of the database as text, but for those that know who is a member and a volunteer."""
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
    async with house.database.read() as view:
        names = (await view.execute(text(listed[house.database.dialect]))).scalars().all()
        return {
            name: repr((await view.execute(text(f"SELECT * FROM {name}"))).all())  # noqa: S608 - a name of ours
            for name in names
            if not name.startswith(ROSTER) and name not in MADE_BEFORE
        }


async def a_whole_drive(house: House) -> tuple[str, dict[str, Any], list[str]]:
    """A drive to its end, with Alone's gift in it; its path, the gift, and every answer that Alone was given."""
    path = await opened(house)
    gift = await house.made(f"{path}/donations", a_slip(**cash(4_321), **hidden()), "organiser")
    await given(house, path, "wang")
    await closed(house, path)
    body = {"purpose": "购置取暖设备", "reason": "冬衣已够"}
    change = await house.made(f"{path}/purpose-changes", body, "organiser")
    said = await house.client.post(
        f"/v1/purpose-changes/{change['id']}/anonymous-answers",
        json={"gift_secret": SECRET, "agrees": True},
        headers=house.by(DONOR) | {"Idempotency-Key": "a-key-that-is-not-read"},
    )
    assert said.status_code == 201, said.text
    await house.made(f"/v1/purpose-changes/{change['id']}/decision", {"adopt": True}, "secretary")
    await handed_over(house, path, cash(4_000), purpose_number=1)
    await house.made(f"{path}/remainders", a_remainder(), "secretary")
    await settled(house, path)
    await house.made(f"{path}/use-reports", {"text": "取暖设备已装好。", "final": True}, "organiser")
    mine = await house.client.get(f"{path}/anonymous-gift", headers=house.by(DONOR) | {"Gift-Secret": SECRET})
    assert mine.json()["donation"]["amount"] == 4_321
    return path, gift, [said.text, mine.text]


def test_a_gift_has_no_column_for_who_gave_without_a_name() -> None:
    """Apart from a hash of words, an anonymous gift holds nothing of its donor; no other table names a donor at all."""
    tables = Table.metadata.tables
    people = {"person_id", "by_id", "donor_id"}
    for name in ("receipt", "purpose_answer", "donation_return", "hand_over_line", "remainder_line"):
        assert not people & set(tables[name].columns.keys()), name
    [rule] = [
        str(each.sqltext)
        for each in tables["donation"].constraints
        if isinstance(each, CheckConstraint) and each.name == "donor"
    ]
    assert rule == "(donor = 'person') = (person_id IS NOT NULL)"


@both
async def test_no_table_knows_who_gave_without_a_name(house: House) -> None:
    """Not the gift, not the answer about its purpose, not the audit of either, no idempotency, no fact."""
    await a_whole_drive(house)
    found = await everything(house)
    assert {"audit", "idempotency", "outbox", "donation", "receipt", "purpose_answer"} <= set(found)
    person = str(ident(DONOR))
    for name, rows in found.items():
        assert person not in rows, name
        assert person.replace("-", "") not in rows, name
        assert SECRET not in rows, name
    assert str(ident("wang")) in found["donation"]
    assert str(ident("wang")) in found["audit"]


@both
async def test_the_audit_of_an_unnamed_answer_has_no_actor_no_client_and_no_trace(house: House) -> None:
    await a_whole_drive(house)
    async with house.database.read() as view:
        query = text("SELECT actor_id, client_id, trace_id, act FROM audit WHERE actor_id IS NULL")
        rows = [tuple(row) for row in await view.execute(query)]
    assert rows == [(None, None, None, "donation.own")]


@both
async def test_the_same_acts_by_another_leave_the_same_database(house: House) -> None:
    """Whoever knows the words: that it was Alone and not Chen who asked and answered makes no difference."""
    path = await opened(house)
    await house.made(f"{path}/donations", a_slip(**hidden()), "organiser")
    await closed(house, path)
    body = {"purpose": "购置取暖设备", "reason": "冬衣已够"}
    change = await house.made(f"{path}/purpose-changes", body, "organiser")
    answer = f"/v1/purpose-changes/{change['id']}/anonymous-answers"
    said = {"gift_secret": SECRET, "agrees": True}
    for key in ("alone", "chen"):
        await house.client.post(answer, json=said, headers=house.by(key))
    async with house.database.read() as view:
        query = text("SELECT actor_id, client_id, act, object_id, outcome, trace_id FROM audit ORDER BY id")
        first, second = [tuple(row) for row in await view.execute(query)][-2:]
    assert first == second


async def test_a_refused_unnamed_answer_is_not_remarked_with_a_name(house: House) -> None:
    await a_whole_drive(house)
    before = await house.count("audit")
    path = await opened(house, code="2026-A2")
    await closed(house, path)
    body = {"purpose": "购置取暖设备", "reason": "冬衣已够"}
    change = await house.made(f"{path}/purpose-changes", body, "organiser")
    wrong = {"gift_secret": "some-other-words-of-some-length", "agrees": True}
    answer = await house.client.post(
        f"/v1/purpose-changes/{change['id']}/anonymous-answers", json=wrong, headers=house.by(DONOR)
    )
    assert code_of(answer) == "donation_missing"
    assert await house.count("audit") > before
    assert str(ident(DONOR)) not in (await everything(house))["audit"]


async def test_no_answer_to_anybody_names_who_gave_without_a_name(house: House) -> None:
    path, gift, own = await a_whole_drive(house)
    one = f"/v1/donations/{gift['id']}"
    addresses = (
        *(path, "/v1/drives", f"{path}/accounts", f"{path}/donations", f"{path}/use-reports"),
        *(f"{path}/remainders", f"{path}/purpose-changes", "/v1/hand-overs", "/v1/donations"),
        *(one, f"{one}/receipt", f"{one}/use"),
    )
    told = [
        *own,
        *[(await house.get(each, by)).text for each in addresses for by in ("organiser", "wang", "higher")],
    ]
    for answer in told:
        assert str(ident(DONOR)) not in answer
        assert f'"{DONOR}"' not in answer
        assert SECRET not in answer
    assert code_of(await house.get(one, DONOR)) == "donation_missing"
    assert (await house.read("/v1/donations", DONOR))["items"] == []


async def test_nothing_tells_who_has_not_given(house: House) -> None:
    """The lists name those who gave by name, to their handlers; the others cannot be asked for."""
    path = await opened(house)
    await given(house, path, "wang")
    await pledged(house, path, "li")
    names = {row["name"] for row in (await house.read(f"{path}/donations", "organiser"))["items"]}
    assert names == {"wang", "li"}
    told = json.dumps(house.app.openapi()["paths"])
    for word in ("non-donor", "ranking", "top-donor", "leaderboard", "per-person"):
        assert word not in told


@both
async def test_no_fact_is_told_of_any_gift(house: House) -> None:
    """Points cannot be made of what is never told: neither by amount nor otherwise."""
    await a_whole_drive(house)
    async with house.database.read() as view:
        told = (await view.execute(text("SELECT type, payload FROM outbox"))).all()
    assert {kind for kind, _ in told} <= {"message.due"}  # named donors hear what became of it
    assert not any(str(ident(DONOR)) in str(payload) for _, payload in told)


def test_no_schema_of_ours_carries_an_amount() -> None:
    facts = Path(__file__).parents[3] / "services" / "volunteering" / "facts"
    for schema in facts.glob("*.schema.json"):
        named = set(json.loads(schema.read_text(encoding="utf-8"))["properties"])
        assert not named & {"amount", "fen", "estimated_fen", "quantity", "donation_id", "drive_id"}, (
            schema.name
        )


@pytest.mark.parametrize("shape", ["GiftCreate", "DonationCreate", "DriveWrite", "HandOverCreate"])
async def test_no_amount_is_proposed_anywhere(house: House, shape: str) -> None:
    """Neither a default nor an enumeration of sums: nobody is told what everybody should give."""
    found = house.app.openapi()["components"]["schemas"][shape]["properties"]
    for name, field in found.items():
        if "amount" in name or "fen" in name:
            assert field.get("default") is None
            assert "enum" not in field
    assert not {"target", "target_fen", "goal", "suggested"} & set(found)


async def test_interest_and_handling_need_a_name(house: House) -> None:
    """Only donors may be unnamed: everybody who manages is in the audit."""
    path = await opened(house)
    await house.made(f"{path}/donations", a_slip(), "organiser")
    await house.post(f"{path}/cancellation", DECLARED, "organiser")
    async with house.database.read() as view:
        query = text("SELECT count(*) FROM audit WHERE actor_id IS NULL")
        assert (await view.execute(query)).scalar_one() == 0
