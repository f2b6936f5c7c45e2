"""Scans: when one may check in and out, what a room's code is, and which scans count.

When check-in opens and closes a branch says itself (`parameters.py`). The figures here keep codes and clocks honest,
and are the same for all; no public text fixes them.
"""

import hmac
from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from shared.errors import Conflict, Malformed

from ..models import Mark, MeetingKind, MeetingState, RollLine, ScanVerdict, Sitting
from .meetings import DUTY
from .parameters import Parameters
from .rolls import RollLineMissing

SKEW_MOST = timedelta(minutes=5)
"""A device whose clock is further from ours gives times that nobody can rely on."""
STEP = timedelta(seconds=30)
"""How long one code is shown; it is taken for one step more."""
TICKET_LASTS = timedelta(minutes=5)
"""So long somebody may take to sign in who was shown the room's code."""
ATTENDABLE = (MeetingState.NOTICED, MeetingState.IN_SESSION)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CODE_BYTES = 10
_LONGEST_SECOND = 12
_YEAR = 365 * 24 * 60 * 60


class CheckInClosed(Conflict):
    """Outside the window of this sitting; another sitting of the meeting may be open."""

    zh, en = "不在签到时间内", "Check-in is not open at that time"
    detail_zh, detail_en = "签到时间为 {opens} 至 {closes}", "Check-in is open from {opens} to {closes}"


class RoomCodeInvalid(Conflict):
    """Not a code of this room, or one that is no longer shown."""

    zh, en = "签到码无效或已过期", "The room code is wrong or no longer shown"


class MarksContradict(Malformed):
    """The same person is marked both there and absent at one sitting; nothing was written."""

    zh, en = "同一人同时被记为到会和缺席", "The same person is marked both present and absent"


class NonceReused(Malformed):
    """The nonce belongs to another scan."""

    zh, en = "该 nonce 已用于另一条签到记录", "This nonce was used for another scan"


class ScanFromTheFuture(Conflict):
    """Seen after the moment at which it was sent."""

    zh, en = "签到时间晚于上传时间", "The scan lies after its upload"


def step_of(at: datetime) -> int:
    """The number of the time step that an instant falls into."""
    return (at - _EPOCH) // STEP


def shown_from(step: int) -> datetime:
    """When the code of a step begins to be shown."""
    return _EPOCH + step * STEP


@lru_cache(maxsize=256)
def sitting_secret(key: str, sitting_id: UUID) -> bytes:
    """What the codes of one sitting are made from: of the suite's own key, so nothing has to be kept."""
    return hmac.digest(key.encode(), f"room-code:{sitting_id}".encode(), sha256)


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


def in_window(sitting: Sitting, mark: Mark, at: datetime, figures: Parameters) -> None:
    """Check-in closes with the end; one checks out a while longer, which counts nothing. Raises CheckInClosed."""
    opens = sitting.starts_at - timedelta(minutes=figures.check_in_minutes)
    longer = timedelta(minutes=figures.check_out_minutes) if mark is Mark.OUT else timedelta(0)
    closes = sitting.ends_at + longer
    if not opens <= at <= closes:
        raise CheckInClosed(opens=opens.isoformat(), closes=closes.isoformat())


def sent_after(occurred_at: datetime, sent_at: datetime) -> None:
    """Raises ScanFromTheFuture."""
    if occurred_at > sent_at:
        raise ScanFromTheFuture


def skew(device_now: datetime, at: datetime) -> int:
    """Whole seconds by which the device is ahead of us; beyond a year the figure says no more."""
    ahead = (device_now - at) // timedelta(seconds=1)
    return max(-_YEAR, min(ahead, _YEAR))


def verdict(skew_seconds: int) -> ScanVerdict:
    """Exactly five minutes still count."""
    wrong = abs(timedelta(seconds=skew_seconds)) > SKEW_MOST
    return ScanVerdict.QUARANTINED if wrong else ScanVerdict.VALID


def one_story(marks: Iterable[tuple[UUID, UUID, Mark]]) -> None:
    """At one sitting a person is there or absent: sitting, person, mark of each. Raises MarksContradict."""
    told: dict[tuple[UUID, UUID], set[bool]] = defaultdict(set)
    for sitting_id, person_id, mark in marks:
        told[sitting_id, person_id].add(mark is Mark.ABSENT)
    if any(len(stories) > 1 for stories in told.values()):
        raise MarksContradict


def may_attend(kind: MeetingKind, line: RollLine | None, *, known: bool) -> None:
    """Whoever is on the roll; to what is no duty, everybody whom the roster knows. Raises RollLineMissing."""
    if line is None and (kind in DUTY or not known):
        raise RollLineMissing
