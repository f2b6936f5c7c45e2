"""Living is the process's own matter; being ready is all services'."""

import httpx2

import suite
from gateway.app import create
from gateway.forward import End, InProcess, OverHttp
from gateway.settings import GatewaySettings
from gateway.table import Table

from .standin import StandIn


async def test_ready_means_every_service_is(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "services": {"directory": "ok", "points": "ok"}}


async def test_one_service_away_is_not_ready_and_still_alive() -> None:
    ends: dict[str, End] = {"directory": InProcess(StandIn().app), "points": OverHttp("http://127.0.0.1:9")}
    app = create(ends, Table(suite.routes()), GatewaySettings())
    transport = httpx2.ASGITransport(app)
    async with (
        ends["points"].running(),
        httpx2.AsyncClient(transport=transport, base_url="http://x") as client,
    ):
        ready, alive = (
            await client.get("/readyz", headers={"Accept-Language": "en"}),
            await client.get("/livez"),
        )
    assert (ready.status_code, ready.json()["code"]) == (503, "suite_not_ready")
    assert ready.json()["detail"] == "Not ready: points"
    assert ready.headers["retry-after"] == "1"
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
