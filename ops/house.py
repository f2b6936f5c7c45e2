"""The whole suite in one process: every service with its own database, and the gateway in front of them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from starlette.types import ASGIApp

import suite
from gateway.app import create
from gateway.forward import End, InProcess
from gateway.settings import GatewaySettings
from gateway.table import Table
from shared import outbox
from shared.auth.tokens import mint_service_token
from shared.clock import Clock, day_of, system_clock
from shared.facts import FactBatch, FactOutcomes
from shared.service import Surroundings
from shared.settings import SuiteSettings

from . import practice
from .wiring import Wires, in_process

_SETTLE_SECONDS = 60.0


class House:
    """Services by name, in the order of the suite; the gateway's ends of them; and the public door."""

    def __init__(self, urls: Mapping[str, str], clock: Clock = system_clock, **settings: Any) -> None:
        """`urls`: service → database. `settings` are what all share: issuer, service_key, cursor_key, var.

        With a PracticeClock the door shows it.
        """
        self.apps: dict[str, FastAPI] = {}
        self._wires = in_process(self.apps)
        self.clock = clock
        for each in suite.SERVICES:
            around = surroundings(self._wires, clock)
            own = settings_of(each.name, database_url=urls[each.name], **settings)
            self.apps[each.name] = import_module(f"{each.module}.app").create_app(around, own)
        self.ends: dict[str, End] = {name: InProcess(app) for name, app in self.apps.items()}
        routes = suite.routes()
        if isinstance(clock, practice.PracticeClock):
            self.ends[practice.NAME] = InProcess(practice.create_app(clock, self.zone, self._tell))
            routes |= dict.fromkeys((practice.CLOCK, practice.FACTS), practice.NAME)
        self.door: ASGIApp = create(self.ends, Table(routes), GatewaySettings(**settings))

    @property
    def today(self) -> date:
        """The day at the factory."""
        return day_of(self.clock(), self.zone)

    @property
    def zone(self) -> ZoneInfo:
        """The factory's."""
        zone: ZoneInfo = next(iter(self.apps.values())).state.zone
        return zone

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """All services started, in their order."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.close)
            for name in self.ends:
                await stack.enter_async_context(self.open(name))
            yield

    @asynccontextmanager
    async def open(self, name: str) -> AsyncIterator[None]:
        """One service started."""
        async with self.ends[name].running():
            yield

    async def furnish(self, name: str) -> None:
        """A service's demo, if it has one, as of today, and all it tells delivered."""
        if find_spec(f"services.{name}.demo") is None:
            return
        await import_module(f"services.{name}.demo").furnish(self.apps[name], self.today)
        await self.settle()

    async def _tell(self, batch: FactBatch) -> FactOutcomes:
        secret = self.apps[practice.HEARER].state.settings.service_key
        token = mint_service_token(secret, sender=practice.NAME, audience=practice.HEARER, at=self.clock())
        answer = await self._wires.peer(practice.HEARER).post(
            "/v1/facts",
            json=batch.model_dump(mode="json"),
            headers={"Authorization": f"Bearer {token}"},
        )
        return FactOutcomes.model_validate(answer.raise_for_status().json())

    async def close(self) -> None:
        """Hang up between the services."""
        await self._wires.close()

    async def settle(self) -> None:
        """Every fact that was told has been heard. Raises TimeoutError after a minute."""
        async with asyncio.timeout(_SETTLE_SECONDS):
            for app in self.apps.values():
                while await _undelivered(app):
                    app.state.relay.wake()
                    await asyncio.sleep(0.02)


async def _undelivered(app: FastAPI) -> int:
    async with app.state.database.read() as view:
        return await outbox.undelivered(view)


def surroundings(wires: Wires, clock: Clock = system_clock) -> Surroundings:
    """What a service is given of the others."""
    return Surroundings(
        fetch_keys=wires.keys, peer=wires.peer, hearers=suite.hearers(), clock=clock, nouns=suite.nouns()
    )


def settings_of(name: str, **values: Any) -> SuiteSettings:
    """A service's settings: these values, and for the rest the environment."""
    kind = getattr(import_module(f"services.{name}.settings"), f"{name.title()}Settings")
    made: SuiteSettings = kind(**values)
    return made


def who_can_sign_in(on: date) -> dict[str, Any]:
    """The demo's people and machines, for the launcher's table, and every login with its password."""
    demo = import_module(f"services.{suite.ISSUER}.demo")
    people = [
        {name: getattr(person, name) for name in ("login", "password", "name", "role_zh", "role_en")}
        for person in demo.DEMO_PEOPLE
    ]
    clients = [{"client_id": client.client_id, "secret": client.secret} for client in demo.DEMO_CLIENTS]
    workshop = import_module(f"services.{suite.ISSUER}.demo.workshop")
    logins = {person.key: workshop.PASSWORD for person in workshop.everyone() if person.login}
    return {"on": on.isoformat(), "people": people, "clients": clients, "logins": logins}
