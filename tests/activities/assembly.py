"""A members' meeting in session: who is in the room, what is put to the vote, who says what."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx2

from shared import roster_facts
from tests.points.world import ident
from tests.support.people import LONG_AGO, a_member

from .house import House

FULL = ("wang", "chen", "leader", "secretary", "li", "other leader", "organiser", "publicist", "alone")
"""The nine full members of the power branch. The secretary chairs, the publicist records."""
BEGINS = datetime(2026, 9, 22, 6, 5, tzinfo=UTC)


async def join(house: House, *keys: str, status: str = "full") -> None:
    """More members of the power branch than the made-up world has."""
    async with house.database.write() as session:
        for key in keys:
            span = {"branch_id": str(ident("power")), "group_id": None, "status": status, "until_on": None}
            spans = [span | {"from_on": LONG_AGO.isoformat()}]
            told = a_member(ident(key), branch=ident("power"), name=key, memberships=spans)
            await roster_facts.hear_member(session, told)


def a_motion(**more: Any) -> dict[str, Any]:
    """An ordinary motion that nothing is wrong with."""
    return {"kind": "ordinary", "title": "通过支部年度计划", "text": "同意支部2027年度工作计划。"} | more


def an_admission(key: str, **more: Any) -> dict[str, Any]:
    """A motion to admit someone."""
    return a_motion(kind="admission", title="接收预备党员", candidates=[str(ident(key))], **more)


def an_election(*keys: str, seats: int, **more: Any) -> dict[str, Any]:
    """An election among these."""
    standing = [str(ident(key)) for key in keys]
    return a_motion(kind="election", title="选举支部委员", candidates=standing, seats=seats, **more)


@dataclass
class Assembly:
    """One meeting with the ids that belong to it."""

    house: House
    meeting: dict[str, Any]
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = f"/v1/meetings/{self.meeting['id']}"

    async def open(self) -> None:
        """Five minutes past the hour the secretary opens."""
        self.house.watch.at = BEGINS
        await self.house.made(f"{self.path}/opening", None, "secretary")

    async def mark(self, kind: str, *keys: str) -> dict[str, Any]:
        """They come or go; the recorder writes it down."""
        people = [str(ident(key)) for key in keys]
        body = {"kind": kind, "person_ids": people}
        return await self.house.made(f"{self.path}/presences", body, "publicist")

    async def arrive(self, *keys: str) -> None:
        await self.mark("arrived", *keys)

    async def leave(self, *keys: str) -> None:
        await self.mark("left", *keys)

    async def quorum(self, rule: str = "ordinary") -> dict[str, Any]:
        """The meter."""
        found: dict[str, Any] = await self.house.read(f"{self.path}/quorum?rule={rule}", "wang")
        return found

    async def exclude(self, key: str, reason: str | None, approval: str | None) -> None:
        """Leave somebody out of those entitled, or take that back."""
        path = f"{self.path}/roll/{ident(key)}"
        etag = (await self.house.get(path, "organiser")).headers["etag"]
        body = {"excluded_reason": reason, "excluded_approval": approval, "exempt_reason": None}
        assert (await self.house.put(path, body, "organiser", etag=etag)).status_code == 200

    async def drafted(self, body: dict[str, Any]) -> str:
        """The path of a motion that is a draft."""
        made = await self.house.made(f"{self.path}/motions", body, "secretary")
        return f"/v1/motions/{made['id']}"

    async def tabled(self, body: dict[str, Any]) -> str:
        """The path of a motion that is on the table."""
        motion = await self.drafted(body)
        await self.house.made(f"{motion}/tabling", None, "secretary")
        return motion

    async def opened(self, body: dict[str, Any]) -> str:
        """The path of a motion that is open."""
        motion = await self.tabled(body)
        await self.house.made(f"{motion}/opening", None, "secretary")
        return motion

    async def vote(self, motion: str, choice: str, *keys: str) -> None:
        """Each of them says so."""
        for key in keys:
            await self.house.made(f"{motion}/ballots", {"choice": choice}, key)

    async def elect(self, motion: str, voter: str, *keys: str) -> httpx2.Response:
        """A ballot that names these."""
        body = {"candidates": [str(ident(key)) for key in keys]}
        return await self.house.post(f"{motion}/ballots", body, voter)

    async def close(self, motion: str) -> dict[str, Any]:
        """The result that the chair announces."""
        closed = await self.house.made(f"{motion}/closing", None, "secretary")
        result: dict[str, Any] = closed["result"]
        return result


async def noticed(house: House, **more: Any) -> Assembly:
    """A members' meeting with its notice out."""
    named = {"chair_id": str(ident("secretary")), "recorder_id": str(ident("publicist"))}
    return Assembly(house, await house.a_noticed_meeting(**(named | more)))


async def assembled(house: House, *keys: str, **more: Any) -> Assembly:
    """One in session, with these in the room."""
    assembly = await noticed(house, **more)
    await assembly.open()
    if keys:
        await assembly.arrive(*keys)
    return assembly
