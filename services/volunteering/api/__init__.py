"""How it is asked: the doors of volunteering, one file per noun."""

from fastapi import APIRouter

from . import (
    beneficiaries,
    brand_words,
    consents,
    donations,
    drives,
    feedback_letters,
    hand_overs,
    national_records,
    parameters,
    projects,
    purpose_changes,
    service_cards,
    shifts,
    sign_ups,
    stars,
    use_reports,
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
    drives.router,
    use_reports.router,
    donations.router,
    hand_overs.router,
    purpose_changes.router,
    beneficiaries.router,
    brand_words.router,
)

SHORT_WAYS = (*sign_ups.SHORT_WAYS,)
"""The hottest routes' short ways."""
