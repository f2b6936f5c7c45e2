"""What may be seen: every select, with its visibility built in. Rows out of reach are not found."""

from . import (
    accounts,
    appointments,
    clients,
    memberships,
    organisations,
    persons,
    sign_ins,
    signing_keys,
    workplaces,
)

__all__ = [
    "accounts",
    "appointments",
    "clients",
    "memberships",
    "organisations",
    "persons",
    "sign_ins",
    "signing_keys",
    "workplaces",
]
