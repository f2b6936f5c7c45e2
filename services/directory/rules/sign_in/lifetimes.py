"""How long signing in lasts, in two profiles.

Source: OWASP ASVS 5.0 §7.3 (idle and absolute end of sessions); GB/T 22239-2019 level 2, 8.1.4.1 (idle end),
for which assessors expect a quarter of an hour.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum


class Profile(StrEnum):
    """Which rule book a factory goes by: OWASP's ASVS, or 等保 level 2."""

    ASVS = "asvs"
    DENGBAO = "dengbao"


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Idle and absolute ends of sessions and of refresh tokens.

    Within `refresh_grace` a used refresh token is answered once more as before, for an answer lost on its way.
    """

    session_idle: timedelta
    session_longest: timedelta
    refresh_idle: timedelta
    refresh_longest: timedelta
    refresh_grace: timedelta


OF_PROFILE = {
    Profile.ASVS: Lifetimes(
        session_idle=timedelta(minutes=30),
        session_longest=timedelta(hours=12),
        refresh_idle=timedelta(days=7),
        refresh_longest=timedelta(days=30),
        refresh_grace=timedelta(seconds=10),
    ),
    Profile.DENGBAO: Lifetimes(
        session_idle=timedelta(minutes=15),
        session_longest=timedelta(hours=8),
        refresh_idle=timedelta(hours=12),
        refresh_longest=timedelta(days=7),
        refresh_grace=timedelta(0),
    ),
}


def lifetimes(profile: Profile, **own: timedelta | None) -> Lifetimes:
    """Those of the profile, but for what is given."""
    given = {name: value for name, value in own.items() if value is not None}
    return replace(OF_PROFILE[profile], **given)
