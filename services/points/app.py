"""Points, put together."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from shared import service
from shared.messages import Reminders
from shared.service import Surroundings
from shared.sweeper import Sweeper

from . import events
from .api import ROUTERS
from .api.reports import SHORT_WAYS
from .rules.statement_keys import dids_of, key_from
from .settings import PointsSettings
from .usecases import discipline, facts, messages, transfer_sheets
from .usecases import sealing as sealing_entries
from .usecases.desk import Desk


def create_app(surroundings: Surroundings, settings: PointsSettings | None = None) -> FastAPI:
    """The service with its posting desk and its reminders."""
    app = service.create(
        "points",
        settings=settings or PointsSettings(),
        surroundings=surroundings,
        routers=ROUTERS,
        folder=Path(__file__).parent,
        hear=facts.hear_by(events.HEARD),
        more=_run,
        short_ways=SHORT_WAYS,
    )
    app.state.desk = Desk(app.state.database)
    own = app.state.settings
    app.state.statement_dids = dids_of(own.service_key, *own.former_service_keys)
    return app


async def _run(app: FastAPI) -> Callable[[], Awaitable[None]]:
    state = app.state
    reminding = partial(Reminders(messages.remind).sweep, teller=state.teller, zone=state.zone)
    days = state.settings.transfer_claim_days
    proposing = partial(discipline.sweep, teller=state.teller, zone=state.zone)
    returning = partial(transfer_sheets.sweep, teller=state.teller, zone=state.zone, days=days)
    sealing = partial(sealing_entries.sweep, key=key_from(state.settings.service_key))
    sweeper = state.sweeper = Sweeper(state.database, state.clock, (proposing, returning, reminding, sealing))
    sweeper.start()

    async def stop() -> None:
        await state.desk.grouped.close()
        await sweeper.stop()

    return stop
