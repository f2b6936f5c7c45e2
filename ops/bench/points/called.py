"""The service without its server: the app called in this process by 32 who each wait for their answer."""

import asyncio
import time
from typing import Any

import uvloop

from services.points.app import create_app
from services.points.settings import PointsSettings
from shared.service import Surroundings

from ..load import NextRequest
from ..people import ISSUER
from ..stage import CONNECTIONS
from .world import World

_WARM_SECONDS = 1.0
_CREATED = 201


def posts(url: str, world: World, requests: NextRequest, *, synchronous: str, seconds: float) -> float:
    """Good answers per second."""
    return uvloop.run(_posts(url, world, requests, synchronous, seconds))


async def _posts(url: str, world: World, requests: NextRequest, synchronous: str, seconds: float) -> float:
    settings = PointsSettings(
        database_url=url,
        sqlite_synchronous=synchronous,
        issuer=ISSUER,
        service_key=world.cursor_key,
        cursor_key=world.cursor_key,
    )

    async def keys() -> list[dict[str, Any]]:
        return [world.public_key]

    app = create_app(Surroundings(fetch_keys=keys, peer=_nobody, hearers={}), settings)
    async with app.router.lifespan_context(app):
        answered = _Answered()
        callers = [asyncio.create_task(_calling(app, n, requests, answered)) for n in range(CONNECTIONS)]
        await asyncio.sleep(_WARM_SECONDS)
        answered.good, begun = 0, time.perf_counter()
        await asyncio.sleep(seconds)
        rate = answered.good / (time.perf_counter() - begun)
        answered.ending = True
        await asyncio.gather(*callers)
    return rate


class _Answered:
    good = 0
    ending = False


def _nobody(name: str) -> Any:
    raise ConnectionError(name)


async def _calling(app: Any, caller: int, requests: NextRequest, answered: _Answered) -> None:
    """One after the other. Raises RuntimeError at an answer that is no success."""
    while not answered.ending:
        head, _, body = requests(caller).partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        method, path, _ = first.decode().split(" ")
        headers = [(name.lower(), value) for name, _, value in (line.partition(b": ") for line in lines)]
        status = await _called(app, method, path, headers, body)
        if status != _CREATED:
            message = f"answered {status}"
            raise RuntimeError(message)
        answered.good += 1


async def _called(app: Any, method: str, path: str, headers: list[tuple[bytes, bytes]], body: bytes) -> int:
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": None,
        "server": None,
        "state": {},
    }
    await app(scope, receive, send)
    return status
