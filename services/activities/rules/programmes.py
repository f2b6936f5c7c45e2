"""Programmes: parts that follow one another from the beginning of the sitting and end within it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.errors import Conflict, Missing

from ..models import Sitting
from .duties import DutyMissing

Parts = Sequence[Mapping[str, Any]]
"""Each with `title`, `minutes`, and `duty_id` and `speaker_id`, which may be null."""


class ProgrammeTooLong(Conflict):
    """All parts end with the sitting at the latest."""

    zh, en = "流程总时长超过场次时间", "The programme is longer than the sitting"
    detail_zh, detail_en = (
        "流程共 {needed} 分钟,场次 {given} 分钟",
        "The parts take {needed} minutes, the sitting {given}",
    )


class SpeakerUnknown(Missing):
    """The roster knows no active person of that id."""

    zh, en = "没有这位讲话人", "No such speaker"


class Timed(NamedTuple):
    """A part with its times."""

    starts_at: datetime
    ends_at: datetime
    part: Mapping[str, Any]


def fits(parts: Parts, starts_at: datetime, ends_at: datetime) -> None:
    """Raises ProgrammeTooLong."""
    needed, given = minutes(parts), (ends_at - starts_at) // timedelta(minutes=1)
    if needed > given:
        raise ProgrammeTooLong(needed=needed, given=given)


def minutes(parts: Parts) -> int:
    """How long all of them take."""
    return sum(int(each["minutes"]) for each in parts)


def of_the_sitting(parts: Parts, duties: Collection[UUID], people: Collection[UUID]) -> None:
    """Each part names a duty of the sitting and an active person, if any. Raises DutyMissing, SpeakerUnknown."""
    for each in parts:
        if each["duty_id"] is not None and each["duty_id"] not in duties:
            raise DutyMissing
        if each["speaker_id"] is not None and each["speaker_id"] not in people:
            raise SpeakerUnknown


def timed(starts_at: datetime, parts: Parts) -> Iterator[Timed]:
    """One after the other, the first from the beginning of the sitting on."""
    for part in parts:
        ends_at = starts_at + timedelta(minutes=int(part["minutes"]))
        yield Timed(starts_at, ends_at, part)
        starts_at = ends_at


def lines(sitting: Sitting, parts: Parts) -> Iterator[str]:
    """As calendars show them, by the sitting's clock: `14:00 签到`."""
    zone = ZoneInfo(sitting.time_zone)
    for each in timed(sitting.starts_at, parts):
        yield f"{each.starts_at.astimezone(zone):%H:%M} {each.part['title']}"
