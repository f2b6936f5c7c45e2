"""Versions of engagements rise with every change, so that the last one holds in whatever order they are heard."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from services.activities.models import Leave
from services.activities.usecases import leaves
from shared.auth.policy import Role
from tests.activities.attending import EVERYBODY, at
from tests.activities.engaging import kept, rises, tellings
from tests.activities.house import House, a_sitting, both
from tests.activities.registering import a_crowd, act, patiently, resized, tried
from tests.points.world import ident

HOURS = (14, 15, 18)
"""When the sitting may begin, for two hours."""
ACTS = ("register", "register", "cancel", "move", "move", "leave", "grant", "exempt", "add", "drop")
_HALF = 0.5


def span(hour: int) -> dict[str, str]:
    return {"starts_at": at(hour), "ends_at": at(hour + 2)}


async def items(house: House, path: str) -> list[dict[str, Any]]:
    return list((await house.read(path, "organiser"))["items"])


async def planned(house: House, meeting: dict[str, Any]) -> list[dict[str, Any]]:
    """The sittings that are left."""
    found = await house.read(f"/v1/meetings/{meeting['id']}", "organiser")
    return [each for each in found["sittings"] if each["state"] == "planned"]


async def take_a_step(house: House, meeting: dict[str, Any], chance: random.Random) -> None:
    """One act of somebody, granted or refused."""
    what, who = chance.choice(ACTS), chance.choice(EVERYBODY)
    left = await planned(house, meeting)
    path, sitting = f"/v1/meetings/{meeting['id']}", chance.choice(left)["id"]
    match what:
        case "register":
            await tried(house, sitting, who)
        case "cancel":
            for row in await items(house, "/v1/registrations?state=confirmed&limit=200"):
                await act(house, row, "cancellation", who)
        case "move":
            await resized(house, sitting, **span(chance.choice(HOURS)))
        case "leave":
            await house.post(f"{path}/leaves", {"kind": "on_shift", "reason": "夜班"}, who)
        case "grant":
            await answered(house, granted=chance.random() < _HALF)
        case "exempt":
            await exempted(house, meeting, who, chance.choice((None, "病休")))
        case "add":
            await house.post(f"{path}/sittings", a_sitting(**span(20)), "organiser")
        case _ if len(left) > 1:
            await house.post(f"/v1/sittings/{sitting}/cancellation", None, "organiser")


async def answered(house: House, *, granted: bool) -> None:
    """Every request for leave that waits."""
    for row in await items(house, "/v1/leaves?state=asked"):
        await house.post(f"/v1/leaves/{row['id']}/decision", {"granted": granted}, "secretary")


async def exempted(house: House, meeting: dict[str, Any], who: str, reason: str | None) -> None:
    path = f"/v1/meetings/{meeting['id']}/roll/{ident(who)}"
    etag = (await house.get(path, "organiser")).headers["etag"]
    body = {"excluded_reason": None, "excluded_approval": None, "exempt_reason": reason}
    await house.put(path, body, "organiser", etag=etag)


async def truth(house: House, meeting: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Who is bound from when to when now, worked out from what the routes show."""
    left = await planned(house, meeting)
    spans = {each["id"]: (each["starts_at"], each["ends_at"]) for each in left}
    sure = await items(house, "/v1/registrations?state=confirmed&limit=200")
    found = [(row["person_id"], *spans[row["sitting_id"]]) for row in sure]
    away = {row["person_id"] for row in await items(house, "/v1/leaves?state=granted")}
    roll = (await house.read(f"/v1/meetings/{meeting['id']}/roll", "organiser"))["lines"]
    expected = [line["person_id"] for line in roll if line["exempt_reason"] is None]
    for only in list(spans.values()) if len(left) == 1 else ():
        found += [(each, *only) for each in expected if each not in away]
    return sorted(found)


