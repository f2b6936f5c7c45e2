"""A quarter of service for Baiguo, and what its officers sign of it."""

from datetime import UTC, datetime
from typing import Any

from services.volunteering.models import RecordState
from tests.points.world import ident
from tests.volunteering.house import House
from tests.volunteering.records import a_final_record

LETTERS = "/v1/feedback-letters"
AFTER = datetime(2026, 10, 9, 2, tzinfo=UTC)
FIGURES = f"{LETTERS}/figures?community_id={ident('baiguo')}&branch_id={ident('power')}&quarter=2026-Q3"


async def a_quarter(house: House) -> list[str]:
    """Wang served Baiguo twice, Chen and Alone, who shares nothing, once each; it is October now."""
    records = [
        await a_final_record(house, "wang", "2026-07-01", 120),
        await a_final_record(house, "wang", "2026-09-30", 90, rating=4),
        await a_final_record(house, "chen", "2026-08-01", 60, rating=None),
        await a_final_record(house, "alone", "2026-08-02", 30),
        await a_final_record(house, "chen", "2026-08-03", 60, community="other community"),
        await a_final_record(house, "zhao", "2026-08-04", 60),
        await a_final_record(house, "chen", "2026-08-05", 60, state=RecordState.IN_PUBLICITY),
        await a_final_record(house, "chen", "2026-10-01", 60),
    ]
    house.watch.at = AFTER
    return records


async def a_body(house: House, by: str = "officer", **more: Any) -> dict[str, Any]:
    """What an officer signs who has read the figures."""
    given = {
        "community_id": str(ident("baiguo")),
        "branch_id": str(ident("power")),
        "quarter": "2026-Q3",
        "conduct": "党员服务认真,居民反映良好。",
        "digest": (await house.read(FIGURES, by))["digest"],
    }
    return given | more


async def signed(house: House, by: str = "officer") -> dict[str, Any]:
    """The letter of the quarter."""
    return await house.made(LETTERS, await a_body(house, by), by)


def members(found: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Times and minutes by name."""
    return {each["name"]: (each["times"], each["minutes"]) for each in found["figures"]["members"]}
