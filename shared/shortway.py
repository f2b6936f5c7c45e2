"""The short way of a hot route: past FastAPI's own handling, which costs more than the work (`docs/performance.md`).

It takes ordinary requests only: the exact path, no query, a JSON body of the right shape, one well-formed
Idempotency-Key. Everything else goes the long way, through the FastAPI route of the same path, which also describes
it in the OpenAPI document; so whatever is wrong with a request is said in one place.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.routing import BaseRoute, Match
from starlette.types import Message, Receive, Scope, Send

from .auth.access import admit
from .auth.principal import Access

Body = TypeVar("Body")

_LONG_WAY = "siyou.long_way"
_KEY = re.compile(rb"[\x21-\x7e]{8,100}")
_BEARER = b"bearer "


@dataclass(frozen=True, slots=True)
class Asked(Generic[Body]):
    """An ordinary request: who asks for what, with which key."""

    body: Body
    raw: bytes
    key: str
    access: Access
    request: Request


@dataclass(frozen=True, slots=True)
class Answer:
    """The JSON that goes back."""

    status: int
    body: bytes


Take = Callable[[Asked[Any]], Awaitable[Answer | None]]
"""Answers a request, or with None sends it the long way. It must not have changed anything then."""


class ShortWay(BaseRoute):
    """`POST path`, for those who may do `act`, with a body of `kind`."""

    def __init__(self, path: str, act: str, kind: Any, take: Take) -> None:
        self._path, self._act, self._take = path, act, take
        self._shape = TypeAdapter(kind)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Only what looks ordinary from outside."""
        ordinary = (
            scope["type"] == "http"
            and scope["path"] == self._path
            and scope["method"] == "POST"
            and not scope["query_string"]
            and _LONG_WAY not in scope
        )
        return (Match.FULL if ordinary else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises what `admit` and `take` raise; the app's handlers answer it."""
        names = _Headers(scope["headers"])
        if names.token is None or names.key is None:
            await _go_the_long_way(scope, receive, send)
            return
        request = Request(scope)
        access = await admit(request, names.token, self._act)
        raw = await _body(receive)
        if raw is None:
            return  # the client has gone
        try:
            body = self._shape.validate_json(raw)
        except ValidationError:
            answer = None
        else:
            answer = await self._take(Asked(body, raw, names.key, access, request))
        if answer is None:
            await _go_the_long_way(scope, _again(raw, receive), send)
            return
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer.body))]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


class _Headers:
    """The token and the key of an ordinary request; None where a header is missing, doubled or odd."""

    __slots__ = ("key", "token")

    def __init__(self, headers: list[tuple[bytes, bytes]]) -> None:
        token = key = kind = None
        seen = 0
        for name, value in headers:
            if name == b"authorization":
                token, seen = value, seen + 1
            elif name == b"idempotency-key":
                key, seen = value, seen + 1
            elif name == b"content-type":
                kind, seen = value, seen + 1
        ordinary = seen == 3 and kind == b"application/json"  # noqa: PLR2004 - the three above, each once
        self.token = (
            token[7:].decode("latin-1") if ordinary and token and token[:7].lower() == _BEARER else None
        )
        self.key = key.decode("ascii") if ordinary and key and _KEY.fullmatch(key) else None


async def _body(receive: Receive) -> bytes | None:
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return body
    parts = [body]
    while message.get("more_body", False):
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """`receive` with the body still to come."""
    told = False

    async def from_the_start() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return from_the_start


async def _go_the_long_way(scope: Scope, receive: Receive, send: Send) -> None:
    scope[_LONG_WAY] = True
    await scope["app"].router(scope, receive, send)
