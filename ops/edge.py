"""The edge server: granian inside this process's event loop, so that a start costs one process and one import.

granian closes connections whose headers do not come (30 s); deadlines and sizes of bodies are the gateway's.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from starlette.types import ASGIApp

# A megabyte of headers still reaches the gateway, which says what is wrong; more is cut off by the server.
_BUFFER_BYTES = 1_200_000
_GRACE_SECONDS = 8.0


async def serve(app: ASGIApp, host: str, port: int, *, ready: Callable[[], None], stop: asyncio.Event) -> None:
    """Serve until `stop`; requests under way are finished, for eight seconds at most."""
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=_BUFFER_BYTES),
        websockets=False,
        log_enabled=False,
        backlog=1024,
    )
    server.workers_kill_timeout = int(_GRACE_SECONDS)
    serving = asyncio.create_task(server.serve())
    telling = asyncio.create_task(_tell_when_open(host, port, ready))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        telling.cancel()
        stopping.cancel()
        server.stop()
        with suppress(TimeoutError):  # a client that never finishes its body must not keep us
            await serving


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


def stop_by_signal(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """SIGINT and SIGTERM call `stop`; a second one ends the process at once."""
    calls = 0

    def asked() -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            os._exit(1)
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked)
