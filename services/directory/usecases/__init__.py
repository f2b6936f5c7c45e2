"""What happens. Each takes a session and returns rows; the caller's transaction commits or nothing does."""

from . import (
    accounts,
    appointments,
    beginnings,
    clients,
    codes,
    memberships,
    organisations,
    persons,
    sign_ins,
    signing_keys,
    tokens,
    workplaces,
)

__all__ = [
    "accounts",
    "appointments",
    "beginnings",
    "clients",
    "codes",
    "memberships",
    "organisations",
    "persons",
    "sign_ins",
    "signing_keys",
    "tokens",
    "workplaces",
]
