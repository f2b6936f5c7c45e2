"""What the description of every route says beyond FastAPI's own: the act it needs, and its problem answers."""

from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from .auth.access import May
from .idempotency import once, once_unread
from .types import Read


class FaultRead(Read):
    """One place in the request that is wrong."""

    pointer: str
    code: str
    message: str


class Problem(Read):
    """Why a request was not granted (RFC 9457). `code` is stable and never translated."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    trace_id: str
    errors: list[FaultRead]


PROBLEM: dict[str, Any] = {"model": Problem, "content": {"application/problem+json": {}}}


def acts_of(dependant: Dependant) -> list[str]:
    """The acts of the matrix that a route asks for."""
    own = [dependant.call.act] if isinstance(dependant.call, May) else []
    return own + [act for inner in dependant.dependencies for act in acts_of(inner)]


def _asks_once(dependant: Dependant) -> bool:
    return dependant.call in {once, once_unread} or any(_asks_once(inner) for inner in dependant.dependencies)


def describe(router: APIRouter) -> APIRouter:
    """Write act and camel-case operation id into each route of a router; call it before including the router."""
    for route in router.routes:
        if not isinstance(route, APIRoute):
            continue
        route.operation_id = route.operation_id or _camel(route.name)
        acts = acts_of(route.dependant)
        extra: dict[str, Any] = dict(route.openapi_extra or {})
        if acts:
            extra["x-act"] = acts[0]
        if _asks_once(route.dependant):
            extra["x-idempotent"] = True
        route.openapi_extra = extra or None
    return router


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
