"""A running points with a client at its door, and short ways to ask it things."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from services.points.app import create_app
from services.points.models import Period, Scheme
from services.points.settings import PointsSettings
from shared.clock import Clock
from shared.service import Surroundings
from tests.support.door import Door, code_of, faults_of, plain
from tests.support.issuer import ISSUER, Issuer, Watch

from .world import ident

__all__ = [
    "House",
    "a_claim",
    "a_report",
    "both",
    "code_of",
    "faults_of",
    "keeping_house",
    "nothing",
    "plain",
    "points",
]

both = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"], indirect=True)
"""What asks or writes a database in a way of its own runs on both."""


def points(url: str, issuer: Issuer, clock: Clock | None = None) -> FastAPI:
    """The service as it is configured in production, telling nobody."""

    def nobody(name: str) -> httpx2.AsyncClient:
        raise ConnectionError(name)

    around = Surroundings(fetch_keys=issuer.keys, peer=nobody, hearers={}, clock=clock or Watch())
    settings = PointsSettings(
        database_url=url,
        issuer=ISSUER,
        service_key="s" * 40,
        cursor_key="c" * 40,
        sqlite_synchronous="NORMAL",
    )
    return create_app(around, settings)


@dataclass
class House(Door):
    """The door, and the ids of what the branches keep."""

    schemes: dict[UUID, UUID] = field(default_factory=dict)
    periods: dict[UUID, UUID] = field(default_factory=dict)

    async def open(self) -> None:
        """Learn which scheme and period each branch has."""
        async with self.database.read() as view:
            for kind, known in ((Scheme, self.schemes), (Period, self.periods)):
                known.update({row.branch_id: row.id for row in (await view.execute(select(kind))).scalars()})

    def scheme(self, branch: str = "power") -> UUID:
        """The branch's approved scheme."""
        return self.schemes[ident(branch)]

    def period(self, branch: str = "power") -> UUID:
        """The branch's third quarter."""
        return self.periods[ident(branch)]

    async def a_claim(self, by: str = "wang", **more: Any) -> dict[str, Any]:
        """A claim handed in: a hazard found last week."""
        return await self.made("/v1/claims", a_claim(**more), by)

    async def an_approved_claim(self, by: str = "wang", checker: str = "leader") -> dict[str, Any]:
        """A claim that the group and the committee have agreed to; it has its entry."""
        claim = await self.a_claim(by)
        await self.made(f"/v1/claims/{claim['id']}/group-check", {"verdict": "endorsed"}, checker)
        return await self.made(f"/v1/claims/{claim['id']}/decision", {"verdict": "approved"}, "organiser")

    async def an_entry(self, member: str = "wang", **more: Any) -> dict[str, Any]:
        """An entry by a report of the safety office."""
        made = await self.made("/v1/reports", a_report(member, **more), "safety")
        entry: dict[str, Any] = made["entry"]
        return entry

    async def to_publicity(self) -> None:
        """Power's third quarter is over, decided and published: 16 October 2026."""
        self.watch.at = datetime(2026, 10, 16, 4, tzinfo=UTC)
        path = f"/v1/periods/{self.period()}"
        await self.made(f"{path}/closing", None, "organiser")
        await self.made(f"{path}/determination", {"resolution_no": "动支委〔2026〕7号"}, "organiser")
        await self.made(f"{path}/publicity", None, "organiser")

    async def to_the_end(self) -> None:
        """The publicity is over too and the results are final: 1 November 2026."""
        self.watch.at = datetime(2026, 11, 1, 4, tzinfo=UTC)
        path = f"/v1/periods/{self.period()}/finalisation"
        await self.made(path, {"resolution_no": "动支委〔2026〕8号"}, "organiser")


@asynccontextmanager
async def keeping_house(url: str) -> AsyncIterator[House]:
    """Start the service over a database; stop it in the end."""
    watch, issuer = Watch(), Issuer()
    app = points(url, issuer, watch)
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url=ISSUER, trust_env=False) as client,
    ):
        house = House(app, client, issuer, watch)
        await house.open()
        yield house


def a_claim(**more: Any) -> dict[str, Any]:
    """The body of a claim that nothing is wrong with."""
    given: dict[str, Any] = {
        "item_code": "B11",
        "occurred_on": "2026-09-10",
        "statement": "2号空压机房地沟盖板缺失,已报修并复查",
        "evidence": [{"text": "隐患编号 YH-2026-0910"}],
        "submit": True,
    }
    return given | more


def a_report(member: str = "wang", **more: Any) -> dict[str, Any]:
    """The body of a report that nothing is wrong with: a violation found by the safety office."""
    given: dict[str, Any] = {
        "member_id": str(ident(member)),
        "item_code": "B12",
        "occurred_on": date(2026, 9, 10).isoformat(),
        "reference": "AJ-2026-091",
        "points": 1,
    }
    return given | more


def nothing() -> UUID:
    """The id of nothing."""
    return uuid4()
