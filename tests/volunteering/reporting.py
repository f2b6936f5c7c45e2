"""Reports to communities, and what was told."""

from typing import Any

from sqlalchemy import select

from shared.outbox import OUTBOX
from tests.points.world import ident
from tests.volunteering.house import House


async def reported(house: House, who: str = "wang", community: str = "baiguo", **more: Any) -> dict[str, Any]:
    """Somebody's slip, not received yet."""
    return await house.made("/v1/member-reports", {"community_id": str(ident(community)), **more}, who)


async def received(house: House, who: str = "wang", by: str = "officer", **more: Any) -> dict[str, Any]:
    """One with its receipt."""
    row = await reported(house, who, **more)
    return await house.made(f"/v1/member-reports/{row['id']}/receipt", {"grid": "第三网格"}, by)


async def told(house: House, kind: str) -> list[dict[str, Any]]:
    """The data of every fact of a kind, oldest first."""
    query = select(OUTBOX.c.payload).where(OUTBOX.c.type == kind).order_by(OUTBOX.c.told_at, OUTBOX.c.id)
    async with house.database.read() as view:
        return [payload["data"] for payload in (await view.execute(query)).scalars()]
