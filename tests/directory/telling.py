"""What points and volunteering would tell directory."""

from datetime import datetime
from typing import Any

from services.directory.usecases.facts import hear
from shared import inbox
from shared.facts import Fact, fact

from .house import House
from .world import ident


def a_result(member: str, *, at: datetime, **more: Any) -> Fact:
    """A quarter that is final."""
    data = {
        "person_id": ident(member),
        "occurred_on": "2026-12-31",
        "source_id": ident("fourth quarter"),
        "revision": 2,
        "branch_id": ident("power"),
        "period": "2026-Q4",
        "status": "full",
        "months": 3,
        "score": "96.50",
        "vetoed": False,
        "grade": None,
    }
    return fact("result.final", source="points", subject=ident(member), at=at, **(data | more))


def hours(member: str, *, at: datetime, kind: str = "hours.confirmed", **more: Any) -> Fact:
    """A service record that counts."""
    data = {
        "person_id": ident(member),
        "occurred_on": "2026-11-14",
        "source_id": ident("record"),
        "revision": 1,
        "community_id": ident("baiguo"),
        "project_id": ident("project"),
        "minutes": 95,
    }
    return fact(kind, source="volunteering", subject=ident(member), at=at, **(data | more))


async def told(house: House, *facts: Fact) -> list[str]:
    """What directory makes of them."""
    async with house.database.write() as tx:
        return [each.outcome for each in await inbox.hear(tx, facts, hear, house.watch.at)]
