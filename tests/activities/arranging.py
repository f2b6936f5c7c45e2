"""Short ways to arrange a sitting in tests: duties and who takes them."""

from typing import Any

import httpx2

from tests.activities.house import House
from tests.points.world import ident


async def a_sitting_to_arrange(house: House, **more: Any) -> str:
    """The id of the one sitting of a noticed theme day."""
    meeting = await house.a_noticed_meeting(kind="theme_day", title="九月主题党日", theme="安全生产", **more)
    return str(meeting["sittings"][0]["id"])


async def a_duty(house: House, sitting: str, needed: int = 1, title: str = "摄影") -> dict[str, Any]:
    """A duty at the sitting."""
    body = {"title": title, "needed": needed}
    return await house.made(f"/v1/sittings/{sitting}/duties", body, "organiser")


async def take(house: House, duty: dict[str, Any], by: str) -> httpx2.Response:
    """An attempt to take it, unasked."""
    return await house.post(f"/v1/duties/{duty['id']}/undertakings", None, by)


async def asked(house: House, duty: dict[str, Any], whom: str, by: str = "organiser") -> dict[str, Any]:
    """Somebody is asked to take it."""
    return await house.made(f"/v1/duties/{duty['id']}/requests", {"person_id": str(ident(whom))}, by)


async def answer(house: House, row: dict[str, Any], by: str, verdict: str, **more: Any) -> httpx2.Response:
    """`taken` or `declined`."""
    return await house.post(f"/v1/undertakings/{row['id']}/answer", {"verdict": verdict} | more, by)


async def withdraw(house: House, row: dict[str, Any], by: str, **more: Any) -> httpx2.Response:
    """By the person or an officer."""
    return await house.post(f"/v1/undertakings/{row['id']}/withdrawal", more, by)


async def holders(house: House, duty: dict[str, Any], by: str = "organiser") -> list[str]:
    """Who has taken it."""
    found = await house.read(f"/v1/duties/{duty['id']}", by)
    assert found["taken"] == len(found["holders"])
    return [each["name"] for each in found["holders"]]
