"""People of the demo workshop at the public door: each signs in once and speaks HTTP."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import httpx2

from ops.house import House
from ops.sign_in import sign_in_async
from services.directory.demo import DEMO_PEOPLE

PASSWORD = DEMO_PEOPLE[0].password
BASE_URL = "https://siyou.test"
SECRET = "the-services'-own-key-for-these-stories-only"
_KEYS: Iterator[int] = count(1)


class Visitors:
    """`await visitors.post("member", "/v1/claims", {...})`: whoever is named, signed in by the browser's door."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client
        self._tokens: dict[str, str] = {}

    async def headers(self, login: str) -> dict[str, str]:
        if login not in self._tokens:
            self._tokens[login] = await sign_in_async(self.client, login, PASSWORD)
        return {"Authorization": f"Bearer {self._tokens[login]}"}

    async def get(self, login: str, path: str, status: int = 200) -> Any:
        return _told(await self.client.get(path, headers=await self.headers(login)), status)

    async def post(self, login: str, path: str, body: Any = None, status: int = 201) -> Any:
        key = {"Idempotency-Key": f"visit-{next(_KEYS):08}"}
        return _told(await self.client.post(path, json=body, headers=await self.headers(login) | key), status)

    def leave(self) -> None:
        """Forget every token: time has passed and they are old."""
        self._tokens.clear()


@asynccontextmanager
async def visiting(house: House, base_url: str) -> AsyncIterator[Visitors]:
    """The public door of the house."""
    door = httpx2.ASGITransport(house.door)
    async with httpx2.AsyncClient(transport=door, base_url=base_url, trust_env=False) as client:
        yield Visitors(client)


def _told(answer: httpx2.Response, status: int) -> Any:
    assert answer.status_code == status, f"{answer.request.method} {answer.request.url}: {answer.text}"
    return answer.json()
