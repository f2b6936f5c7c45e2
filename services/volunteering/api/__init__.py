"""How it is asked: the doors of volunteering, one file per noun."""

from fastapi import APIRouter

from . import consents, parameters, projects, service_cards, shifts, sign_ups, volunteers

ROUTERS: tuple[APIRouter, ...] = (
    parameters.router,
    projects.router,
    shifts.router,
    sign_ups.router,
    volunteers.router,
    consents.router,
    service_cards.router,
)

SHORT_WAYS = (*sign_ups.SHORT_WAYS,)
"""The hottest routes' short ways."""
