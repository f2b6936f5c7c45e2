"""A tester that is not ours, scim2-tester, finds nothing to object to: every check succeeds, none is left out."""

from collections.abc import Callable

import pytest

import suite
from gateway.app import create
from gateway.forward import InProcess
from gateway.settings import GatewaySettings
from gateway.table import Table
from ops.house import House
from services.directory.demo import DEMO_CLIENTS
from shared.auth.policy import Role
from tests.directory.house import keeping_house
from tests.directory.world import MACHINE_SECRET, furnish
from tests.support.issuer import ISSUER, Watch

from .scim_peer import objections
from .visitor import BASE_URL

_HR = next(each for each in DEMO_CLIENTS if each.role is Role.HR_CLIENT)


@pytest.fixture
def watch() -> Watch:
    return Watch()


async def test_at_the_gateway_before_a_small_factory(
    migrated: Callable[[str], str], anyio_backend: str
) -> None:
    """On both databases; the other services are away, which nobody needs to know here."""
    del anyio_backend
    url = migrated("directory")
    await furnish(url)
    async with keeping_house(url) as kept:
        settings = GatewaySettings(issuer=ISSUER, service_key="s" * 40, cursor_key="c" * 40)
        door = create({"directory": InProcess(kept.app)}, Table(suite.routes()), settings)
        assert await objections(door, ISSUER, "test-hr", MACHINE_SECRET) == []


@pytest.mark.slow
async def test_at_the_running_suite(house: House) -> None:
    """With the demo workshop, while every service hears what becomes of the people."""
    assert await objections(house.door, BASE_URL, _HR.client_id, _HR.secret) == []
