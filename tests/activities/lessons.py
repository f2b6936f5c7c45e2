"""A lesson brought as far as a test needs it. Teacher is wang unless another is named; li, chen and alone listen."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any

import httpx2
from sqlalchemy import select, text

from shared.outbox import OUTBOX
from tests.activities.house import House
from tests.points.world import ident

BEGINS = datetime(2026, 9, 22, 6, 0, tzinfo=UTC)
ROOM = {
    "starts_at": "2026-09-22T14:00:00+08:00",
    "ends_at": "2026-09-22T15:30:00+08:00",
    "place": "车间课堂",
}
LISTENERS = ("li", "chen", "alone")


async def planned(house: House, **more: Any) -> str:
    """The path of a lesson that has a topic."""
    body = {"venue": "classroom", "title": "第三季度课堂", "topic": "锅炉水质"} | more
    return f"/v1/lessons/{(await house.made('/v1/lessons', body, 'organiser'))['id']}"


async def named(house: House, lecturer: str = "wang", **more: Any) -> tuple[str, str]:
    """The path of a lesson, and of the nomination that waits for an answer."""
    path = await planned(house, **more)
    by = "secretary" if lecturer == "organiser" else "organiser"
    made = await house.made(f"{path}/nominations", {"lecturer_id": str(ident(lecturer))}, by)
    return path, f"{path}/nominations/{made['id']}"


async def accepted(house: House, lecturer: str = "wang", **more: Any) -> str:
    """One whose lecturer has accepted."""
    path, nomination = await named(house, lecturer, **more)
    await house.made(f"{nomination}/answer", {"verdict": "accepted"}, lecturer)
    return path


async def prepared(house: House, lecturer: str = "wang", **more: Any) -> str:
    """One whose outline is approved."""
    path = await accepted(house, lecturer, **more)
    await house.made(f"{path}/outlines", {"text": "一、水质指标;二、现场取样", "minutes": 60}, lecturer)
    by = "secretary" if lecturer == "publicist" else "publicist"
    await house.made(f"{path}/outline-decision", {"verdict": "approved"}, by)
    return path


async def scheduled(house: House, lecturer: str = "wang") -> str:
    """One with time and place, next Tuesday afternoon."""
    path = await prepared(house, lecturer)
    await house.made(f"{path}/schedule", ROOM, "organiser")
    return path


async def held(house: House, lecturer: str = "wang", present: tuple[str, ...] = LISTENERS) -> str:
    """One that was held before these listeners; it is five minutes past its beginning."""
    path = await scheduled(house, lecturer)
    house.watch.at = BEGINS
    house.watch.pass_by(minutes=5)
    people = {"participants": [str(ident(key)) for key in present]}
    await house.made(f"{path}/holding", people, "organiser")
    return path


async def rated(house: House, path: str, *marks: int, present: tuple[str, ...] = LISTENERS) -> None:
    """Each of them gives three equal marks."""
    for key, mark in zip(present, marks, strict=True):
        await house.made(f"{path}/ratings", a_rating(mark), key)


def a_rating(mark: int = 5, **more: Any) -> dict[str, Any]:
    """Three equal marks."""
    return {"content": mark, "usefulness": mark, "delivery": mark} | more


async def facts(house: House, kind: str) -> list[dict[str, Any]]:
    """The data of every fact of a type that was told, in order."""
    query = select(OUTBOX.c.payload).where(OUTBOX.c.type == kind).order_by(OUTBOX.c.told_at, OUTBOX.c.id)
    async with house.database.read() as view:
        return [payload["data"] for payload in (await view.execute(query)).scalars()]


async def meanwhile(house: House, change: str, asked: Awaitable[httpx2.Response]) -> httpx2.Response:
    """What is answered to somebody who asks while a change is under way and not yet committed."""
    async with house.database.write() as session:
        await session.execute(text(change))
        waiting = asyncio.ensure_future(asked)
        await asyncio.sleep(0.3)
        assert not waiting.done()
    return await waiting
