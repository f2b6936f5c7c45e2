"""In what order keys sign: upcoming, active, retired, gone.

A key is published before it signs, so that whoever keeps a copy of our keys has it in time, and stays published
after it was retired until the last token made with it has run out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from ...models import KeyPurpose, SigningKey
from .tokens import ACCESS_LIFETIME

PUBLISHED_AHEAD = timedelta(days=1)
PUBLISHED_AFTER = ACCESS_LIFETIME + timedelta(minutes=5)
"""ID tokens live as long as access tokens; the rest is leeway."""


class KeyState(StrEnum):
    """How far a key has come."""

    UPCOMING = "upcoming"
    ACTIVE = "active"
    RETIRED = "retired"
    GONE = "gone"


def signing(keys: Sequence[SigningKey], purpose: KeyPurpose, at: datetime) -> SigningKey | None:
    """The key that signs now: the latest that may."""
    able = [key for key in _of(keys, purpose) if key.signs_from <= at and key.retired_at is None]
    return able[-1] if able else None


def upcoming(keys: Sequence[SigningKey], purpose: KeyPurpose, at: datetime) -> SigningKey | None:
    """The key that will sign next, if it is published already."""
    return next((key for key in _of(keys, purpose) if key.signs_from > at), None)


def state(key: SigningKey, keys: Sequence[SigningKey], at: datetime) -> KeyState:
    """How far a key has come, among all of its purpose."""
    if key.signs_from > at:
        return KeyState.UPCOMING
    if signing(keys, KeyPurpose(key.purpose), at) is key:
        return KeyState.ACTIVE
    retired_at = key.retired_at or at
    return KeyState.GONE if at - retired_at > PUBLISHED_AFTER else KeyState.RETIRED


def superseded(
    keys: Sequence[SigningKey], purpose: KeyPurpose, at: datetime
) -> list[tuple[SigningKey, datetime]]:
    """Keys that sign no longer but are not retired yet, and since when."""
    able = [key for key in _of(keys, purpose) if key.signs_from <= at]
    pairs = pairwise(able)
    return [(key, successor.signs_from) for key, successor in pairs if key.retired_at is None]


def is_due(keys: Sequence[SigningKey], purpose: KeyPurpose, at: datetime, every: timedelta) -> bool:
    """Whether the next key should be published: a day before the present one has signed for `every`."""
    present = signing(keys, purpose, at)
    if not every or present is None or upcoming(keys, purpose, at):
        return False
    return at - present.signs_from >= every - PUBLISHED_AHEAD


def next_number(keys: Sequence[SigningKey], purpose: KeyPurpose) -> int:
    """Numbers only rise."""
    return max((key.number for key in _of(keys, purpose)), default=0) + 1


def _of(keys: Sequence[SigningKey], purpose: KeyPurpose) -> list[SigningKey]:
    return sorted((key for key in keys if key.purpose == purpose), key=lambda key: key.number)
