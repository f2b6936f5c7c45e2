"""What others know of when people are bound, from the facts that they were told."""

from typing import Any

from services.activities.events import ENGAGEMENT_CHANGED
from tests.activities.attending import told
from tests.activities.house import House
from tests.points.world import ident

SPAN = ("2026-09-22T06:00:00Z", "2026-09-22T08:00:00Z")
"""When `a_sitting` is, in UTC."""
FREE = (None, None)

Span = tuple[str | None, str | None]


async def tellings(house: House, who: str | None = None) -> list[dict[str, Any]]:
    """What was told of somebody or everybody, in order."""
    found = await told(house, ENGAGEMENT_CHANGED)
    return [each["data"] for each in found if who is None or each["subject"] == str(ident(who))]


async def spans(house: House, who: str) -> list[Span]:
    """From when to when somebody was bound by each telling."""
    return [(each["starts_at"], each["ends_at"]) for each in await tellings(house, who)]


def kept(told_in_some_order: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Who is bound from when to when, once for each source, for a hearer that goes by the version alone."""
    newest: dict[str, dict[str, Any]] = {}
    for each in told_in_some_order:
        if each["version"] > newest.get(each["source_id"], {"version": 0})["version"]:
            newest[each["source_id"]] = each
    bound = [each for each in newest.values() if each["starts_at"]]
    return sorted((each["person_id"], each["starts_at"], each["ends_at"]) for each in bound)


def rises(told_in_order: list[dict[str, Any]]) -> bool:
    """Whether every telling of a source has a higher version than the one before."""
    last: dict[str, int] = {}
    for each in told_in_order:
        if each["version"] <= last.get(each["source_id"], 0):
            return False
        last[each["source_id"]] = each["version"]
    return True
