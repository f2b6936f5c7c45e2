"""How it is asked. Nouns stand behind the suite's guards; the doors of OAuth follow their own RFCs."""

from starlette.routing import BaseRoute

from shared import openapi, problems

from ..rules.sign_in.sign_ins import TooManyAttempts
from . import (
    absences,
    accounts,
    annual_results,
    appointments,
    authorize,
    client_secrets,
    clients,
    correction_requests,
    departures,
    discipline_references,
    end_session,
    feed,
    hr_field_owners,
    hr_files,
    hr_marked_files,
    hr_sync_runs,
    introspection,
    me,
    memberships,
    message_deliveries,
    message_preferences,
    messages,
    metadata,
    my_data,
    organisations,
    persons,
    privacy_consents,
    readings,
    regularisations,
    revocation,
    tokens,
    transfers,
    userinfo,
    webhook_deliveries,
    webhook_endpoints,
    workplaces,
)

ROUTERS = [
    organisations.router,
    workplaces.router,
    persons.router,
    memberships.router,
    absences.router,
    transfers.router,
    departures.router,
    regularisations.router,
    discipline_references.router,
    appointments.router,
    accounts.router,
    clients.router,
    client_secrets.router,
    me.router,
    my_data.router,
    correction_requests.router,
    privacy_consents.router,
    readings.router,
    hr_sync_runs.router,
    hr_marked_files.router,
    hr_files.router,
    hr_field_owners.router,
    feed.router,
    annual_results.router,
    webhook_endpoints.router,
    webhook_deliveries.router,
    messages.router,
    message_preferences.router,
    message_deliveries.router,
]

# An unknown parameter is an error everywhere but here, where it must be ignored (RFC 6749 §3.1, §3.2).
_OAUTH = (authorize, tokens, userinfo, revocation, introspection, end_session, metadata)
OAUTH_ROUTES: list[BaseRoute] = [route for door in _OAUTH for route in openapi.describe(door.router).routes]

problems.STATUS[TooManyAttempts] = 429
