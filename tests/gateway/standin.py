"""A service that says what reached it: it stands at either end of the gateway in these tests."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

BIG = 5_000_000


class StandIn:
    """The app, and what it has kept of the bodies sent to it."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self.first_arrived = threading.Event()
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        self.app = Starlette(
            routes=[
                Route("/v1/claims", self._echo, methods=methods),
                Route("/v1/claims/{rest:path}", self._echo, methods=methods),
                Route("/v1/files", self._echo, methods=["POST"]),
                Route("/v1/facts", self._echo, methods=methods),
                Route("/v1/reports", self._two_parts),
                Route("/v1/entries", _big),
                Route("/v1/schemes", _slow),
                Route("/v1/results", _broken),
                Route("/v1/objections", _half),
                Route("/v1/me", _cookies),
                Route("/readyz", _ready),
            ]
        )

    async def _echo(self, request: Request) -> Response:
        size = 0
        try:
            async for part in request.stream():
                size += len(part)
        except ClientDisconnect:
            return PlainTextResponse("cut off", 400)
        self.kept.append(size)
        said = {
            "method": request.method,
            "path": request.url.path,
            "query": request.url.query,
            "headers": [(name, value) for name, value in request.headers.items()],
            "size": size,
        }
        return JSONResponse(said, 201 if request.method == "POST" else 200, {"ETag": '"1"'})

    async def _two_parts(self, _request: Request) -> Response:
        async def parts() -> AsyncIterator[bytes]:
            yield b"first"
            await asyncio.to_thread(self.first_arrived.wait, 5)
            yield b"second"

        return StreamingResponse(parts())


async def _big(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(BIG // 50_000):
            yield b"x" * 50_000

    return StreamingResponse(parts(), media_type="text/csv")


async def _slow(_request: Request) -> Response:
    await asyncio.sleep(1)
    return PlainTextResponse("too late")


async def _broken(_request: Request) -> Response:
    message = "a fault of the service"
    raise RuntimeError(message)


async def _half(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"half"
        message = "the rest is lost"
        raise RuntimeError(message)

    return StreamingResponse(parts(), headers={"Content-Length": "100"})


async def _cookies(_request: Request) -> Response:
    answer = Response(json.dumps({"name": "王"}, ensure_ascii=False), media_type="application/json")
    answer.set_cookie("a", "1")
    answer.set_cookie("b", "2")
    return answer


async def _ready(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})
