"""A running points with a client at its door, and short ways to ask it things."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from services.points.app import create_app
from services.points.models import Period, Scheme
from services.points.settings import PointsSettings
from shared.clock import Clock
from shared.db import Database
from shared.service import Surroundings
from tests.support.issuer import ISSUER, Issuer, Watch

from .world import ident

both = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"], indirect=True)
"""What asks or writes a database in a way of its own runs on both."""

_keys = count(1)


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
class House:
    """The service, its issuer and its clock, and the ids of what the branches keep."""

    app: FastAPI
    client: httpx2.AsyncClient
    issuer: Issuer
    watch: Watch
    schemes: dict[UUID, UUID] = field(default_factory=dict)
    periods: dict[UUID, UUID] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """The service's own."""
        found: Database = self.app.state.database
        return found

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

    def by(self, key: str | None, **claims: Any) -> dict[str, str]:
        """The Authorization header of someone; of nobody without a key."""
        if key is None:
            return {}
        given: dict[str, Any] = {"at": self.watch.at, "machine": key == "hr"} | claims
        return {"Authorization": f"Bearer {self.issuer.token(ident(key), **given)}"}

    async def get(self, path: str, by: str | None, **headers: str) -> httpx2.Response:
        """Read."""
        return await self.client.get(path, headers=self.by(by) | headers)

    async def post(
        self, path: str, body: object, by: str | None, *, key: str | None = None
    ) -> httpx2.Response:
        """Make, under a key of its own unless one is given."""
        headers = self.by(by) | {"Idempotency-Key": key or f"test-key-{next(_keys):06}"}
        return await self.client.post(path, json=body, headers=headers)

    async def put(
        self, path: str, body: object, by: str | None, *, etag: str | None = None
    ) -> httpx2.Response:
        """Replace, based on a version if one is given."""
        headers = self.by(by) | ({"If-Match": etag} if etag else {})
        return await self.client.put(path, json=body, headers=headers)

    async def made(self, path: str, body: object, by: str) -> dict[str, Any]:
        """What a request makes that must succeed."""
        answer = await self.post(path, body, by)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def count(self, table: str) -> int:
        """How many rows a table has."""
        async with self.database.read() as view:
            query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
            return int((await view.execute(query)).scalar_one())

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


def code_of(answer: httpx2.Response) -> str:
    """The stable code of a problem answer."""
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    return str(answer.json()["code"])


def faults_of(answer: httpx2.Response) -> dict[str, str]:
    """Pointer and code of every fault of a malformed request."""
    assert answer.status_code == 422, answer.text
    return {fault["pointer"]: fault["code"] for fault in answer.json()["errors"]}


def plain(answer: httpx2.Response) -> tuple[int, dict[str, Any]]:
    """Status and problem without what tells two requests apart: the trace and the address."""
    told = {name: value for name, value in answer.json().items() if name not in {"trace_id", "instance"}}
    return answer.status_code, told


def nothing() -> UUID:
    """The id of nothing."""
    return uuid4()
