"""Activities, put together."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from shared import service
from shared.service import Surroundings

from .api import ROUTERS
from .settings import ActivitiesSettings
from .usecases import make_ups, registrations
from .usecases.sweeper import Sweeper

SWEEPS = (registrations.sweep,)
"""What is done when its time has come."""


def create_app(surroundings: Surroundings, settings: ActivitiesSettings | None = None) -> FastAPI:
    """The service with its sweeps."""
    return service.create(
        "activities",
        settings=settings or ActivitiesSettings(),
        surroundings=surroundings,
        routers=ROUTERS,
        folder=Path(__file__).parent,
        more=_sweep,
    )


async def _sweep(app: FastAPI) -> Callable[[], Awaitable[None]]:
    tell_missed = partial(make_ups.sweep, teller=app.state.teller, zone=app.state.zone)
    sweeper = Sweeper(app.state.database, app.state.clock, (*SWEEPS, tell_missed))
    sweeper.start()
    return sweeper.stop
