"""Room codes: short-lived codes on a screen that prove somebody was there, tickets that keep one, and devices' clocks.

The figures keep codes and clocks honest and are the same for all; no public text fixes them.
"""

import hmac
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from .errors import Conflict

SKEW_MOST = timedelta(minutes=5)
"""A device whose clock is further from ours gives times that nobody can rely on."""
STEP = timedelta(seconds=30)
"""How long one code is shown; it is taken for one step more."""
TICKET_LASTS = timedelta(minutes=5)
"""So long somebody may take to sign in who was shown the room's code."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CODE_BYTES = 10
_LONGEST_SECOND = 12
_YEAR = 365 * 24 * 60 * 60


class RoomCodeInvalid(Conflict):
    """Not a code of this room, or one that is no longer shown."""

    zh, en = "签到码无效或已过期", "The room code is wrong or no longer shown"


def step_of(at: datetime) -> int:
    """The number of the time step that an instant falls into."""
    return (at - _EPOCH) // STEP


def shown_from(step: int) -> datetime:
    """When the code of a step begins to be shown."""
    return _EPOCH + step * STEP


@lru_cache(maxsize=256)
def secret_of(key: str, purpose: str, room_id: UUID) -> bytes:
    """What one room's codes for one purpose are made from: of the suite's own key, so nothing has to be kept."""
    return hmac.digest(key.encode(), f"{purpose}:{room_id}".encode(), sha256)


@lru_cache(maxsize=256)
def room_code(secret: bytes, step: int) -> str:
    """Sixteen capital letters and digits that nobody can make without the secret (HMAC, RFC 2104)."""
    return b32encode(hmac.digest(secret, str(step).encode(), sha256)[:_CODE_BYTES]).decode()


def is_shown(given: str, secret: bytes, at: datetime) -> bool:
    """Whether it is the code that is shown, or the one before it."""
    now, words = step_of(at), given.upper().encode()
    return any(hmac.compare_digest(words, room_code(secret, step).encode()) for step in (now, now - 1))


def ticket(given: str, secret: bytes, at: datetime) -> str:
    """What keeps a code that is shown now: the second, and a seal on it. Raises RoomCodeInvalid."""
    if not is_shown(given, secret, at):
        raise RoomCodeInvalid
    second = (at - _EPOCH) // timedelta(seconds=1)
    return f"{second}.{room_code(secret, -second)}"


def redeem(given: str, secret: bytes, at: datetime) -> datetime:
    """When its bearer was in the room: now with a code, with a ticket when it was had. Raises RoomCodeInvalid."""
    if is_shown(given, secret, at):
        return at
    second, _, seal = given.partition(".")
    if not (seal and len(second) < _LONGEST_SECOND and second.isascii() and second.isdecimal()):
        raise RoomCodeInvalid
    had = _EPOCH + timedelta(seconds=int(second))
    sealed = hmac.compare_digest(seal.encode(), room_code(secret, -int(second)).encode())
    if not sealed or not had <= at < had + TICKET_LASTS:
        raise RoomCodeInvalid
    return had


def skew(device_now: datetime, at: datetime) -> int:
    """Whole seconds by which the device is ahead of us; beyond a year the figure says no more."""
    ahead = (device_now - at) // timedelta(seconds=1)
    return max(-_YEAR, min(ahead, _YEAR))


def is_reliable(skew_seconds: int) -> bool:
    """Whether the times of a device so far ahead of us count; exactly five minutes still do."""
    return abs(timedelta(seconds=skew_seconds)) <= SKEW_MOST
