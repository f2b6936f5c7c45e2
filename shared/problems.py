"""Every answer that is not a success is a problem document (RFC 9457), in the caller's language, with a stable code."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import audit, language, validation
from .db import unavailable
from .errors import (
    Broken,
    Busy,
    Conflict,
    Forbidden,
    IdempotencyKeyMissing,
    Malformed,
    MethodUnknown,
    Missing,
    ParameterUnknown,
    Refusal,
    Stale,
    TooLarge,
    Unauthenticated,
    Unconditional,
)
from .etag import Unchanged
from .idempotency import Replayed

log = logging.getLogger(__name__)

_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
MEDIA_TYPE = "application/problem+json"
_OWN_SHAPE = "siyou.own_shape"

# The one place where our refusals meet HTTP. The first class that fits decides.
STATUS: dict[type[Refusal], int] = {
    IdempotencyKeyMissing: 400,
    ParameterUnknown: 400,
    Malformed: 422,
    Unauthenticated: 401,
    Forbidden: 403,
    Missing: 404,
    MethodUnknown: 405,
    Conflict: 409,
    Stale: 412,
    TooLarge: 413,
    Unconditional: 428,
    Broken: 500,
    Busy: 503,
}
_BY_STATUS: dict[int, type[Refusal]] = {
    400: Malformed,
    401: Unauthenticated,
    403: Forbidden,
    404: Missing,
    405: MethodUnknown,
    413: TooLarge,
    422: Malformed,
    503: Busy,
}


def status_of(refusal: type[Refusal]) -> int:
    """The HTTP status of a refusal, by its nearest kind."""
    for kind in refusal.__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500


def document(refusal: Refusal, *, status: int, spoken: str, path: str, trace_id: str) -> dict[str, Any]:
    """The problem document itself."""
    return {
        "type": f"/v1/problems/{refusal.code}",
        "title": refusal.title(spoken),
        "status": status,
        "detail": refusal.detail(spoken),
        "instance": path,
        "code": refusal.code,
        "trace_id": trace_id,
        "errors": [fault.told(spoken) for fault in refusal.errors],
    }


def answer(request: Request, refusal: Refusal, status: int | None = None) -> JSONResponse:
    """A refusal as the caller sees it."""
    status = status or status_of(type(refusal))
    spoken = language.of(request.headers)
    path = request.scope.get("siyou.path") or request.scope["path"]
    body = document(
        refusal, status=status, spoken=spoken, path=path, trace_id=request.scope.get("siyou.trace_id", "")
    )
    headers = {
        "Content-Language": language.TAGS[spoken],
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
    }
    if status == 401:  # noqa: PLR2004 - RFC 9110 §15.5.2
        headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    if status == 503:  # noqa: PLR2004 - RFC 9110 §15.6.4
        headers["Retry-After"] = "1"
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for this class only
    if error.remarkable:
        await audit.leave_refused(request, error.code)
    return answer(request, error)


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    return answer(request, Malformed(errors=validation.faults(error.errors())))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    response = answer(request, _by_status(error.status_code), error.status_code)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    if error.status_code == 405:  # noqa: PLR2004 - RFC 9110 §15.5.6
        response.headers["Allow"] = ", ".join(_offered(request))
    return response


def _offered(request: Request) -> list[str]:
    """Every method that the path knows; the framework names only those of its first route."""
    routes = request.app.router.routes
    tries = {method: dict(request.scope) | {"method": method} for method in _METHODS}
    return [method for method, scope in tries.items() if any(_fits(route, scope) for route in routes)]


def _fits(route: BaseRoute, scope: Scope) -> bool:
    return route.matches(scope)[0] is Match.FULL


def _by_status(status: int) -> Refusal:
    kind = Malformed if status < 500 else Broken  # noqa: PLR2004 - RFC 9110 §15.6
    return _BY_STATUS.get(status, kind)()


async def _database(request: Request, error: Exception) -> Response:
    return answer(request, Busy()) if unavailable(error) else await _broken(request, error)


async def _broken(request: Request, error: Exception) -> Response:
    log.error("trace %s broke", request.scope.get("siyou.trace_id"), exc_info=error)
    return answer(request, Broken())


async def _replayed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Replayed)  # noqa: S101 - registered for this class only
    return error.response()


async def _unchanged(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Unchanged)  # noqa: S101 - registered for this class only
    return Response(status_code=304, headers={"ETag": error.etag})


def install(app: FastAPI) -> None:
    """Make every failure of the app a problem answer."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Replayed, _replayed)
    app.add_exception_handler(Unchanged, _unchanged)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _database)


def keep_shape(request: Request, *, below: int = 500) -> None:
    """A refusal to come has the shape that another standard asks for (RFC 6749 §5.2, RFC 7644 §3.12, a page)."""
    request.scope[_OWN_SHAPE] = below


class Guard:
    """The outermost layer: what nothing inside could shape into a problem answer becomes one here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A failure without a problem document gets one; a fault after the answer has begun goes on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        begun = replaced = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun, replaced
            if message["type"] == "http.response.start" and _unshaped(scope, message):
                replaced = True
                status = message["status"]
                await answer(request, _by_status(status), status)(scope, receive, send)
            elif not replaced:
                begun = True
                await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except Exception as error:
            if begun:
                raise
            response = await _broken(request, error)
            if not replaced:
                await response(scope, receive, send)


def _unshaped(scope: Scope, start: Message) -> bool:
    own_words = range(400, scope.get(_OWN_SHAPE, 400))
    if start["status"] < 400 or start["status"] in own_words:  # noqa: PLR2004 - RFC 9110 §15.5
        return False
    return not Headers(raw=start["headers"]).get("content-type", "").startswith(MEDIA_TYPE)
