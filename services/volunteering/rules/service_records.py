"""Service records: where one stands, what leads where, and who may make one by words alone.

PRESENT (seen coming) → SUBMITTED (seen going, closed by time, told, or entered) → both sides confirm the same minutes →
IN_PUBLICITY → FINAL. Other minutes from the two, or a dispute → DISPUTED; a correction → SUBMITTED, in a new round.
Both sides say 0 → REFUSED. Either of them, with the other, at any time → VOIDED. Time alone never grants anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import Project, RecordState, ServiceRecord, Shift, SignUp, SignUpState, TimeStyle
from . import spans
from .parameters import Parameters

OVER = frozenset({RecordState.REFUSED, RecordState.VOIDED})
"""What counts nothing and comes back no more."""
PUBLIC = frozenset({RecordState.IN_PUBLICITY, RecordState.FINAL})
"""Where a publicity may run: of a record, or of its correction."""


class RecordMissing(Missing):
    """No such service record, or not for you."""

    zh, en = "没有这条服务记录", "No such service record"


class RecordNotInState(Conflict):
    """The record is not where this act needs it."""

    zh, en = "服务记录当前状态不允许此操作", "The service record is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class RecordsOverlap(Conflict):
    """Nobody serves twice at one time."""

    remarkable = True
    zh, en = "与本人其他服务记录时间重叠", "It overlaps another record of the same person"


class LeaverHours(Conflict):
    """Who had left by that day did not serve on it."""

    remarkable = True
    zh, en = "该人员当日已离开,不能记时长", "The person had left by that day"


class Backdated(Conflict):
    """What was not entered or told in time is not entered later."""

    remarkable = True
    zh, en = "已超过补录期限", "The time to enter this is over"
    detail_zh, detail_en = "须在服务后 {days} 天内", "Within {days} days of serving"


class HoursForAnother(Forbidden):
    """No hours are written for somebody who never signed up for this shift."""

    remarkable = True
    zh, en = "本人未报名该班次,不能代记时长", "The person never signed up for this shift"


class HoursForOneself(Forbidden):
    """Nobody enters, corrects or voids the own hours."""

    remarkable = True
    zh, en = "不能录入、更正或作废本人的时长", "Nobody enters, corrects or voids the own hours"


class AlreadyRecorded(Conflict):
    """There is a record of this sign-up; what is wrong with it is corrected."""

    zh, en = "该报名已有服务记录", "This sign-up has a service record already"


class ServiceNotOver(Conflict):
    """What is still going on is not told."""

    zh, en = "服务尚未结束", "The service is not over yet"


class OutsideShift(Conflict):
    """Service lies within the own time of the sign-up, in an open project within the shift."""

    zh, en = "服务时间须在报名时段之内", "The time must lie within the sign-up's"


class TimesNotTold(Conflict):
    """Only service in an open project is told by the volunteer; elsewhere one is scanned, or entered by an officer."""

    zh, en = "仅自由时间项目由本人申报时长", "Only service in an open project is told by oneself"


class ClaimTooLong(Malformed):
    """More minutes than lie between beginning and end."""

    zh, en = "申报时长超过起止时间", "More minutes than lie between beginning and end"


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says was served: from when to when, and how many minutes without travel and breaks."""

    starts_at: datetime
    ends_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the roster knows of a person: whether they have not left, and whether they belonged to a branch then."""

    here: bool
    belonged: bool


def still_there(known: Known | None) -> None:
    """Raises LeaverHours."""
    if known is None or not (known.here or known.belonged):
        raise LeaverHours


def by_another(person_id: UUID, by: UUID) -> None:
    """Raises HoursForOneself."""
    if person_id == by:
        raise HoursForOneself


def had_signed_up(row: SignUp | None) -> SignUp:
    """Raises HoursForAnother."""
    if row is None or row.state is not SignUpState.CONFIRMED:
        raise HoursForAnother
    return row


def may_tell(project: Project) -> None:
    """Raises TimesNotTold."""
    if project.style is not TimeStyle.OPEN:
        raise TimesNotTold


def in_time(ends_at: datetime, at: datetime, figures: Parameters) -> None:
    """After it, and not long after. Raises ServiceNotOver, Backdated."""
    if at < ends_at:
        raise ServiceNotOver
    if at > ends_at + timedelta(days=figures.late_entry_days):
        raise Backdated(days=figures.late_entry_days)


def may_claim(claim: Claim, sign_up: SignUp, shift: Shift) -> None:
    """Raises TimesBackwards, OutsideShift, ClaimTooLong."""
    first = sign_up.starts_at or max(
        shift.starts_at, sign_up.signed_at
    )  # nobody signs up for what was before
    lies_within(claim, first, sign_up.ends_at or shift.ends_at)


def lies_within(claim: Claim, first: datetime, last: datetime) -> None:
    """Raises TimesBackwards, OutsideShift, ClaimTooLong."""
    if claim.ends_at <= claim.starts_at:
        raise spans.TimesBackwards
    if claim.starts_at < first or claim.ends_at > last:
        raise OutsideShift
    if claim.minutes > spans.minutes(claim.starts_at, claim.ends_at):
        raise ClaimTooLong


def free(span: tuple[int, int], others: Iterable[ServiceRecord]) -> None:
    """The span as the volunteer's numbers. Raises RecordsOverlap."""
    if any(span[0] < row.busy_until and row.busy_from < span[1] for row in others if row.state not in OVER):
        raise RecordsOverlap


def needs(row: ServiceRecord, *states: RecordState) -> None:
    """Raises RecordNotInState."""
    if row.state not in states:
        raise RecordNotInState(state=row.state.value)


def planned_minutes(project: Project, sign_up: SignUp) -> int:
    """What the record can be worth: the project's planned minutes, and no more than the own time."""
    if sign_up.starts_at is None or sign_up.ends_at is None:
        return project.planned_minutes
    return min(project.planned_minutes, spans.minutes(sign_up.starts_at, sign_up.ends_at))


def was_public(row: ServiceRecord, today: date) -> bool:
    """Whether its publicity, or that of its correction, is over with the day before."""
    return row.state in PUBLIC and row.public_until is not None and row.public_until < today
