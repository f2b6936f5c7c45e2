"""The gateway over a stand-in service, at either end: called in this process, or over a real socket."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from starlette.types import ASGIApp

import suite
from gateway.app import create
from gateway.forward import End, InProcess, OverHttp
from gateway.settings import GatewaySettings
from gateway.table import Table
from tests.support.serving import serving

from .standin import StandIn


@pytest.fixture
def standin() -> StandIn:
    return StandIn()


@pytest.fixture(params=["in process", "over http"])
def end(request: pytest.FixtureRequest, standin: StandIn) -> Iterator[End]:
    """One interface, two ends: every test that asks for it runs on both."""
    if request.param == "in process":
        yield InProcess(standin.app)
        return
    with serving(standin.app) as address:
        yield OverHttp(address)


def the_gateway(end: End, **settings: object) -> ASGIApp:
    """The public door, with both services at the same end."""
    made = GatewaySettings.model_validate({"deadline_seconds": 2.0, **settings})
    return create({"directory": end, "points": end}, Table(suite.routes()), made)


@asynccontextmanager
async def opened(end: End, **settings: object) -> AsyncIterator[httpx2.AsyncClient]:
    """A client at the public door."""
    transport = httpx2.ASGITransport(the_gateway(end, **settings))
    async with (
        end.running(),
        httpx2.AsyncClient(transport=transport, base_url="http://siyou.example", trust_env=False) as client,
    ):
        yield client


@pytest.fixture
async def client(end: End, anyio_backend: str) -> AsyncIterator[httpx2.AsyncClient]:
    del anyio_backend
    async with opened(end) as client:
        yield client
