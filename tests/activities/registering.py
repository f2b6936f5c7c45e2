"""Short ways to register in tests, and a crowd for the races."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx2

from services.activities.usecases import registrations
from shared import roster_facts
from tests.activities.house import House, a_sitting
from tests.points.world import ident
from tests.support.people import a_member

DAY_BEFORE = datetime(2026, 9, 21, 4, tzinfo=UTC)
START = datetime(2026, 9, 22, 6, tzinfo=UTC)
"""When `a_sitting` begins."""


async def an_open_sitting(house: House, **more: Any) -> str:
    """The id of a sitting of a noticed themed activity, with places as given."""
    meeting = await house.a_noticed_meeting(
        kind="themed_activity", title="参观烈士陵园", sittings=[a_sitting(**more)]
    )
    return str(meeting["sittings"][0]["id"])


async def registered(house: House, sitting: str, by: str, guests: int = 0) -> dict[str, Any]:
    """Somebody's registration."""
    return await house.made(f"/v1/sittings/{sitting}/registrations", {"guests": guests}, by)


async def tried(house: House, sitting: str, by: str, guests: int = 0) -> httpx2.Response:
    """An attempt that may be refused."""
    return await house.post(f"/v1/sittings/{sitting}/registrations", {"guests": guests}, by)


async def act(house: House, row: dict[str, Any], what: str, by: str, body: object = None) -> httpx2.Response:
    """`acceptance`, `refusal`, `cancellation`, `approval` or `removal`."""
    return await house.post(f"/v1/registrations/{row['id']}/{what}", body, by)


async def seen(house: House, row: dict[str, Any], by: str = "organiser") -> tuple[str, int | None]:
    """State and position of a registration."""
    found = await house.read(f"/v1/registrations/{row['id']}", by)
    return found["state"], found["position"]


async def taken(house: House, sitting: str) -> int:
    """Places held or offered, by the counter."""
    return int((await house.read(f"/v1/sittings/{sitting}", "organiser"))["taken"])


async def states(house: House, sitting: str) -> dict[str, int]:
    """How many places each state of a sitting's registrations has, counted anew."""
    found: dict[str, int] = {}
    path = f"/v1/registrations?sitting_id={sitting}&limit=200"
    for row in (await house.read(path, "organiser"))["items"]:
        found[row["state"]] = found.get(row["state"], 0) + row["places"]
    return found


async def resized(house: House, sitting: str, **more: Any) -> httpx2.Response:
    """Change what a sitting has."""
    path = f"/v1/sittings/{sitting}"
    etag = (await house.get(path, "organiser")).headers["etag"]
    return await house.put(path, a_sitting(**more), "organiser", etag=etag)


async def swept(house: House) -> int:
    """What time has ended, ended now; for how many sittings."""
    state = house.app.state
    return await registrations.sweep(house.database, house.watch.at, teller=state.teller, zone=state.zone)


async def a_crowd(house: House, size: int) -> list[str]:
    """So many members of the power branch more."""
    keys = [f"crowd-{number}" for number in range(size)]
    async with house.database.write() as session:
        for key in keys:
            await roster_facts.hear_member(session, a_member(ident(key), branch=ident("power"), name=key))
    return keys


async def patiently(house: House, path: str, body: object, by: str, key: str) -> httpx2.Response:
    """Ask as an honest client does: again, under the same key, when the service says it is busy."""
    for _ in range(100):
        answer = await house.post(path, body, by, key=key)
        busy = answer.status_code == 503 or (
            answer.status_code == 409 and answer.json()["code"] == "idempotency_in_flight"
        )
        if not busy:
            return answer
        await asyncio.sleep(0.05)
    return answer
