"""A running activities service over the two branches of the points tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

import suite
from services.activities.app import create_app
from services.activities.settings import ActivitiesSettings
from shared.clock import Clock
from shared.service import Surroundings
from tests.support.door import Door
from tests.support.issuer import ISSUER, Issuer, Watch

both = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"], indirect=True)
"""What asks or writes a database in a way of its own runs on both."""


def activities(url: str, issuer: Issuer, clock: Clock) -> FastAPI:
    """The service as it is configured in production; its facts wait in the outbox for points."""

    def nobody(name: str) -> httpx2.AsyncClient:
        raise ConnectionError(name)

    around = Surroundings(fetch_keys=issuer.keys, peer=nobody, hearers={}, clock=clock, nouns=suite.nouns())
    settings = ActivitiesSettings(
        database_url=url,
        issuer=ISSUER,
        service_key="s" * 40,
        cursor_key="c" * 40,
        sqlite_synchronous="NORMAL",
    )
    return create_app(around, settings)


class House(Door):
    """The door, and what most tests begin with. It is noon at the factory on 15 September 2026, a Tuesday."""

    async def a_meeting(self, by: str = "organiser", **more: Any) -> dict[str, Any]:
        """A planned members' meeting next Tuesday afternoon."""
        return await self.made("/v1/meetings", a_meeting(**more), by)

    async def a_noticed_meeting(self, by: str = "organiser", **more: Any) -> dict[str, Any]:
        """One with its notice out and its roll frozen."""
        planned = await self.a_meeting(by, **more)
        return await self.made(f"/v1/meetings/{planned['id']}/notice", None, by)


@asynccontextmanager
async def keeping_house(url: str) -> AsyncIterator[House]:
    """Start the service over a database; stop it in the end."""
    watch, issuer = Watch(), Issuer()
    app = activities(url, issuer, watch)
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url=ISSUER, trust_env=False) as client,
    ):
        yield House(app, client, issuer, watch)


def a_sitting(**more: Any) -> dict[str, Any]:
    """Two hours in the meeting room."""
    given: dict[str, Any] = {
        "starts_at": "2026-09-22T14:00:00+08:00",
        "ends_at": "2026-09-22T16:00:00+08:00",
        "place": "车间二楼会议室",
    }
    return given | more


def a_meeting(**more: Any) -> dict[str, Any]:
    """The body of a meeting that nothing is wrong with."""
    given: dict[str, Any] = {
        "kind": "members_meeting",
        "title": "第三季度党员大会",
        "sittings": [a_sitting()],
    }
    return given | more


def nothing() -> UUID:
    """The id of nothing."""
    return UUID(int=0)
