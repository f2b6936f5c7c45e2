"""What is true: decisions over rows and values, without database, clock or HTTP. Refusals are named here."""

from . import (
    accounts,
    appointments,
    authorization,
    clients,
    memberships,
    organisations,
    passwords,
    persons,
    sealing,
    sign_ins,
    tokens,
    workplaces,
)

__all__ = [
    "accounts",
    "appointments",
    "authorization",
    "clients",
    "memberships",
    "organisations",
    "passwords",
    "persons",
    "sealing",
    "sign_ins",
    "tokens",
    "workplaces",
]
