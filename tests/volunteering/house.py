"""A running volunteering service over two branches and two communities."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

import suite
from services.volunteering.app import create_app
from services.volunteering.settings import VolunteeringSettings
from services.volunteering.usecases.facts import hear
from shared import inbox, roster_facts
from shared.clock import Clock
from shared.facts import fact
from shared.service import Surroundings
from tests.points.world import ident
from tests.support.door import Door
from tests.support.issuer import ISSUER, Issuer, Watch
from tests.support.people import a_member

both = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"], indirect=True)
"""What asks or writes a database in a way of its own runs on both."""


def volunteering(url: str, issuer: Issuer, clock: Clock) -> FastAPI:
    """The service as it is configured in production; its facts wait in the outbox."""

    def nobody(name: str) -> httpx2.AsyncClient:
        raise ConnectionError(name)

    around = Surroundings(fetch_keys=issuer.keys, peer=nobody, hearers={}, clock=clock, nouns=suite.nouns())
    settings = VolunteeringSettings(
        database_url=url,
        issuer=ISSUER,
        service_key="s" * 40,
        cursor_key="c" * 40,
        sqlite_synchronous="NORMAL",
    )
    return create_app(around, settings)


class House(Door):
    """The door, and what most tests begin with. It is noon at the factory on 15 September 2026, a Tuesday."""

    async def a_project(self, *, by: str = "organiser", agreed: bool = True, **more: Any) -> dict[str, Any]:
        """A project of the power branch for Baiguo, agreed by the community."""
        row = await self.made("/v1/projects", a_project(**more), by)
        if not agreed:
            return row
        return await self.made(f"/v1/projects/{row['id']}/agreement", None, "officer")

    async def a_recruiting_project(self, *, by: str = "organiser", **more: Any) -> dict[str, Any]:
        """One that takes sign-ups."""
        row = await self.a_project(by=by, **more)
        return await self.made(f"/v1/projects/{row['id']}/recruitment", None, by)

    async def a_shift(self, project: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """A shift next Saturday morning, of a recruiting project."""
        row = project or await self.a_recruiting_project()
        return await self.made(f"/v1/projects/{row['id']}/shifts", a_shift(**more), "organiser")

    async def signed_up(self, shift: dict[str, Any], by: str = "wang", **more: Any) -> dict[str, Any]:
        """Somebody's sign-up for the first role of a shift."""
        return await self.made("/v1/sign-ups", a_sign_up(shift, **more), by)

    async def told(self, kind: str, subject: UUID, **data: Any) -> str:
        """Tell the service a fact, and say what became of it."""
        given = fact(kind, source="activities", subject=subject, at=self.watch.at, **data)
        async with self.database.write() as session:
            [outcome] = await inbox.hear(session, [given], hear, self.watch.at)
        return outcome.outcome

    async def leaves(self, key: str, why: str | None = None) -> None:
        """Somebody's account is closed; with a reason, the relation has gone elsewhere with them."""
        departure = {"on": "2026-09-15", "reason": why} if why else None
        told = a_member(ident(key), branch=ident("power"), name=key, version=2)
        told |= {"active": False, "departure": departure}
        if why:
            told["memberships"] = []
        async with self.database.write() as session:
            await roster_facts.hear_member(session, told)
        self.app.state.standings.forget()


@asynccontextmanager
async def keeping_house(url: str) -> AsyncIterator[House]:
    """Start the service over a database; stop it in the end."""
    watch, issuer = Watch(), Issuer()
    app = volunteering(url, issuer, watch)
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url=ISSUER, trust_env=False) as client,
    ):
        yield House(app, client, issuer, watch)


def a_project(**more: Any) -> dict[str, Any]:
    """The body of a project that nothing is wrong with."""
    given: dict[str, Any] = {
        "community_id": str(ident("baiguo")),
        "title": "白果社区楼道照明检修",
        "category": "safety",
        "content": "为十二个单元更换楼道灯具。",
        "style": "set",
        "planned_minutes": 240,
    }
    return given | more


def a_shift(**more: Any) -> dict[str, Any]:
    """Saturday morning, three places for whoever comes."""
    given: dict[str, Any] = {
        "starts_at": "2026-09-19T09:00:00+08:00",
        "ends_at": "2026-09-19T12:00:00+08:00",
        "place": "白果社区三号楼",
        "roles": [{"code": "helper", "title": "检修员", "slots": 3}],
    }
    return given | more


def a_sign_up(shift: dict[str, Any], role: str | None = None, **more: Any) -> dict[str, Any]:
    """For the first role, or for the one of this code."""
    chosen = next(each for each in shift["roles"] if role in {None, each["code"]})
    return {"shift_id": shift["id"], "role_id": chosen["id"], **more}


def nothing() -> UUID:
    """The id of nothing."""
    return UUID(int=0)
