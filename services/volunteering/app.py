"""Volunteering, put together."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from shared import service
from shared.desk import Desk
from shared.messages import Reminders
from shared.service import Surroundings
from shared.sweeper import Sweeper

from .api import ROUTERS, SHORT_WAYS
from .settings import VolunteeringSettings
from .usecases import confirmations, demands, leavers, messages, service_records, sign_ups
from .usecases.facts import hear
from .usecases.scan_desk import ScanDesk

SWEEPS = (sign_ups.sweep,)
"""What is done when its time has come."""


def create_app(surroundings: Surroundings, settings: VolunteeringSettings | None = None) -> FastAPI:
    """The service with its desks and its sweeps."""
    app = service.create(
        "volunteering",
        settings=settings or VolunteeringSettings(),
        surroundings=surroundings,
        routers=ROUTERS,
        folder=Path(__file__).parent,
        hear=hear,
        more=_run,
        short_ways=SHORT_WAYS,
    )
    state = app.state
    state.sign_up_desk = Desk(state.database, partial(sign_ups.at_desk, zone=state.zone))
    state.service_scans = ScanDesk(state.database, state.zone)
    return app


async def _run(app: FastAPI) -> Callable[[], Awaitable[None]]:
    state = app.state
    closing = partial(service_records.close_forgotten, zone=state.zone)
    finishing = partial(confirmations.finish, teller=state.teller, zone=state.zone)
    expiring = partial(demands.sweep, zone=state.zone)
    ending = partial(leavers.sweep, zone=state.zone)
    remind = partial(messages.remind, zone=state.zone)
    reminding = partial(Reminders(remind).sweep, teller=state.teller, zone=state.zone)
    due = (*SWEEPS, closing, finishing, expiring, ending, reminding)
    sweeper = state.sweeper = Sweeper(state.database, state.clock, due)
    sweeper.start()

    async def stop() -> None:
        await state.sign_up_desk.close()
        await state.service_scans.desk.close()
        await sweeper.stop()

    return stop
