"""The short way of a hot route: past FastAPI's own handling, which costs more than the work (`docs/performance.md`).

It takes ordinary requests only: the exact path, no query, a JSON body of the right shape, one well-formed
Idempotency-Key. Everything else goes the long way, through the FastAPI route of the same path, which also describes
it in the OpenAPI document; so whatever is wrong with a request is said in one place.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .auth.access import access_to, forbidden, known
from .auth.principal import Access, Standing
from .auth.tokens import AccessToken
from .clock import day_of
from .doubled import is_doubled, surely_once

Body = TypeVar("Body")

_KEY = re.compile(rb"[\x21-\x7e]{8,100}")
_MOST_BYTES = 1_000_000
_MOST_REMEMBERED = 1000


class Asked(NamedTuple):
    """An ordinary request: who asks for what, when, with which key. `state` is the app's."""

    body: Any
    raw: bytes
    key: str
    access: Access
    at: datetime
    today: date
    trace_id: str
    state: State


class Answer(NamedTuple):
    """The JSON that goes back."""

    status: int
    body: bytes


Take = Callable[[Asked], Awaitable[Answer | None]]
"""Answers a request, or with None sends it the long way. It must not have changed anything then."""


class ShortWay(Generic[Body]):
    """`POST path`, for those who may do `act`, with a body of `kind`."""

    def __init__(self, path: str, act: str, kind: type[Body], take: Take) -> None:
        self.path = path
        self._act, self._take = act, take
        self._shape = TypeAdapter(kind)
        self._accesses: dict[str, tuple[AccessToken, Standing, Access]] = {}

    async def answer(self, state: State, scope: Scope, raw: bytes) -> Answer | None:
        """None for the long way. Raises TokenInvalid, TokenOutdated, Forbidden and what `take` raises."""
        token, key = _ordinary(scope["headers"])
        if token is None or key is None:
            return None
        at: datetime = state.clock()
        today = day_of(at, state.zone)
        access = await self._admit(state, token, at, today)
        scope.setdefault("state", {})["access"] = (
            access  # whoever answers a refusal may have to say whose it was
        )
        try:
            body = self._shape.validate_json(raw)
        except ValidationError:
            return None
        if not surely_once(raw, body) and is_doubled(raw):
            return None
        return await self._take(Asked(body, raw, key, access, at, today, scope["siyou.trace_id"], state))

    async def _admit(self, state: State, token: str, at: datetime, today: date) -> Access:
        verified, standing = await known(state.token_gate, state.standings, token, at, today)
        held = self._accesses.get(token)
        if (
            held and held[0] is verified and held[1] is standing
        ):  # both are themselves remembered for seconds only
            return held[2]
        access = access_to(self._act, verified, standing)
        if not access.grants:
            raise forbidden(self._act)
        if len(self._accesses) >= _MOST_REMEMBERED:
            self._accesses.clear()
        self._accesses[token] = verified, standing, access
        return access


class ShortWays:
    """Stands before an app and answers what may go a short way; the app's own handlers word the refusals."""

    def __init__(self, app: ASGIApp, owner: Starlette, ways: Iterable[ShortWay[Any]]) -> None:
        self._app, self._owner = app, owner
        self._ways = {way.path: way for way in ways}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Only what looks ordinary from outside is looked at more closely."""
        way = self._ways.get(scope["path"]) if scope["type"] == "http" else None
        if way is None or scope["method"] != "POST" or scope["query_string"]:
            await self._app(scope, receive, send)
            return
        parts, raw = await _whole(receive)
        try:
            answer = None if raw is None else await way.answer(self._owner.state, scope, raw)
        except Exception as error:  # noqa: BLE001 - whatever it is, the app knows how it is answered
            await self._refuse(Request(scope), error, receive, send)
            return
        if answer is None:
            await self._app(scope, _again(parts, receive), send)
            return
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer.body))]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _refuse(self, request: Request, error: Exception, receive: Receive, send: Send) -> None:
        handlers: Mapping[Any, Any] = self._owner.exception_handlers
        handler = next((handlers[kind] for kind in type(error).__mro__ if kind in handlers), None)
        if handler is None:
            raise error
        response = await handler(request, error)
        await response(request.scope, receive, send)


def _ordinary(headers: list[tuple[bytes, bytes]]) -> tuple[str | None, str | None]:
    """The token and the key; None where a header is missing, doubled or odd."""
    token = key = kind = b""
    seen = 0
    for name, value in headers:
        if name == b"authorization":
            token, seen = value, seen + 1
        elif name == b"idempotency-key":
            key, seen = value, seen + 1
        elif name == b"content-type":
            kind, seen = value, seen + 1
    if seen != 3 or kind != b"application/json" or token[:7].lower() != b"bearer " or not _KEY.fullmatch(key):  # noqa: PLR2004 - the three above, each once
        return None, None
    return token[7:].decode("latin-1"), key.decode("ascii")


async def _whole(receive: Receive) -> tuple[list[Message], bytes | None]:
    """What came, and the body in it; no body if it is too large or its sender has gone."""
    parts: list[Message] = []
    size, more = 0, True
    while more and size <= _MOST_BYTES:
        message = await receive()
        parts.append(message)
        if message["type"] == "http.disconnect":
            return parts, None
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    if size > _MOST_BYTES:
        return parts, None
    return parts, parts[0].get("body", b"") if len(parts) == 1 else b"".join(
        p.get("body", b"") for p in parts
    )


def _again(parts: list[Message], receive: Receive) -> Receive:
    """`receive` with what came still to come."""
    left = iter(parts)

    async def from_the_start() -> Message:
        return next(left, None) or await receive()

    return from_the_start
