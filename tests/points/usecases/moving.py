"""`alone` moves to another branch on 15 September 2026, as the roster hears of it."""

from datetime import date
from typing import Any

from shared import roster_facts
from tests.points.world import ident
from tests.support.people import LONG_AGO, a_member

from .books import Books


async def the_roster_knows(books: Books, to: str | None = "packing") -> None:
    spans = [_span("power", LONG_AGO, date(2026, 9, 14))]
    if to:
        spans.append(_span(to, date(2026, 9, 15), None))
    told = a_member(ident("alone"), branch=ident("power"), version=2, memberships=spans)
    async with books.database.write() as tx:
        await roster_facts.hear_member(tx, told)


def _span(branch: str, from_on: date, until_on: date | None) -> dict[str, Any]:
    days = {"from_on": from_on.isoformat(), "until_on": until_on.isoformat() if until_on else None}
    return {"branch_id": str(ident(branch)), "group_id": None, "status": "full"} | days