async def surely_moved(house: House, sitting: str, hour: int) -> None:
    """Whatever it was before."""
    answer = await house.put(f"/v1/sittings/{sitting}", a_sitting(**span(hour)), "organiser", etag="*")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_after_every_act_whatever_the_order_of_delivery_the_hearer_knows_the_truth(
    house: House, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seed, so that a failure can be repeated
    meeting = await house.a_noticed_meeting(kind="theme_day", theme="安全生产在我身边")
    for _ in range(25):
        await take_a_step(house, meeting, chance)
        told = await tellings(house)
        assert rises(told)
        shuffled = [*told, *chance.sample(told, len(told) // 3)]
        chance.shuffle(shuffled)
        assert kept(shuffled) == await truth(house, meeting)


@both
async def test_leave_granted_and_a_sitting_moved_at_once_never_share_a_version(house: House) -> None:
    """Two acts by two people change one line's engagement: the meeting's lock puts one behind the other."""
    meeting = await house.a_noticed_meeting()
    sitting = meeting["sittings"][0]["id"]
    people = ("wang", "chen", "leader", "li", "alone")
    asked = [
        await house.made(f"/v1/meetings/{meeting['id']}/leaves", {"kind": "on_shift", "reason": "夜班"}, who)
        for who in people
    ]
    granting = [
        patiently(house, f"/v1/leaves/{each['id']}/decision", {"granted": True}, "secretary", each["id"])
        for each in asked
    ]
    moving = [surely_moved(house, sitting, hour) for hour in (18, 15, 14, 15, 18)]
    await asyncio.gather(*(each for pair in zip(moving, granting, strict=True) for each in pair))
    told = await tellings(house)
    versions = [(each["source_id"], each["version"]) for each in told]
    assert len(set(versions)) == len(versions)
    assert kept(told) == await truth(house, meeting)
    assert len(await items(house, "/v1/leaves?state=granted")) == len(people)


@both
async def test_a_sitting_moves_only_after_leave_that_is_being_granted(house: House) -> None:
    """Otherwise neither would know of the other, and both would tell another state under the same version."""
    meeting = await house.a_noticed_meeting()
    body = {"kind": "on_shift", "reason": "夜班"}
    asked = await house.made(f"/v1/meetings/{meeting['id']}/leaves", body, "chen")
    async with house.database.write() as tx:
        leave = await tx.get_one(Leave, UUID(asked["id"]), with_for_update=True)
        await leaves.hold_meeting(tx, leave)
        whose: dict[str, Any] = {"by": ident("secretary"), "roles": frozenset({Role.SECRETARY})}
        teller = house.app.state.teller
        await leaves.decide(tx, teller, leave, granted=True, reason=None, at=house.watch.at, **whose)
        moving = asyncio.create_task(surely_moved(house, meeting["sittings"][0]["id"], 18))
        await asyncio.sleep(0.3)
    await moving
    assert rises(await tellings(house, "chen"))
    assert kept(await tellings(house)) == await truth(house, meeting)


@both
async def test_registering_while_the_sitting_moves_ends_with_the_true_times(house: House) -> None:
    meeting = await house.a_noticed_meeting(kind="themed_activity", title="参观烈士陵园")
    sitting = meeting["sittings"][0]["id"]
    path = f"/v1/sittings/{sitting}/registrations"
    await asyncio.gather(
        *(patiently(house, path, {"guests": 0}, who, f"register-{ident(who)}") for who in EVERYBODY[:4]),
        surely_moved(house, sitting, 18),
        *(patiently(house, path, {"guests": 0}, who, f"register-{ident(who)}") for who in EVERYBODY[4:]),
    )
    told = await tellings(house)
    assert len({each["source_id"] for each in told}) == len(EVERYBODY)
    assert kept(told) == await truth(house, meeting)


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile; the transaction's own words and the relay's do not count."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "SELECT DISTINCT delivery.hearer")):
            seen.append(statement)

    engine = house.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@both
async def test_telling_fifty_more_takes_no_more_statements(house: House) -> None:
    """Of a notice, a move and a cancellation; each is one insert of all facts, and one of all messages."""
    small = await _statements(house)
    await a_crowd(house, 50)
    large = await _statements(house)
    assert [len(each) for each in large] == [len(each) for each in small]
    for each in large:
        assert len([one for one in each if one.startswith("INSERT INTO outbox")]) == 2
    assert len(await tellings(house)) == 3 * (2 * len(EVERYBODY) + 50)


async def _statements(house: House) -> list[list[str]]:
    planned = await house.a_meeting()
    with counted(house) as noticing:
        await house.made(f"/v1/meetings/{planned['id']}/notice", None, "organiser")
    with counted(house) as moving:
        await resized(house, planned["sittings"][0]["id"], **span(18))
    with counted(house) as cancelling:
        await house.made(f"/v1/meetings/{planned['id']}/cancellation", {"reason": "台风"}, "organiser")
    return [noticing, moving, cancelling]
