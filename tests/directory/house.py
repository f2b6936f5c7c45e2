"""A running directory with a client at its door, and short ways to ask it things."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from services.directory import queries
from shared.auth.tokens import mint_access_token
from shared.db import Database
from tests.support.issuer import ISSUER, Watch

from .world import directory, ident, settle

both = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"], indirect=True)
"""What asks or writes a database in a way of its own runs on both."""

_keys = count(1)


@dataclass
class House:
    """The service, whoever is known in it, and its clock."""

    app: FastAPI
    client: httpx2.AsyncClient
    watch: Watch
    private: dict[str, Any] = field(default_factory=dict)
    rights: dict[UUID, int] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """The service's own."""
        found: Database = self.app.state.database
        return found

    async def open(self) -> None:
        """Learn the signing key, and with which rights a token may be minted."""
        async with self.database.read() as view:
            self.private = (await queries.signing_keys.in_use(view))[0].private_jwk
            rows = await view.execute(text("SELECT id, rights_version FROM roster_person"))
            self.rights = {UUID(str(row.id)): row.rights_version for row in rows}

    def by(self, key: str | None, **claims: Any) -> dict[str, str]:
        """The Authorization header of someone; of nobody without a key."""
        if key is None:
            return {}
        given: dict[str, Any] = {
            "issuer": ISSUER,
            "subject_id": ident(key),
            "client_id": "test-app",
            "machine": key == "hr",
            "rights_version": self.rights.get(ident(key), 1),
            "scope": "siyou",
            "at": self.watch.at,
            "lifetime": timedelta(minutes=10),
        }
        return {"Authorization": f"Bearer {mint_access_token(self.private, **(given | claims))}"}

    async def get(self, path: str, by: str | None, **headers: str) -> httpx2.Response:
        """Read."""
        return await self.client.get(path, headers=self.by(by) | headers)

    async def post(
        self, path: str, body: dict[str, Any] | None, by: str | None, *, key: str | None = None
    ) -> httpx2.Response:
        """Make, under a key of its own unless one is given."""
        headers = self.by(by) | {"Idempotency-Key": key or f"test-key-{next(_keys):06}"}
        return await self.client.post(path, json=body, headers=headers)

    async def patch(
        self, path: str, body: dict[str, Any], by: str | None, *, etag: str | None = "*"
    ) -> httpx2.Response:
        """Change, based on a version."""
        headers = self.by(by) | ({"If-Match": etag} if etag else {})
        return await self.client.patch(path, json=body, headers=headers)

    async def settle(self) -> None:
        """Let every fact arrive."""
        await settle(self.app)

    async def told(self, kind: str, subject: UUID) -> list[dict[str, Any]]:
        """The data of the facts of this kind about a subject, oldest first."""
        query = text("SELECT payload FROM outbox WHERE type = :kind AND aggregateid = :subject ORDER BY id")
        async with self.database.read() as view:
            rows = (await view.execute(query, {"kind": kind, "subject": str(subject)})).scalars().all()
        return [_read(row)["data"] for row in rows]

    async def audited(self, act: str) -> list[tuple[str, str | None]]:
        """Outcome and object of every audit row of this act, oldest first."""
        query = text("SELECT outcome, object_id FROM audit WHERE act = :act ORDER BY id")
        async with self.database.read() as view:
            return [(row.outcome, row.object_id) for row in await view.execute(query, {"act": act})]


def _read(payload: Any) -> Any:
    if isinstance(payload, str):
        import json  # noqa: PLC0415 - SQLite alone needs it

        return json.loads(payload)
    return payload


@asynccontextmanager
async def keeping_house(url: str, **settings: Any) -> AsyncIterator[House]:
    """Start the service over a database; stop it in the end."""
    watch = Watch()
    app = directory(url, watch, **settings)
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url=ISSUER, trust_env=False) as client,
    ):
        house = House(app, client, watch)
        await house.open()
        yield house


def code_of(answer: httpx2.Response) -> str:
    """The stable code of a problem answer."""
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    return str(answer.json()["code"])
