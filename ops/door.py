"""The gateway as a process of its own, over services at addresses."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

import suite
from gateway.app import create
from gateway.forward import OverHttp
from gateway.settings import GatewaySettings
from gateway.table import Table

from . import collector, edge


async def serve(host: str, port: int, stop_with: Callable[[Callable[[], object]], None]) -> int:
    """Exit code: 0 stopped on request, 1 it ended by itself. `stop_with` is given what stops it."""
    settings = GatewaySettings()
    ends = {each.name: OverHttp(settings.peers[each.name]) for each in suite.SERVICES}
    stop = asyncio.Event()
    stop_with(stop.set)
    async with AsyncExitStack() as stack:
        for end in ends.values():
            await stack.enter_async_context(end.running())
        door = create(ends, Table(suite.routes()), settings)
        collector.settle()
        await edge.serve(door, host, port, ready=lambda: None, stop=stop)
    return 0 if stop.is_set() else 1
