"""How every service is put together: the same few lines, the same doors, the same guards."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.telemetry import TelemetryConfig
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from . import asgi, inbox, migrations, openapi, problems, roster_facts
from .auth.access import token_of
from .auth.foreign import Gates
from .auth.keys import FetchKeys, TokenGate
from .auth.tokens import verify_service_token
from .clock import Clock, Now, system_clock
from .db import Database, connect
from .doubled import keys_once
from .errors import ParameterUnknown, Refusal, TokenInvalid, catalogue
from .facts import Fact, FactBatch, FactOutcomes
from .inbox import Apply, Heard, Together
from .outbox import Teller
from .relay import Peer, Relay
from .roster import Standings
from .settings import SuiteSettings
from .shortway import ShortWay, ShortWays
from .types import Read

BODY_LIMIT = 1_000_000
HearPeople = Callable[[AsyncSession, Sequence[UUID], datetime], Awaitable[None]]
"""What a service does beyond the roster when there is news of people: of all of a delivery at once."""
# Nobody collects it yet, and asking at each request whether somebody does costs a tenth of a post.
_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}


@dataclass(frozen=True)
class Surroundings:
    """What a service is given from outside, and a test gives it otherwise.

    `nouns` says which service answers for the first word after `/v1/`, for references that nobody follows.
    """

    fetch_keys: FetchKeys
    peer: Peer
    hearers: dict[str, tuple[str, ...]]
    clock: Clock = system_clock
    nouns: Mapping[str, str] = field(default_factory=dict[str, str])


class ProblemRead(Read):
    """One entry of the problem catalogue."""

    code: str
    status: int
    title_zh: str
    title_en: str


def create(
    name: str,
    *,
    settings: SuiteSettings,
    surroundings: Surroundings,
    routers: Sequence[APIRouter],
    folder: Path,
    version: str = "1",
    hear: Apply | None = None,
    hear_people: HearPeople | None = None,
    more: Callable[[FastAPI], Awaitable[Callable[[], Awaitable[None]]]] | None = None,
    short_ways: Sequence[ShortWay[Any]] = (),
    plain_routes: Sequence[BaseRoute] = (),
) -> FastAPI:
    """A service: its routers behind guards, `/v1/facts`, `/livez`, `/readyz`, `/v1/problems`.

    `hear` applies the facts that are its own; facts about the roster are taken in here, and `hear_people` is told of
    whom there was news. `more` starts what the service runs besides and returns how to stop it. `short_ways` are for
    the few hottest routes, `plain_routes` for answers that another standard shapes and no description lists.
    """
    database = connect(settings.database_url, synchronous=settings.sqlite_synchronous)
    app = Service(
        title=f"Siyou {name}",
        version=version,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a path is right or unknown; a redirect would name the inner address
        telemetry=_NO_TELEMETRY,
        max_body_size=BODY_LIMIT,
        lifespan=_lifespan(database, folder / "migrations", settings, more),
    )
    _furnish(app, name, database, settings, surroundings)
    problems.install(app)
    app.short_ways = short_ways
    app.state.hear_together = {roster_facts.MEMBER: _of_people(hear, hear_people)}
    app.state.hear = _with_roster(hear, app.state.hear_together)
    app.router.routes.extend(plain_routes)
    app.gathered = _gathered(routers)
    app.router.routes.extend(app.gathered)
    return app


_GATHERED: dict[tuple[int, ...], APIRouter] = {}
_DESCRIBED: dict[int, dict[str, Any]] = {}


def _gathered(routers: Sequence[APIRouter]) -> list[BaseRoute]:
    """The routes behind their guards, built once a process: FastAPI takes longer over a route than over a request."""
    key = tuple(map(id, routers))  # they are never gone: what they are gathered in holds them
    if key not in _GATHERED:
        _GATHERED[key] = _guarded(routers)
    return _GATHERED[key].routes


def _guarded(routers: Sequence[APIRouter]) -> APIRouter:
    guarded = APIRouter(
        dependencies=[Depends(_known_parameters_only), Depends(keys_once)],
        responses={"default": {"description": "A problem", **openapi.PROBLEM}},
        max_body_size=BODY_LIMIT,
    )
    for router in (*routers, _common()):
        guarded.include_router(openapi.describe(router))
    return guarded


class Service(FastAPI):
    """An app whose outermost layers are ours: a trace id on every answer, a problem for every failure."""

    short_ways: Sequence[ShortWay[Any]] = ()
    gathered: Sequence[BaseRoute] = ()

    def openapi(self) -> dict[str, Any]:
        """Made once a process from the same routes: it takes seconds."""
        key = id(self.gathered)  # never gone, as above
        if key not in _DESCRIBED:
            _DESCRIBED[key] = super().openapi()
        return _DESCRIBED[key]

    def build_middleware_stack(self) -> ASGIApp:
        """Outside the framework's own layers, which answer some failures in their own words."""
        inner = ShortWays(super().build_middleware_stack(), self, self.short_ways)
        return asgi.Tracing(problems.Guard(inner))


def _furnish(
    app: FastAPI, name: str, database: Database, settings: SuiteSettings, around: Surroundings
) -> None:
    state = app.state
    state.name, state.database, state.settings = name, database, settings
    state.clock, state.zone = around.clock, settings.zone
    state.nouns = around.nouns
    state.cursor_key = settings.cursor_key
    own = TokenGate(around.fetch_keys, settings.issuer) if settings.embedded_issuer else None
    state.token_gate = Gates(own, settings.foreign_issuers, database)
    state.standings = Standings(database)
    state.teller = Teller(name, around.hearers)
    state.relay = Relay(
        database, service=name, peer=around.peer, secret=settings.service_key, clock=around.clock
    )


