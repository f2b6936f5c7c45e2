"""Short ways to a shift that people serve in: Saturday, 19 September 2026, 09:00 to 12:00 at the factory."""

from datetime import UTC, datetime
from typing import Any

import httpx2
from sqlalchemy import select

from shared.audit import AUDIT
from shared.outbox import OUTBOX
from tests.points.world import ident
from tests.volunteering.house import House

LATER = datetime(2026, 10, 12, 1, tzinfo=UTC)
"""When every publicity is over that began in September."""


def wall(hour: int, minute: int = 0, second: int = 0, *, day: int = 19) -> datetime:
    """An instant of September 2026 by the factory's wall clock."""
    return datetime(2026, 9, day, hour - 8, minute, second, tzinfo=UTC)


def at(hour: int, minute: int = 0, *, day: int = 19) -> str:
    """The same as clients write it."""
    return f"2026-09-{day:02}T{hour:02}:{minute:02}:00+08:00"


async def code(house: House, shift_id: str, by: str = "officer") -> str:
    """What is shown on the spot now."""
    return str((await house.read(f"/v1/shifts/{shift_id}/code", by))["code"])


async def scan(house: House, shift_id: str, who: str, mark: str = "in", **more: Any) -> httpx2.Response:
    """Someone redeems the code that is shown now."""
    body = {"shift_id": shift_id, "mark": mark, "code": await code(house, shift_id)} | more
    return await house.post("/v1/service-scans", body, who)


async def a_shift_of(house: House, *people: str, **more: Any) -> dict[str, Any]:
    """A shift for which these people have signed up, wang alone if nobody is named."""
    shift = await house.a_shift(**more)
    for who in people or ("wang",):
        await house.signed_up(shift, who)
    return shift


async def served(
    house: House, who: str = "wang", came: datetime | None = None, left: datetime | None = None, **more: Any
) -> dict[str, Any]:
    """The record of somebody who came and went by code, from nine to twelve unless told otherwise."""
    shift = await a_shift_of(house, who, **more)
    for when, mark in ((came or wall(9), "in"), (left or wall(12), "out")):
        house.watch.at = when
        answer = await scan(house, shift["id"], who, mark)
        assert answer.status_code == 201, answer.text
    return await only(house, shift)


async def only(house: House, shift: dict[str, Any]) -> dict[str, Any]:
    """The one record of a shift."""
    [found] = (await house.read(f"/v1/service-records?shift_id={shift['id']}", "organiser"))["items"]
    return dict(found)


async def record(house: House, record_id: str, by: str = "organiser") -> dict[str, Any]:
    """A record as it stands."""
    return dict(await house.read(f"/v1/service-records/{record_id}", by))


async def confirm(house: House, record_id: str, by: str, minutes: int = 180, **more: Any) -> httpx2.Response:
    """One side's word."""
    return await house.post(
        f"/v1/service-records/{record_id}/confirmations", {"minutes": minutes, **more}, by
    )


async def both_confirm(house: House, record_id: str, minutes: int = 180, **more: Any) -> dict[str, Any]:
    """The community's officer and the branch's organiser say the same."""
    for who in ("officer", "organiser"):
        answer = await confirm(house, record_id, who, minutes, **more)
        assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def final(house: House, **more: Any) -> dict[str, Any]:
    """A record of three hours that is final: Saturday, confirmed, public until Wednesday, final on Thursday."""
    row = await served(house, **more)
    await both_confirm(house, row["id"])
    house.watch.at = wall(9, day=24)
    await house.app.state.sweeper.once()
    return await record(house, row["id"])


async def enter(house: House, shift_id: str, who: str, by: str = "officer", **more: Any) -> httpx2.Response:
    """A late entry of the whole of Saturday morning."""
    body = {
        "person_id": str(ident(who)),
        "starts_at": at(9),
        "ends_at": at(12),
        "minutes": 180,
        "reason": "签到平板断电,现场有登记。",
    }
    return await house.post(f"/v1/shifts/{shift_id}/late-entries", body | more, by)


def offline(shift_id: str, who: str, mark: str, occurred_at: str, nonce: str) -> dict[str, Any]:
    """One mark in a device's memory."""
    return {
        "shift_id": shift_id,
        "person_id": str(ident(who)),
        "mark": mark,
        "occurred_at": occurred_at,
        "nonce": nonce,
    }


def a_batch(house: House, *scans: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a device with a right clock sends."""
    return {"device": "tablet-1", "device_now": house.watch.at.isoformat(), "scans": list(scans)} | more


async def listed(
    house: House, shift_id: str, marks: dict[str, str], occurred_at: str | None = None, by: str = "officer"
) -> list[str]:
    """The officer's list: who and which mark; what became of each."""
    given = [
        {"person_id": str(ident(who)), "mark": mark, "occurred_at": occurred_at}
        for who, mark in marks.items()
    ]
    made = await house.made(f"/v1/shifts/{shift_id}/scans", {"marks": given}, by)
    return [str(result["code"] or result["outcome"]) for result in made["results"]]


async def told(house: House, kind: str) -> list[dict[str, Any]]:
    """The facts told so far of one kind, in the order of their ids."""
    async with house.database.read() as view:
        payloads = (await view.execute(select(OUTBOX.c.payload).order_by(OUTBOX.c.id))).scalars()
        return [each for each in payloads if each["type"] == kind]


async def refusals(house: House) -> list[tuple[str, str]]:
    """Attempts that were refused and written down: the act, and what the outcome says."""
    async with house.database.read() as view:
        query = select(AUDIT.c.act, AUDIT.c.outcome).where(AUDIT.c.outcome != "done").order_by(AUDIT.c.id)
        return [(act, outcome) for act, outcome in await view.execute(query)]
