"""Directory, put together."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from shared import service
from shared.auth.tokens import public_part
from shared.clock import day_of
from shared.service import Surroundings
from shared.sweeper import Sweep, Sweeper

from . import queries, rules, usecases
from .api import OAUTH_ROUTES, ROUTERS
from .api.scim import SCIM_ROUTES
from .rules.sign_in.accounts import LoginTaken
from .rules.sign_in.lifetimes import Lifetimes, Profile, lifetimes
from .settings import DirectorySettings
from .usecases import hr_sync_files, message_deliveries
from .usecases.couriers import Couriers
from .usecases.facts import hear
from .usecases.feed_desk import FeedDesk
from .usecases.hr_sync_work import Works
from .usecases.hr_sync_worker import SyncWorker
from .usecases.passwords import Passwords
from .usecases.retention import Retention


def create_app(surroundings: Surroundings, settings: DirectorySettings | None = None) -> FastAPI:
    """The service. It is its own issuer, so it verifies tokens with the keys in its own database.

    Raises PasswordWeak if the first administrator's is, FieldKeysWrong, EgressSettingWrong.
    """
    settings = settings or DirectorySettings()
    if settings.first_login:
        demands = rules.passwords.DEMANDS[rules.lifetimes.Profile(settings.security_profile)]
        rules.passwords.check(settings.first_password, login=settings.first_login, demands=demands)

    async def own_keys() -> list[dict[str, Any]]:
        return await public_keys(app)

    field_keys = rules.sealing.key_ring(settings.field_keys)
    policy = rules.egress.policy_of(
        settings.webhook_networks, settings.webhook_ports, plain=settings.webhook_plain
    )
    app = service.create(
        "directory",
        settings=settings,
        surroundings=replace(surroundings, fetch_keys=own_keys),
        routers=ROUTERS,
        plain_routes=(*(OAUTH_ROUTES if settings.embedded_issuer else ()), *SCIM_ROUTES),
        folder=Path(__file__).parent,
        hear=hear,
        hear_people=usecases.feed.put_persons,
        more=_begin,
    )
    state = app.state
    state.field_keys = field_keys
    state.feed_desk = FeedDesk(state.database, state.clock, state.zone, settings.cursor_key)
    state.couriers = Couriers(state.database, state.clock, state.zone, field_keys, policy)
    reader = hr_sync_files.reader(field_keys, settings.employee_no_digits)
    state.sync_worker = SyncWorker(
        Works(state.database, field_keys, state.teller, state.clock, state.zone, reader)
    )
    state.lifetimes = _lifetimes(settings)
    retention = rules.retention.days_by_class(settings.retention_days)
    app.state.retention = Retention(retention, app.state.teller, app.state.zone)
    app.state.passwords = Passwords(memory_kib=settings.password_memory_kib)
    return app


def _lifetimes(settings: DirectorySettings) -> Lifetimes:
    return lifetimes(
        Profile(settings.security_profile),
        session_idle=_span(minutes=settings.session_idle_minutes),
        session_longest=_span(hours=settings.session_longest_hours),
        refresh_idle=_span(hours=settings.refresh_idle_hours),
        refresh_longest=_span(days=settings.refresh_longest_days),
        refresh_grace=_span(seconds=settings.refresh_grace_seconds),
    )


def _span(**given: int | None) -> timedelta | None:
    known = {name: value for name, value in given.items() if value is not None}
    return timedelta(**known) if known else None


async def public_keys(app: FastAPI) -> list[dict[str, Any]]:
    """What `/oauth2/jwks` shows, for services that run in the same process."""
    async with app.state.database.read() as view:
        return [public_part(key.private_jwk) for key in await queries.signing_keys.published(view)]


async def _begin(app: FastAPI) -> Callable[[], Awaitable[None]]:
    state = app.state
    async with state.database.read() as view:
        await usecases.sealed_fields.check(view, state.field_keys)
    await state.database.retrying(lambda tx: usecases.signing_keys.make_sure(tx, state.clock()))
    if state.settings.first_login:
        await _let_first_in(app, state.settings)
    return _run(app)


def _run(app: FastAPI) -> Callable[[], Awaitable[None]]:
    """Start what is done when its time has come, the feed, its couriers and HR's runs; gives how to stop them."""
    state = app.state
    renewed = timedelta(days=state.settings.signing_key_days)
    sweeps: list[Sweep] = [
        partial(usecases.signing_keys.tend, every=renewed),
        partial(usecases.transfers.expire, zone=state.zone),
        partial(usecases.departures.apply_due, teller=state.teller, zone=state.zone),
        state.sync_worker.apply_waiting,
        usecases.hr_files.forget_old,
        usecases.hr_sync_runs.forget_old,
        state.retention.sweep,
    ]
    if state.settings.message_channels:
        office = message_deliveries.office(state.settings, state.field_keys)
        sweeps.append(partial(message_deliveries.sweep, post=office))
    sweeper = state.sweeper = Sweeper(state.database, state.clock, sweeps)
    running: tuple[Sweeper | FeedDesk | Couriers | SyncWorker, ...] = (
        *(sweeper, state.feed_desk, state.couriers),
        state.sync_worker,
    )
    for each in running:
        each.start()

    async def stop() -> None:
        for each in running:
            await each.stop()

    return stop


async def _let_first_in(app: FastAPI, settings: DirectorySettings) -> None:
    state = app.state
    hashed = await state.passwords.hash(settings.first_password)
    at = state.clock()
    on = day_of(at, state.zone)
    with suppress(LoginTaken):  # another process of this service was quicker
        await state.database.retrying(
            lambda tx: usecases.beginnings.first_administrator(
                tx, state.teller, login=settings.first_login, password_hash=hashed, on=on, at=at
            )
        )
