"""A running service with a client at its door, and short ways to ask it things."""

from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI
from sqlalchemy import text

from shared.auth.principal import Access
from shared.db import Database
from shared.ids import named_id
from tests.support.issuer import Issuer, Watch

_keys = count(1)


@dataclass
class Door:
    """The service, its issuer and its clock. Whoever asks is named by a key of the made-up branches."""

    app: FastAPI
    client: httpx2.AsyncClient
    issuer: Issuer
    watch: Watch

    @property
    def database(self) -> Database:
        """The service's own."""
        found: Database = self.app.state.database
        return found

    def by(self, key: str | None, **claims: Any) -> dict[str, str]:
        """The Authorization header of someone; of nobody without a key."""
        if key is None:
            return {}
        given: dict[str, Any] = {"at": self.watch.at, "machine": key == "hr"} | claims
        return {"Authorization": f"Bearer {self.issuer.token(named_id('test', key), **given)}"}

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

    async def made(self, path: str, body: object, by: str, *, status: int = 201) -> dict[str, Any]:
        """What a request makes that must succeed."""
        answer = await self.post(path, body, by)
        assert answer.status_code == status, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def read(self, path: str, by: str) -> Any:
        """What a reader gets who must get it."""
        answer = await self.get(path, by)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def count(self, table: str) -> int:
        """How many rows a table has."""
        async with self.database.read() as view:
            query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
            return int((await view.execute(query)).scalar_one())


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


def access(act: str, person_id: UUID) -> Access:
    """Somebody with no right in particular, for what is asked past the door."""
    return Access(act, person_id, "test", None, None, frozenset(), ())
