"""A debate brought as far as a test needs it. Li moderates; it opens tomorrow morning and closes on Friday."""

from datetime import UTC, datetime
from typing import Any

from tests.activities.house import House
from tests.points.world import ident

OPENS = datetime(2026, 9, 16, 0, 0, tzinfo=UTC)
CLOSES = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)
SIDES = ["正方:应当改", "反方:维持现状"]


def a_debate(**more: Any) -> dict[str, Any]:
    """The body of a debate that nothing is wrong with."""
    given: dict[str, Any] = {
        "question": "夜班巡检能否改为两人一组?",
        "sides": SIDES,
        "opens_at": "2026-09-16T08:00:00+08:00",
        "closes_at": "2026-09-18T18:00:00+08:00",
        "moderator_id": str(ident("li")),
    }
    return given | more


def a_contribution(**more: Any) -> dict[str, Any]:
    """For the change."""
    return {"text": "一人进泵房有风险。", "side": SIDES[0]} | more


async def announced(house: House, **more: Any) -> str:
    """The path of a debate that is announced."""
    return f"/v1/debates/{(await house.made('/v1/debates', a_debate(**more), 'organiser'))['id']}"


async def open_(house: House, **more: Any) -> str:
    """One that has just opened."""
    path = await announced(house, **more)
    house.watch.at = OPENS
    return path


async def contributed(house: House, by: str = "wang", **more: Any) -> tuple[str, str]:
    """An open one, and a contribution to it."""
    path = await open_(house)
    made = await house.made(f"{path}/contributions", a_contribution(**more), by)
    return path, f"{path}/contributions/{made['id']}"


async def summed_up(house: House) -> str:
    """One that has just closed, with a summary that waits."""
    path, _ = await contributed(house)
    house.watch.at = CLOSES
    await house.made(f"{path}/summaries", {"text": "多数主张两人一组。"}, "li")
    return path
