"""Delivering what HR says, and waiting until the work is done."""

import asyncio
from typing import Any

import httpx2

from .house import House

RUNS = "/v1/hr-sync-runs"


async def deliver(house: House, body: dict[str, Any], by: str = "hr") -> dict[str, Any]:
    """Deliver, let the work be done, and read the run."""
    answer = await house.post(RUNS, body, by)
    assert answer.status_code == 202, answer.text
    return await at_rest(house, answer)


async def at_rest(house: House, answer: httpx2.Response) -> dict[str, Any]:
    """The run of this answer, once nobody works on it any more. Raises TimeoutError after a minute."""
    async with asyncio.timeout(60):
        while True:
            await house.app.state.sync_worker.once()
            found: dict[str, Any] = (await house.get(answer.headers["Location"], "hr")).json()
            if found["state"] not in {"staged", "planning", "applying"}:
                return found
            await asyncio.sleep(0.01)
