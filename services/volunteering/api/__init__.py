"""How it is asked: the doors of volunteering, one file per noun."""

from fastapi import APIRouter

from . import (
    beneficiaries,
    brand_words,
    confirmations,
    consents,
    disputes,
    donations,
    drives,
    feedback_letters,
    hand_overs,
    national_records,
    no_shows,
    parameters,
    projects,
    purpose_changes,
    service_cards,
    service_records,
    service_scans,
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
    no_shows.router,
    service_scans.router,
    service_records.router,
    confirmations.router,
    disputes.router,
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

SHORT_WAYS = (*sign_ups.SHORT_WAYS, *service_scans.SHORT_WAYS)
"""The hottest routes' short ways."""
