"""A tester that is not ours, scim2-tester, finds nothing to object to at the public door."""

import asyncio
from typing import Any

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from ops.house import House
from services.directory.demo import DEMO_CLIENTS
from tests.support.crossing import Crossing
from tests.support.issuer import Watch

from .visitor import BASE_URL

_HR = next(each for each in DEMO_CLIENTS if each.role == "hr_client")


@pytest.fixture
def watch() -> Watch:
    return Watch()


async def test_every_check_succeeds(house: House) -> None:
    """None deviates and none is left out."""
    results = await asyncio.to_thread(_check, Crossing(house.door))
    objections = [each for each in results if each.status is not Status.SUCCESS]
    assert not objections, "\n\n".join(
        f"{each.title} {each.resource_type}: {each.reason}" for each in objections
    )
    assert len(results) > 90


def _check(transport: httpx2.BaseTransport) -> list[Any]:
    with httpx2.Client(transport=transport, base_url=f"{BASE_URL}/scim/v2", trust_env=False) as client:
        asked = {"grant_type": "client_credentials", "client_id": _HR.client_id, "client_secret": _HR.secret}
        token = client.post(f"{BASE_URL}/oauth2/token", data=asked).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        return list(check_server(SyncSCIMClient(client)))
