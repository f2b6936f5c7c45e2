"""Sign-ups: who may take a place, and until when it is given back without harm.

CONFIRMED → CANCELLED (in time), LATE_CANCELLED (after that), NO_SHOW (marked afterwards), DEPARTED (has left the
factory, and not by retiring), SHIFT_CANCELLED. What has ended stays ended: whoever wants to come after all signs up
again.
Source: Volunteer Service Regulations art. 15–16 (fit to age, skill and qualification), 22 (telling in time), 25.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from shared.errors import Conflict, Malformed, Missing

from ..models import (
    Engagement,
    Project,
    ProjectState,
    Shift,
    ShiftRole,
    ShiftState,
    SignUp,
    SignUpState,
    TimeStyle,
    Volunteer,
    WorkShift,
)
from . import spans
from .shifts import ShiftCancelled

LEFT = "已离开单位 / has left the factory"
"""The words that go with what ends for whoever has left."""


class SignUpMissing(Missing):
    """No such sign-up, or not for you."""

    zh, en = "没有这项报名", "No such sign-up"


class NotVolunteer(Conflict):
    """Whoever serves has registered first."""

    zh, en = "请先注册为志愿者", "Register as a volunteer first"


class ConsentNeeded(Conflict):
    """The community must know who comes; the person decides whether it may."""

    zh, en = "请先同意向该社区提供姓名", "First consent to this community seeing your name"


class SignUpClosed(Conflict):
    """Sign-ups begin with recruiting and end when the shift begins."""

    zh, en = "报名未开放或已截止", "Sign-up is not open"


class PlacesTaken(Conflict):
    """Fewer places are left than people would come."""

    zh, en = "名额已满", "No place is left"
    detail_zh, detail_en = "剩余 {left} 个名额,需要 {places} 个", "{left} are left, {places} are needed"


class AlreadySignedUp(Conflict):
    """One place for each person and shift, in whatever role."""

    zh, en = "已报名该班次", "You have signed up for this shift already"


class CalendarOverlaps(Conflict):
    """The person is bound at that time, here or elsewhere in the suite."""

    zh, en = "与已有安排时间冲突", "You are bound elsewhere at that time"
    detail_zh, detail_en = "冲突时段:{starts_at} 至 {ends_at}", "From {starts_at} to {ends_at}"


class SkillNeeded(Conflict):
    """The role asks for a skill that the volunteer has not named."""

    zh, en = "该岗位需要相应技能", "The role needs a skill"
    detail_zh, detail_en = "需要:{skill}", "It needs: {skill}"


class QualificationNeeded(Conflict):
    """The role asks for a paper that somebody has looked at and that is still valid on the day."""

    zh, en = "该岗位需要经核验的有效资质", "The role needs a checked, valid qualification"
    detail_zh = "需要:{qualification}(《志愿服务条例》第十六条)"
    detail_en = "It needs: {qualification} (Volunteer Service Regulations art. 16)"


class GuestsBeyond(Conflict):
    """More guests than the role allows, or minors where none may come."""

    zh, en = "随行人数或未成年人不符合岗位要求", "The role does not allow this party"
    detail_zh, detail_en = "最多可带 {guests} 人", "At most {guests} guests"


class GuardianNeeded(Conflict):
    """No minor comes without a guardian's consent. Source: PIPL art. 31."""

    zh, en = "未成年人参加须经监护人同意", "A minor comes only with a guardian's consent"


class RisksUnread(Conflict):
    """What is dangerous is joined only by those who say that they have read the risks."""

    zh, en = "请先阅读并确认风险告知", "Read the risks and say so first"


class TimesNeeded(Malformed):
    """In a flexible project everybody names the own times; elsewhere nobody does."""

    zh, en = "仅弹性时间项目须填写本人时段", "Own times belong to flexible projects, and to those alone"


class TimesOutside(Conflict):
    """The own times lie within the shift."""

    zh, en = "本人时段须在班次时间之内", "Your times must lie within the shift"