def _lifespan(
    database: Database,
    folder: Path,
    settings: SuiteSettings,
    more: Callable[[FastAPI], Awaitable[Callable[[], Awaitable[None]]]] | None,
) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as ending:  # what was begun ends in reverse, also when starting fails
            ending.push_async_callback(database.close)
            if not await migrations.at_head(database, folder):
                url = settings.migration_database_url or settings.database_url
                await asyncio.to_thread(migrations.upgrade, url, folder)
            if more:
                ending.push_async_callback(await more(app))
            app.state.relay.start()
            ending.push_async_callback(app.state.relay.stop)
            app.state.ready = True
            yield
            app.state.ready = False

    return lifespan


async def _known_parameters_only(request: Request) -> None:
    """Raises ParameterUnknown: a misspelt filter must not look like an empty list."""
    given = set(request.query_params)
    if not given:
        return
    allowed = _query_names(request.scope["route"].dependant)
    if unknown := given - allowed:
        names = (
            ", ".join(sorted(name[:50] for name in unknown)[:5]).encode("ascii", "backslashreplace").decode()
        )
        raise ParameterUnknown(names=names, allowed=", ".join(sorted(allowed)) or "–")


def _query_names(dependant: Any) -> set[str]:
    names = {field.alias for field in dependant.query_params}
    for inner in dependant.dependencies:
        names |= _query_names(inner)
    return names


def _common() -> APIRouter:
    router = APIRouter()

    @router.get("/livez", include_in_schema=False)
    async def livez() -> dict[str, str]:
        """The process answers; the database is not asked."""
        return {"status": "ok"}

    @router.get("/readyz", include_in_schema=False)
    async def readyz(request: Request) -> dict[str, str]:
        """Requests would be served: the database answers and the service is not draining."""
        if not getattr(request.app.state, "ready", False):
            raise NotReady
        async with request.app.state.database.read() as session:
            await session.execute(text("SELECT 1"))
        return {"status": "ok"}

    @router.get("/v1/problems", summary="问题目录 / The problem catalogue", tags=["problems"])
    async def list_problems() -> list[ProblemRead]:
        """Every code that an answer of the suite may carry."""
        return [_problem(refusal) for refusal in catalogue()]

    @router.post("/v1/facts", include_in_schema=False)
    async def hear_facts(body: FactBatch, request: Request, _sender: Sender, now: Now) -> FactOutcomes:
        """Takes facts from the suite's own services only; the gateway never routes it."""
        state = request.app.state
        # Two senders' facts may touch the same people; a deadlock between them is no reason to tell them again.
        results = await state.database.retrying(
            partial(inbox.hear, facts=body.facts, apply=state.hear, at=now, together=state.hear_together)
        )
        state.standings.forget()
        return FactOutcomes(results=results)

    return router


class NotReady(Refusal):
    """Starting or draining."""

    zh, en = "服务尚未就绪", "The service is not ready"


problems.STATUS[NotReady] = 503


def _problem(refusal: type[Refusal]) -> ProblemRead:
    status = problems.status_of(refusal)
    return ProblemRead(code=refusal.code, status=status, title_zh=refusal.zh, title_en=refusal.en)


async def _sender(request: Request, now: Now) -> str:
    """The service that tells these facts. Raises TokenInvalid."""
    token = token_of(request)
    if not token:
        raise TokenInvalid
    state = request.app.state
    return verify_service_token(token, state.settings.service_key, audience=state.name, at=now)


Sender = Annotated[str, Depends(_sender)]


def _with_roster(hear: Apply | None, together: Mapping[str, Together]) -> Apply:
    """The service's own facts, and those about the roster: every service takes them in alike, and may do more."""

    async def apply(session: Any, fact: Fact, at: Any) -> Heard:
        if fact.type in together:
            return (await together[fact.type](session, [fact], at))[0]
        if take_in := roster_facts.HEARD.get(fact.type):
            fresh = await take_in(session, fact.data)
            if fresh and hear:
                await hear(session, fact, at)
                await inbox.retry_parked(session, fact.subject, hear, at)
            return ("applied" if fresh else "ignored"), None
        return await hear(session, fact, at) if hear else ("ignored", None)

    return apply


def _of_people(hear: Apply | None, hear_people: HearPeople | None) -> Together:
    """Ten thousand come in a day when HR sends its list for the first time: one by one they took seven minutes."""

    async def take_in(session: Any, facts: Sequence[Fact], at: Any) -> list[Heard]:
        news = await roster_facts.hear_members(session, [fact.data for fact in facts])
        fresh = [fact for fact, is_new in zip(facts, news, strict=True) if is_new]
        subjects = sorted({fact.subject for fact in fresh})
        if hear_people:
            await hear_people(session, list(map(UUID, subjects)), at)
        if hear:
            for fact in fresh:
                await hear(session, fact, at)
            for subject in await inbox.waited_for(session, subjects):
                await inbox.retry_parked(session, subject, hear, at)
        return [(("applied" if is_new else "ignored"), None) for is_new in news]

    return take_in
