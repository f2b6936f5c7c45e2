"""Scans: when one may check in and out, and which scans count.

When check-in opens and closes a branch says itself (`parameters.py`).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from shared.errors import Conflict, Malformed
from shared.room_codes import is_reliable, secret_of

from ..models import Mark, MeetingKind, MeetingState, RollLine, ScanVerdict, Sitting
from .meetings import DUTY
from .parameters import Parameters
from .rolls import RollLineMissing

ATTENDABLE = (MeetingState.NOTICED, MeetingState.IN_SESSION)


class CheckInClosed(Conflict):
    """Outside the window of this sitting; another sitting of the meeting may be open."""

    zh, en = "不在签到时间内", "Check-in is not open at that time"
    detail_zh, detail_en = "签到时间为 {opens} 至 {closes}", "Check-in is open from {opens} to {closes}"


class MarksContradict(Malformed):
    """The same person is marked both there and absent at one sitting; nothing was written."""

    zh, en = "同一人同时被记为到会和缺席", "The same person is marked both present and absent"


class NonceReused(Malformed):
    """The nonce belongs to another scan."""

    zh, en = "该 nonce 已用于另一条签到记录", "This nonce was used for another scan"


class ScanFromTheFuture(Conflict):
    """Seen after the moment at which it was sent."""

    zh, en = "签到时间晚于上传时间", "The scan lies after its upload"


def sitting_secret(key: str, sitting_id: UUID) -> bytes:
    """What the codes of one sitting are made from."""
    return secret_of(key, "room-code", sitting_id)


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


def verdict(skew_seconds: int) -> ScanVerdict:
    """Times of a clock that is wrong wait for somebody's word."""
    return ScanVerdict.VALID if is_reliable(skew_seconds) else ScanVerdict.QUARANTINED


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
