"""How the services find each other: by call in one process, by HTTP when split. They do not know which."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx2
from starlette.types import ASGIApp

import suite

_PATIENCE = httpx2.Timeout(10.0, connect=1.0)


class Wires:
    """One HTTP client per service, made when first wanted."""

    def __init__(self, make: Callable[[str], httpx2.AsyncClient], jwks_url: str) -> None:
        self._make, self._jwks_url = make, jwks_url
        self._clients: dict[str, httpx2.AsyncClient] = {}

    def peer(self, name: str) -> httpx2.AsyncClient:
        """The client that reaches a service. Raises ConnectionError for one that is not in the suite."""
        if name not in self._clients:
            self._clients[name] = self._make(name)
        return self._clients[name]

    async def keys(self) -> list[dict[str, Any]]:
        """The issuer's public keys. Raises OSError."""
        try:
            answer = await self.peer(suite.ISSUER).get(self._jwks_url)
            answer.raise_for_status()
            found: list[dict[str, Any]] = answer.json()["keys"]
        except (httpx2.HTTPError, ValueError, KeyError) as error:
            message = f"the issuer's keys cannot be read: {error!r}"
            raise ConnectionError(message) from error
        return found

    async def close(self) -> None:
        """Hang up everywhere."""
        for client in self._clients.values():
            await client.aclose()


def in_process(apps: Mapping[str, ASGIApp]) -> Wires:
    """Services that live in this process; `apps` may still be filled."""

    def make(name: str) -> httpx2.AsyncClient:
        if name not in apps:
            raise ConnectionError(name)
        transport = httpx2.ASGITransport(apps[name], raise_app_exceptions=False)
        return httpx2.AsyncClient(transport=transport, base_url=f"http://{name}", trust_env=False)

    return Wires(make, suite.JWKS_PATH)


def over_http(peers: Mapping[str, str], jwks_url: str) -> Wires:
    """Services at addresses. No variable of the environment may redirect these calls."""

    def make(name: str) -> httpx2.AsyncClient:
        if name not in peers:
            raise ConnectionError(name)
        return httpx2.AsyncClient(base_url=peers[name], timeout=_PATIENCE, trust_env=False)

    return Wires(make, jwks_url or suite.JWKS_PATH)
