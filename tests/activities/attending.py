"""Short ways to a meeting that people attend. The sitting is 22 September 2026, 14:00 to 16:00 at the factory."""

from datetime import UTC, datetime
from typing import Any

import httpx2
from sqlalchemy import select

from services.activities.events import ENGAGEMENT_CHANGED
from shared.outbox import OUTBOX
from tests.activities.house import House
from tests.points.world import ident

EVERYBODY = ("wang", "chen", "leader", "secretary", "li", "other leader", "organiser", "publicist", "alone")


def wall(hour: int, minute: int = 0, second: int = 0, *, day: int = 22) -> datetime:
    """An instant of September 2026 by the factory's wall clock."""
    return datetime(2026, 9, day, hour - 8, minute, second, tzinfo=UTC)


def at(hour: int, minute: int = 0, *, day: int = 22) -> str:
    """The same as clients write it."""
    return f"2026-09-{day:02}T{hour:02}:{minute:02}:00+08:00"


async def a_theme_day(house: House, **more: Any) -> dict[str, Any]:
    """A theme day with its notice out."""
    return await house.a_noticed_meeting(kind="theme_day", theme="安全生产在我身边", **more)


async def code(house: House, sitting_id: str, by: str = "organiser") -> str:
    """What the screen shows now."""
    return str((await house.read(f"/v1/sittings/{sitting_id}/room-code", by))["code"])


async def scan(house: House, sitting_id: str, who: str, mark: str = "in", **more: Any) -> httpx2.Response:
    """Someone redeems the code that is shown now."""
    body = {"sitting_id": sitting_id, "mark": mark, "code": await code(house, sitting_id)} | more
    return await house.post("/v1/scans", body, who)


def offline(sitting_id: str, who: str, mark: str, occurred_at: str, nonce: str) -> dict[str, Any]:
    """One mark in a device's memory."""
    return {
        "sitting_id": sitting_id,
        "person_id": str(ident(who)),
        "mark": mark,
        "occurred_at": occurred_at,
        "nonce": nonce,
    }


def a_batch(house: House, *scans: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a device with a right clock sends."""
    return {"device": "tablet-1", "device_now": house.watch.at.isoformat(), "scans": list(scans)} | more


async def listed(
    house: House, sitting_id: str, marks: dict[str, str], occurred_at: str | None = None
) -> list[str]:
    """The recorder's list: who and which mark; what became of each."""
    given = [
        {"person_id": str(ident(who)), "mark": mark, "occurred_at": occurred_at}
        for who, mark in marks.items()
    ]
    made = await house.made(f"/v1/sittings/{sitting_id}/scans", {"marks": given}, "organiser")
    return [str(result["code"] or result["outcome"]) for result in made["results"]]


async def close(house: House, meeting: dict[str, Any]) -> httpx2.Response:
    """Open the meeting and close it, now."""
    await house.post(f"/v1/meetings/{meeting['id']}/opening", None, "secretary")
    return await house.post(f"/v1/meetings/{meeting['id']}/closing", None, "secretary")


async def states(house: House, meeting: dict[str, Any]) -> dict[str, str]:
    """How everybody stands, by name."""
    seen = await house.read(f"/v1/meetings/{meeting['id']}/attendances", "organiser")
    return {each["name"]: each["state"] for each in seen["items"]}


async def one(house: House, meeting: dict[str, Any], who: str) -> Any:
    """The attendance of one person."""
    seen = await house.read(f"/v1/meetings/{meeting['id']}/attendances", "organiser")
    return next(each["attendance"] for each in seen["items"] if each["person_id"] == str(ident(who)))


async def told(house: House, kind: str | None = None) -> list[dict[str, Any]]:
    """The facts told so far, of one kind or all but engagements, in the order of their ids."""
    async with house.database.read() as view:
        payloads = (await view.execute(select(OUTBOX.c.payload).order_by(OUTBOX.c.id))).scalars()
        wanted = [each for each in payloads if kind or each["type"] != ENGAGEMENT_CHANGED]
        return [each for each in wanted if kind in {None, each["type"]}]
