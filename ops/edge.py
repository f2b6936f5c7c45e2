"""The edge server: granian inside this process's event loop, so a start takes one process and one import.

granian closes connections whose headers do not come (30 s); deadlines and sizes of bodies are the gateway's.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from starlette.types import ASGIApp, Receive, Scope, Send

# A megabyte of headers still reaches the gateway, which says what is wrong; more is cut off by the server.
_BUFFER_BYTES = 1_200_000
_GRACE_SECONDS = 5.0
_LAST_SECONDS = 1.0


async def serve(
    app: ASGIApp, host: str, port: int, *, ready: Callable[[], None], stop: asyncio.Event
) -> None:
    """Serve until `stop`; requests under way are finished, for five seconds at most."""
    under_way = _UnderWay(app)
    server = Server(
        under_way,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=_BUFFER_BYTES),
        websockets=False,
        log_enabled=False,
        backlog=1024,
    )
    serving = asyncio.create_task(server.serve())
    telling = asyncio.create_task(_tell_when_open(host, port, ready))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        telling.cancel()
        stopping.cancel()
        server.stop()  # type: ignore[no-untyped-call] # granian left this one without
        await asyncio.wait((serving,), timeout=_GRACE_SECONDS)
        under_way.cancel()
        await asyncio.wait((serving,), timeout=_LAST_SECONDS)
    if serving.done():
        await serving


class _UnderWay:
    """Knows the requests that are being answered, so that one whose body never comes does not keep us."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in a task
        self._tasks.add(task)
        try:
            await self._app(scope, receive, send)
        finally:
            self._tasks.discard(task)

    def cancel(self) -> None:
        """Break off what is left."""
        for task in self._tasks:
            task.cancel()


async def _tell_when_open(host: str, port: int, ready: Callable[[], None]) -> None:
    address = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    while True:
        try:
            _, writer = await asyncio.open_connection(address, port)
        except OSError:
            await asyncio.sleep(0.005)
        else:
            writer.close()
            ready()
            return
