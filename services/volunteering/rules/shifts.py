"""Shifts and their roles."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.errors import Conflict, Malformed, Missing

from ..models import Project, Shift, ShiftRole, ShiftState, TimeStyle
from . import spans

LONGEST = timedelta(hours=24)
"""A shift at a set or chosen time."""
LONGEST_OPEN = timedelta(days=92)
"""The time within which service in an open project may be told: a quarter."""


class ShiftMissing(Missing):
    """No such shift, or not for you."""

    zh, en = "没有这个班次", "No such shift"


class ShiftCancelled(Conflict):
    """What was cancelled stays cancelled."""

    zh, en = "该班次已取消", "The shift is cancelled"


class ShiftOver(Conflict):
    """It has begun, or ended, and this had to happen before."""

    zh, en = "班次已开始或已结束", "The shift has begun or is over"


class RolesDoubled(Malformed):
    """Each role of a shift has a code of its own."""

    zh, en = "同一班次的岗位代码重复", "Two roles of the shift have one code"


class MinorsInDanger(Conflict):
    """No minor does dangerous work, whoever consents."""

    zh, en = "有危险的项目不接受未成年人", "A dangerous project takes no minors"
    detail_zh, detail_en = "《志愿服务条例》第十五条", "Volunteer Service Regulations art. 15"


class SlotsHeld(Conflict):
    """There cannot be fewer slots than are taken."""

    zh, en = "名额不能低于已占用数", "There cannot be fewer slots than are taken"
    detail_zh, detail_en = "已占用 {taken} 个", "{taken} are taken"


def may_stand(project: Project, starts_at: datetime, ends_at: datetime) -> None:
    """Raises TimesBackwards, TimesTooLong."""
    spans.may_span(starts_at, ends_at, LONGEST_OPEN if project.style is TimeStyle.OPEN else LONGEST)


def may_need(project: Project, roles: Sequence[ShiftRole]) -> None:
    """Raises RolesDoubled, MinorsInDanger."""
    if len({role.code for role in roles}) < len(roles):
        raise RolesDoubled
    if project.dangerous and any(role.minors for role in roles):
        raise MinorsInDanger


def may_offer(role: ShiftRole, slots: int) -> None:
    """Raises SlotsHeld."""
    if slots < role.taken:
        raise SlotsHeld(taken=role.taken)


def ahead(shift: Shift, at: datetime) -> None:
    """Raises ShiftCancelled, ShiftOver."""
    if shift.state is ShiftState.CANCELLED:
        raise ShiftCancelled
    if at >= shift.starts_at:
        raise ShiftOver
