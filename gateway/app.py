"""The gateway put together: `create` gives an ASGI app over the ends of the services."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import problems
from shared.asgi import Tracing
from shared.errors import Broken, MethodUnknown, Refusal, TooLarge

from . import headers, health, portal
from .catalogue import Catalogue
from .description import Description
from .exchange import Exchange, declared_length, drain, limit_of
from .forward import End
from .gather import Gathered
from .refusals import AddressUnknown
from .settings import GatewaySettings
from .table import METHODS, Table, check_method, path_of, raw_path_of

log = logging.getLogger(__name__)

_READING = ("GET", "HEAD")
_CORS_SENT = (
    *("Authorization", "Content-Type", "Gift-Secret", "Idempotency-Key", "If-Match", "If-None-Match"),
    "Traceparent",
)
_CORS_SHOWN = ("ETag", "Location", "Retry-After", "X-Trace-Id", "Idempotency-Replayed", "Content-Disposition")


class Gateway:
    """One request: examined, then either answered here or handed to the one service that the table names."""

    def __init__(self, ends: Mapping[str, End], table: Table, settings: GatewaySettings) -> None:
        self._ends, self._table, self._seconds = ends, table, settings.deadline_seconds
        catalogue = Catalogue(Gathered(ends, "/v1/problems"))
        self._one_problem = catalogue.show_one
        self._own: dict[str, portal.Page] = {
            **portal.pages(),
            "/livez": health.livez,
            "/readyz": self._readyz,
            "/openapi.json": Description(Gathered(ends, "/openapi.json"), table, ends).show,
            "/v1/problems": catalogue.show,
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """All services started, or reachable, in their order; stopped in the opposite one."""
        async with AsyncExitStack() as stack:
            for end in self._ends.values():
                await stack.enter_async_context(end.running())
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A failure becomes a problem answer; after the answer has begun it breaks the connection off."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1003})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(receive, send, limit_of(scope["path"]))
        try:
            await self._route(scope, exchange)
        except Refusal as refusal:
            if exchange.begun:
                raise
            if isinstance(refusal, TooLarge):
                await drain(scope, receive)
            await _refuse(scope, receive, send, refusal)
        except Exception as error:
            if exchange.begun:
                raise
            log.exception("trace %s broke", scope["siyou.trace_id"], exc_info=error)
            await _refuse(scope, receive, send, Broken())

    async def _route(self, scope: Scope, exchange: Exchange) -> None:
        headers.examine(scope)
        check_method(scope["method"])
        path = path_of(scope)
        if page := self._page(path):
            response = await _read(page, scope)
            await response(scope, exchange.receive, exchange.send)
            return
        service = self._table.service_of(path)
        if service is None or service not in self._ends:
            raise AddressUnknown
        if declared_length(scope) > limit_of(path):
            raise TooLarge
        await exchange.carry(self._ends[service], _inward(scope, path), self._seconds)

    def _page(self, path: str) -> portal.Page | None:
        if path.startswith("/v1/problems/"):
            return self._one_problem
        return self._own.get(path)

    async def _readyz(self, _request: Request) -> Response:
        return await health.readyz(self._ends)

    async def _live(self, receive: Receive, send: Send) -> None:
        """The lifespan protocol, for a server that speaks it."""
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:
            log.exception("the suite could not be started or stopped")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.shutdown.complete"})


async def _read(page: portal.Page, scope: Scope) -> Response:
    """Raises MethodUnknown: what the gateway has itself can only be read."""
    if scope["method"] not in _READING:
        raise MethodUnknown
    return await page(Request(scope))


async def _refuse(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    response = problems.answer(Request(scope), refusal)
    if isinstance(refusal, MethodUnknown):
        response.headers["Allow"] = ", ".join(_READING if scope["method"] in METHODS else METHODS)
    await response(scope, receive, send)


def _inward(scope: Scope, path: str) -> Scope:
    """The request as the service sees it; a new dictionary, since frameworks write into theirs."""
    return {
        **scope,
        "path": path,
        "raw_path": raw_path_of(path),
        "root_path": "",
        "headers": headers.inward(scope),
        "state": {},
    }


class CrossOrigin:
    """Lets the named browser applications in (CORS, Fetch standard §3.3); for all others nothing changes."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self._app, self._origins = app, frozenset(origin.encode() for origin in origins)
        self._opened = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=_CORS_SENT,
            expose_headers=_CORS_SHOWN,
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """No credentials: tokens travel in a header, never in a cookie."""
        known = scope["type"] == "http" and headers.value_of(scope["headers"], b"origin") in self._origins
        await (self._opened if known else self._app)(scope, receive, send)


def create(ends: Mapping[str, End], table: Table, settings: GatewaySettings) -> ASGIApp:
    """The public door over these services."""
    return Tracing(CrossOrigin(Gateway(ends, table, settings), settings.cors_origins))
