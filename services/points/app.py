"""Points, put together."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI

from shared import service
from shared.service import Surroundings

from . import events
from .api import ROUTERS
from .api.reports import SHORT_WAYS
from .settings import PointsSettings
from .usecases import facts
from .usecases.desk import Desk


def create_app(surroundings: Surroundings, settings: PointsSettings | None = None) -> FastAPI:
    """The service with its posting desk."""
    app = service.create(
        "points",
        settings=settings or PointsSettings(),
        surroundings=surroundings,
        routers=ROUTERS,
        folder=Path(__file__).parent,
        hear=facts.hear_by(events.HEARD),
        more=_open_desk,
        short_ways=SHORT_WAYS,
    )
    app.state.desk = Desk(app.state.database)
    return app


async def _open_desk(app: FastAPI) -> Callable[[], Awaitable[None]]:
    desk: Desk = app.state.desk
    return desk.grouped.close
