"""A client that knows nothing of loops, at a door that lives on one: for other people's libraries and testers."""

import asyncio
from typing import Self

import httpx2
from starlette.types import ASGIApp


class Crossing(httpx2.BaseTransport):
    """Requests from another thread, answered on the loop on which this was made."""

    def __init__(self, door: ASGIApp) -> None:
        self._loop = asyncio.get_running_loop()
        self._inner = httpx2.ASGITransport(door)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Waits for the answer and its whole body."""
        return asyncio.run_coroutine_threadsafe(self._answer(request), self._loop).result(timeout=60)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._inner.handle_async_request(
            httpx2.Request(request.method, request.url, headers=request.headers, content=request.read())
        )
        body = await answer.aread()
        return httpx2.Response(answer.status_code, headers=answer.headers, content=body)

    def __enter__(self) -> Self:
        return self