class SignUpNotInState(Conflict):
    """The sign-up is not where this act needs it."""

    zh, en = "报名当前状态不允许此操作", "The sign-up is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class CancellationClosed(Conflict):
    """Once the shift has begun, or one has been seen coming, one no longer cancels."""

    zh, en = "班次已开始或本人已签到,不能取消", "The shift has begun, or you have come"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody signs up for. Times are named in flexible projects alone."""

    shift_id: UUID
    role_id: UUID
    guests: int = 0
    minors: int = 0
    guardian_consent: bool = False
    risks_read: bool = False
    shift_swapped: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(slots=True)
class Standing:
    """What is known of one person: what a sign-up is judged by."""

    volunteer: Volunteer | None = None
    active: bool = True
    consented: set[UUID] = field(default_factory=set)
    qualifications: Collection[str] = ()
    held: list[SignUp] = field(default_factory=list)
    engagements: list[Engagement] = field(default_factory=list)
    work_shifts: list[WorkShift] = field(default_factory=list)


def times(wish: Wish, project: Project, shift: Shift) -> tuple[datetime, datetime] | None:
    """When the person is bound; an open project binds nobody. Raises TimesNeeded."""
    own = wish.starts_at is not None and wish.ends_at is not None
    flexible = project.style is TimeStyle.FLEXIBLE
    if own != flexible or (wish.starts_at is None) != (wish.ends_at is None):
        raise TimesNeeded
    if project.style is TimeStyle.OPEN:
        return None
    return within_shift(shift, wish.starts_at, wish.ends_at)


def within_shift(
    shift: Shift, starts_at: datetime | None, ends_at: datetime | None
) -> tuple[datetime, datetime]:
    """The own times, or the shift's where there are not both. Raises TimesBackwards, TimesOutside."""
    if starts_at is None or ends_at is None:
        return shift.starts_at, shift.ends_at
    if ends_at <= starts_at:
        raise spans.TimesBackwards
    if starts_at < shift.starts_at or ends_at > shift.ends_at:
        raise TimesOutside
    return starts_at, ends_at


def may_sign_up(project: Project, shift: Shift, at: datetime) -> None:
    """Raises ShiftCancelled, SignUpClosed."""
    if shift.state is ShiftState.CANCELLED:
        raise ShiftCancelled
    closes = shift.ends_at if project.style is TimeStyle.OPEN else shift.starts_at
    if project.state is not ProjectState.RECRUITING or at >= closes:
        raise SignUpClosed


def fits(wish: Wish, project: Project, role: ShiftRole, standing: Standing, community_id: UUID) -> Volunteer:
    """Who the person is, and whom they bring. Raises NotVolunteer, ConsentNeeded and the refusals of `_fits_role`."""
    volunteer = standing.volunteer
    if volunteer is None or not standing.active:
        raise NotVolunteer
    if community_id not in standing.consented:
        raise ConsentNeeded
    _fits_role(wish, role, volunteer.skills, standing.qualifications)
    if project.dangerous and not wish.risks_read:
        raise RisksUnread
    return volunteer


def _fits_role(wish: Wish, role: ShiftRole, skills: Collection[str], papers: Collection[str]) -> None:
    if role.skill is not None and role.skill not in skills:
        raise SkillNeeded(skill=role.skill)
    if role.qualification is not None and role.qualification not in papers:
        raise QualificationNeeded(qualification=role.qualification)
    if wish.guests > role.guests_most or wish.minors > wish.guests or (wish.minors and not role.minors):
        raise GuestsBeyond(guests=role.guests_most)
    if wish.minors and not wish.guardian_consent:
        raise GuardianNeeded


def not_bound(
    held: Iterable[SignUp],
    engagements: Iterable[Engagement],
    shift_id: UUID,
    span: tuple[datetime, datetime] | None,
) -> None:
    """Raises AlreadySignedUp, CalendarOverlaps."""
    bound = []
    for row in held:
        if row.shift_id == shift_id:
            raise AlreadySignedUp
        bound.append((row.starts_at, row.ends_at))
    bound += [(each.starts_at, each.ends_at) for each in engagements]
    for starts_at, ends_at in bound:
        if span and starts_at and ends_at and spans.overlap(*span, starts_at, ends_at):
            raise CalendarOverlaps(starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat())


def take(role: ShiftRole, places: int) -> None:
    """Raises PlacesTaken."""
    left = role.slots - role.taken
    if places > left:
        raise PlacesTaken(left=left, places=places)
    role.taken += places


def cancelled_as(row: SignUp, shift: Shift, hours: int, at: datetime) -> SignUpState:
    """What giving up means now: in time, or late. Raises SignUpNotInState, CancellationClosed."""
    if row.state is not SignUpState.CONFIRMED:
        raise SignUpNotInState(state=row.state.value)
    begins = row.starts_at or shift.ends_at
    if at >= begins:
        raise CancellationClosed
    in_time = row.starts_at is None or at <= begins - timedelta(hours=hours)
    return SignUpState.CANCELLED if in_time else SignUpState.LATE_CANCELLED
