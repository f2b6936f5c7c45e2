"""Minutes of service: how many may be credited, and how many on one day. Source: domain rules 31 and 32."""

from collections.abc import Iterable

from shared.errors import Conflict

from ..models import RecordBasis, RecordState, ServiceRecord
from . import spans
from .parameters import Parameters

_GONE = frozenset({RecordState.REFUSED, RecordState.VOIDED})


class MinutesUneven(Conflict):
    """Minutes are credited in whole steps, half-hours unless the branch says otherwise."""

    zh, en = "时长须为整步长", "Minutes come in whole steps"
    detail_zh, detail_en = "步长为 {step} 分钟", "A step is {step} minutes"


class MinutesBeyond(Conflict):
    """More than was served, or than the project is worth."""

    zh, en = "时长超过实际服务或项目计划时长", "More than was served or planned"
    detail_zh, detail_en = "最多 {most} 分钟", "At most {most} minutes"


class DailyMost(Conflict):
    """Nobody is credited more on one day, over all records, whoever confirms it."""

    remarkable = True
    zh, en = "超过每人每日时长上限", "More than one person is credited on one day"
    detail_zh, detail_en = (
        "每日最多 {most} 分钟,当日已有 {held} 分钟",
        "At most {most} minutes a day; {held} are there already",
    )


def creditable(minutes: int, planned: int, figures: Parameters) -> int:
    """Whole steps of what was served, no more than planned and than a day takes; a part of a step is dropped."""
    most = min(minutes, planned, figures.daily_minutes_most)
    return max(most, 0) // figures.step_minutes * figures.step_minutes


def most(row: ServiceRecord, figures: Parameters) -> int:
    """The most that both sides may confirm.

    It rests on what was claimed or corrected, else on what was measured. A forgotten check-out measured nothing of its
    last stay: the two sides say what is right, between the first coming and the planned end.
    """
    if row.claimed_minutes is not None:
        served = row.claimed_minutes
    elif row.basis is RecordBasis.FORGOTTEN_CHECK_OUT and row.ends_at is not None:
        served = spans.minutes(row.starts_at, row.ends_at)
    else:
        served = row.measured_minutes or 0
    return creditable(served, row.planned_minutes, figures)


def may_be(minutes: int, limit: int, figures: Parameters) -> None:
    """Raises DailyMost, MinutesUneven, MinutesBeyond."""
    if minutes > figures.daily_minutes_most:
        raise DailyMost(most=figures.daily_minutes_most, held=0)
    if minutes % figures.step_minutes:
        raise MinutesUneven(step=figures.step_minutes)
    if minutes > limit:
        raise MinutesBeyond(most=limit)


def stated(row: ServiceRecord, figures: Parameters) -> int:
    """What a record says for its day as it stands: agreed, else claimed, else measured."""
    return max(
        agreed(row), 0 if row.state in _GONE or row.confirmed_minutes is not None else most(row, figures)
    )


def agreed(row: ServiceRecord) -> int:
    """What both sides agreed on; while a correction of it is public, the higher of the two."""
    if row.state in _GONE or row.confirmed_minutes is None:
        return 0
    pending = row.claimed_minutes if row.state is RecordState.FINAL and row.public_until else None
    return max(row.confirmed_minutes, pending or 0)


def fits_the_day(minutes: int, others: Iterable[int], figures: Parameters) -> None:
    """`others` are the minutes of the person's other records of that day. Raises DailyMost."""
    held = sum(others)
    if held + minutes > figures.daily_minutes_most:
        raise DailyMost(most=figures.daily_minutes_most, held=held)
