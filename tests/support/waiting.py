"""Waiting for something that happens elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(happened: Callable[[], Awaitable[object]], seconds: float = 20) -> None:
    """Wait for it, looking again and again. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not await happened():  # noqa: ASYNC110 - it happens in another process or transaction
            await asyncio.sleep(0.01)
