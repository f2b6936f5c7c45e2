"""Volunteering, put together."""

from pathlib import Path

from fastapi import FastAPI

from shared import service
from shared.service import Surroundings

from .api import ROUTERS
from .settings import VolunteeringSettings
from .usecases.facts import hear


def create_app(surroundings: Surroundings, settings: VolunteeringSettings | None = None) -> FastAPI:
    """The service."""
    return service.create(
        "volunteering",
        settings=settings or VolunteeringSettings(),
        surroundings=surroundings,
        routers=ROUTERS,
        folder=Path(__file__).parent,
        hear=hear,
    )
