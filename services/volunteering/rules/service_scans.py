"""Service scans: who may be scanned, when, and what one person's scans come to, whatever their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared import room_codes
from shared.errors import Conflict, Malformed, Missing

from ..models import Mark, RecordBasis, RecordState, ScanVerdict, ServiceScan
from .parameters import Parameters

_NOTHING = timedelta(0)
_MINUTE = timedelta(minutes=1)
PURPOSE = "service-code"
"""What the codes of shifts are made for; those of meetings are others."""


class NotSignedUp(Missing):
    """No such shift, or none for which the person holds a sign-up."""

    zh, en = "没有该班次的有效报名", "There is no sign-up for this shift"


class ScanningClosed(Conflict):
    """Outside the time in which this person is scanned for this shift."""

    zh, en = "不在签到、签退时间内", "Scanning is not open at that time"
    detail_zh, detail_en = "时间为 {opens} 至 {closes}", "It is open from {opens} to {closes}"


class NothingToScan(Conflict):
    """Service in an open project is told afterwards."""

    zh, en = "自由时间项目不扫码,请事后申报", "Service in an open project is told, not scanned"


class ServiceCodeInvalid(room_codes.RoomCodeInvalid):
    """Not the code of this shift, or one that is no longer shown: perhaps copied and passed on."""

    remarkable = True
    zh, en = "服务码无效或已过期", "The service code is wrong or no longer shown"


class ServiceNonceReused(Malformed):
    """The nonce belongs to another scan."""

    zh, en = "该 nonce 已用于另一条服务签到", "This nonce was used for another service scan"


class SeenInTheFuture(Conflict):
    """Seen after the moment at which it was sent."""

    zh, en = "签到时间晚于上传时间", "The scan lies after its upload"


class RecordSettled(Conflict):
    """A side has spoken about the record already; what is wrong with it is corrected."""

    zh, en = "服务记录已进入确认,请走更正", "The record is being confirmed; correct it instead"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the scans of one person at one shift come to. Travel lies outside the span and is in no minute."""

    starts_at: datetime
    ends_at: datetime | None
    measured_minutes: int | None
    basis: RecordBasis
    state: RecordState


Span = tuple[datetime, datetime]
Stay = tuple[datetime, datetime | None]


def redeem(code: str, key: str, shift_id: UUID, at: datetime) -> None:
    """Whoever has the code of this moment is on the spot. Raises ServiceCodeInvalid."""
    if not room_codes.is_shown(code, room_codes.secret_of(key, PURPOSE, shift_id), at):
        raise ServiceCodeInvalid


def in_window(span: Span, mark: Mark, at: datetime, figures: Parameters) -> None:
    """One comes before the own time ends, and leaves a while longer, which counts nothing. Raises ScanningClosed."""
    opens = span[0] - figures.check_in
    closes = span[1] + (figures.check_out if mark is Mark.OUT else _NOTHING)
    late = at > closes if mark is Mark.OUT else at >= closes
    if at < opens or late:
        raise ScanningClosed(opens=opens.isoformat(), closes=closes.isoformat())


def sent_after(occurred_at: datetime, sent_at: datetime) -> None:
    """Raises SeenInTheFuture."""
    if occurred_at > sent_at:
        raise SeenInTheFuture


def verdict(skew_seconds: int) -> ScanVerdict:
    """Exactly five minutes still count."""
    return ScanVerdict.VALID if room_codes.is_reliable(skew_seconds) else ScanVerdict.QUARANTINED


def is_over(span: Span, at: datetime, figures: Parameters) -> bool:
    """Whether nobody can check out any more."""
    return at > span[1] + figures.check_out


def outcome(scans: Iterable[ServiceScan], span: Span, *, over: bool) -> Outcome | None:
    """The same for any order of upload; None for who was never seen coming.

    Measured is from the first coming to the last going without the gaps, within the person's own time. A check-out that
    was forgotten credits nothing for that stay: the record then ends with the planned time, and says so.
    """
    stays = _stays(scan for scan in scans if scan.verdict is ScanVerdict.VALID)
    if not stays:
        return None
    left_at = stays[-1][1]
    measured = sum((_within(span, stay) for stay in stays), _NOTHING) // _MINUTE
    starts_at = max(stays[0][0], span[0])
    if left_at is None and not over:
        return Outcome(starts_at, None, None, RecordBasis.SCANNED, RecordState.PRESENT)
    if left_at is None:
        return Outcome(starts_at, span[1], measured, RecordBasis.FORGOTTEN_CHECK_OUT, RecordState.SUBMITTED)
    ends_at = min(left_at, span[1])
    told = ends_at if ends_at > starts_at else None  # who left before it began has served no time
    return Outcome(starts_at, told, measured, RecordBasis.SCANNED, RecordState.SUBMITTED)


def first_seen(span: Span, at: datetime) -> Outcome:
    """What the first coming alone comes to, while the shift goes on."""
    return Outcome(max(at, span[0]), None, None, RecordBasis.SCANNED, RecordState.PRESENT)


def _stays(scans: Iterable[ServiceScan]) -> list[Stay]:
    """From each coming to its going, in order of time; the last may be open."""
    stays: list[Stay] = []
    for scan in sorted(scans, key=lambda scan: (scan.occurred_at, scan.mark is Mark.OUT)):
        inside = bool(stays) and stays[-1][1] is None
        if scan.mark is Mark.IN and not inside:
            stays.append((scan.occurred_at, None))
        elif scan.mark is Mark.OUT and inside:
            stays[-1] = (stays[-1][0], scan.occurred_at)
    return stays


def _within(span: Span, stay: Stay) -> timedelta:
    came_at, left_at = stay
    if left_at is None:
        return _NOTHING
    return max(min(left_at, span[1]) - max(came_at, span[0]), _NOTHING)
