"""The directory as the process it is in a factory, killed and started again on the same database."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, TypeVar

import httpx2
from sqlalchemy import text

from shared.db import connect
from tests.directory.world import MACHINE_SECRET, furnish
from tests.support.issuer import ISSUER

from .process import Process, free_port

_PATIENCE_SECONDS = 150
_keys = count(1)


class Directory:
    """With a small factory in it, and the HR system at its door."""

    def __init__(self, url: str, hook: int) -> None:
        """`hook` is the port of this machine that it may push to."""
        self.url, self._hook = url, hook
        self._port = free_port()
        self._process: Process | None = None
        self._token: dict[str, str] = {}
        self._client = httpx2.AsyncClient(trust_env=False, timeout=30)

    async def start(self) -> None:
        """Again, and nobody else is there."""
        address = f"http://127.0.0.1:{self._port}"
        around = {
            "SIYOU_DATABASE_URL": self.url,
            "SIYOU_ISSUER": ISSUER,
            "SIYOU_PEERS": json.dumps({"directory": address}),
            "SIYOU_WEBHOOK_NETWORKS": "127.0.0.0/8",
            "SIYOU_WEBHOOK_PORTS": str(self._hook),
            "SIYOU_WEBHOOK_PLAIN": "true",
        }
        self._process = Process("directory", self._port, **around)
        await asyncio.to_thread(self._process.wait_until_ready)
        if not self._token:
            asked = {"grant_type": "client_credentials"}
            auth = httpx2.BasicAuth("test-hr", MACHINE_SECRET)
            answer = await self._client.post(f"{address}/oauth2/token", data=asked, auth=auth)
            self._token = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def kill(self) -> None:
        """As a power cut."""
        if self._process and self._process.is_alive():
            self._process.kill()

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """As HR."""
        headers = self._token | {"Idempotency-Key": f"fault-key-{next(_keys):04}"}
        answer = await self._client.post(f"http://127.0.0.1:{self._port}{path}", json=body, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What is committed."""
        database = connect(self.url, pool_size=1)
        try:
            async with database.read() as view:
                return [tuple(row) for row in await view.execute(text(query), values)]
        finally:
            await database.close()

    async def write(self, statement: str) -> None:
        """Such as letting time pass for a lease."""
        database = connect(self.url, pool_size=1)
        try:
            async with database.write() as tx:
                await tx.execute(text(statement))
        finally:
            await database.close()

    async def close(self) -> None:
        self.kill()
        await self._client.aclose()


@asynccontextmanager
async def a_directory(url: str, hook: int = 0) -> AsyncIterator[Directory]:
    """Started, and killed in the end."""
    await furnish(url)
    directory = Directory(url, hook)
    try:
        await directory.start()
        yield directory
    finally:
        await directory.close()


Found = TypeVar("Found")


async def until(found: Callable[[], Awaitable[Found]]) -> Found:
    """What `found` gives once that is anything. Raises TimeoutError after two and a half minutes."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while not (answer := await found()):
        if time.monotonic() > end:
            raise TimeoutError
        await asyncio.sleep(0.02)
    return answer
