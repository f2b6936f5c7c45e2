"""A long walk of acts in random order: the counter is always a recount, and nobody passes the queue."""

import random
from typing import Any

import pytest

from tests.activities.house import House
from tests.activities.registering import act, an_open_sitting, resized, states, swept, tried

KEYS = ("wang", "chen", "leader", "secretary", "li", "other leader", "organiser", "publicist", "alone")
ACTS = ("register", "register", "cancellation", "acceptance", "refusal", "removal", "resize", "later")
UNHARMED = {201, 200, 403, 409}


async def take_a_step(house: House, sitting: str, queue: str, chance: random.Random) -> int:
    """One act of somebody; its status."""
    what, who = chance.choice(ACTS), chance.choice(KEYS)
    if what == "later":
        house.watch.pass_by(hours=chance.choice((1, 12)))
        return 200 if await swept(house) >= 0 else 500
    if what == "register":
        return (await tried(house, sitting, who, chance.randint(0, 2))).status_code
    if what == "resize":
        capacity = chance.choice((3, 4, 5, 6))
        return (await resized(house, sitting, capacity=capacity, guests_most=2, queue=queue)).status_code
    rows = (await house.read(f"/v1/registrations?sitting_id={sitting}&limit=200", "organiser"))["items"]
    row = chance.choice(rows) if rows else None
    if row is None:
        return 200
    by = "secretary" if what == "removal" else row["name"]
    return (await act(house, row, what, by, {"reason": "调整"} if what == "removal" else None)).status_code


async def all_is_well(house: House, sitting: str, queue: str) -> None:
    """Counter, limit and order."""
    held = await states(house, sitting)
    shown = await house.read(f"/v1/sittings/{sitting}", "organiser")
    expired_unnoticed = await _lapsing(house, sitting)
    taken = held.get("confirmed", 0) + held.get("offered", 0) + expired_unnoticed
    assert taken == shown["taken"] <= shown["capacity"]
    waiting = await _waiting(house, sitting)
    assert [row["position"] for row in waiting] == list(range(1, len(waiting) + 1))
    free = shown["capacity"] - shown["taken"]
    candidates = waiting[:1] if queue == "strict" else waiting
    assert all(row["places"] > free for row in candidates)


async def _waiting(house: House, sitting: str) -> list[dict[str, Any]]:
    path = f"/v1/registrations?sitting_id={sitting}&state=waitlisted&limit=200"
    return list(reversed((await house.read(path, "organiser"))["items"]))


async def _lapsing(house: House, sitting: str) -> int:
    """Places of offers that are over and still held."""
    path = f"/v1/registrations?sitting_id={sitting}&state=expired&limit=200"
    rows = (await house.read(path, "organiser"))["items"]
    return sum(row["places"] for row in rows if row["offered_until"] is not None)


@pytest.mark.parametrize(("queue", "seed"), [("strict", 1), ("fill", 2)])
async def test_after_every_act_places_are_counted_right_and_the_queue_is_in_order(
    house: House, seed: int, queue: str
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seed, so that a failure can be repeated
    sitting = await an_open_sitting(house, capacity=4, guests_most=2, queue=queue)
    for _ in range(60):
        assert await take_a_step(house, sitting, queue, chance) in UNHARMED
        await all_is_well(house, sitting, queue)
