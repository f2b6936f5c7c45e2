"""Activities, put together."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from shared import service
from shared.messages import Reminders
from shared.service import Surroundings
from shared.sweeper import Sweeper
from shared.turns import Turns

from .api import ROUTERS
from .api.scans import SHORT_WAYS
from .settings import ActivitiesSettings
from .usecases import attempts, facts, leavers, make_ups, messages, registrations, roll_changes, surveys
from .usecases.check_ins import CheckIns
from .usecases.lapses import Lapses

SWEEPS = (roll_changes.sweep, make_ups.sweep, attempts.sweep)
"""What is done when its time has come, and told to others."""


def create_app(surroundings: Surroundings, settings: ActivitiesSettings | None = None) -> FastAPI:
    """The service with its check-in desk and its sweeps."""
    app = service.create(
        "activities",
        settings=settings or ActivitiesSettings(),
        surroundings=surroundings,
        routers=ROUTERS,
        folder=Path(__file__).parent,
        hear=facts.hear,
        more=_run,
        short_ways=SHORT_WAYS,
    )
    app.state.check_ins = CheckIns(app.state.database, app.state.zone)
    app.state.turns = Turns()
    return app


async def _run(app: FastAPI) -> Callable[[], Awaitable[None]]:
    state = app.state
    telling = [partial(each, teller=state.teller, zone=state.zone) for each in SWEEPS]
    freeing = partial(registrations.sweep, teller=state.teller, zone=state.zone)
    ending = partial(leavers.sweep, zone=state.zone)
    closing = partial(surveys.sweep, zone=state.zone)
    daily = partial(Lapses().sweep, teller=state.teller, zone=state.zone)
    remind = partial(messages.remind, zone=state.zone)
    reminding = partial(Reminders(remind).sweep, teller=state.teller, zone=state.zone)
    sweeper = state.sweeper = Sweeper(
        state.database, state.clock, (freeing, ending, *telling, closing, daily, reminding)
    )
    sweeper.start()

    async def stop() -> None:
        await state.check_ins.desk.close()
        await sweeper.stop()

    return stop
