"""scim2-tester at a public door, as the HR system's client."""

import asyncio

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import CheckResult, Status, check_server
from starlette.types import ASGIApp

from tests.support.crossing import Crossing


async def objections(door: ASGIApp, address: str, client_id: str, secret: str) -> list[str]:
    """What it finds wrong or leaves out; it must have looked at something."""
    results = await asyncio.to_thread(_check, Crossing(door), address, client_id, secret)
    assert len(results) > 90
    return [
        f"{each.title} {each.resource_type}: {each.reason}"
        for each in results
        if each.status is not Status.SUCCESS
    ]


def _check(transport: httpx2.BaseTransport, address: str, client_id: str, secret: str) -> list[CheckResult]:
    base_url = f"{address}/scim/v2"
    with httpx2.Client(transport=transport, base_url=base_url, trust_env=False) as client:
        asked = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        token = client.post(f"{address}/oauth2/token", data=asked).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        return list(check_server(SyncSCIMClient(client)))
