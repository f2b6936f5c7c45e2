"""Activities, put together."""

from pathlib import Path

from fastapi import FastAPI

from shared import service
from shared.service import Surroundings

from .api import ROUTERS
from .settings import ActivitiesSettings


def create_app(surroundings: Surroundings, settings: ActivitiesSettings | None = None) -> FastAPI:
    """The service."""
    return service.create(
        "activities",
        settings=settings or ActivitiesSettings(),
        surroundings=surroundings,
        routers=ROUTERS,
        folder=Path(__file__).parent,
    )
