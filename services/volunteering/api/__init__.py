"""How it is asked: the doors of volunteering, one file per noun."""

from fastapi import APIRouter

from . import (
    consents,
    feedback_letters,
    national_records,
    parameters,
    projects,
    service_cards,
    shifts,
    sign_ups,
    stars,
    volunteers,
)

ROUTERS: tuple[APIRouter, ...] = (
    parameters.router,
    projects.router,
    shifts.router,
    sign_ups.router,
    volunteers.router,
    consents.router,
    service_cards.router,
    stars.router,
    feedback_letters.router,
    national_records.router,
)

SHORT_WAYS = (*sign_ups.SHORT_WAYS,)
"""The hottest routes' short ways."""
