"""What may be seen: every select, with its visibility built in. Rows out of reach are not found."""

from . import (
    absences,
    accounts,
    appointments,
    clients,
    departures,
    discipline_references,
    hr_known,
    memberships,
    organisations,
    persons,
    regularisations,
    sights,
    sign_ins,
    signing_keys,
    transfers,
    workplaces,
)

__all__ = [
    "absences",
    "accounts",
    "appointments",
    "clients",
    "departures",
    "discipline_references",
    "hr_known",
    "memberships",
    "organisations",
    "persons",
    "regularisations",
    "sights",
    "sign_ins",
    "signing_keys",
    "transfers",
    "workplaces",
]
