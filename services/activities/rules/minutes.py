"""Minutes: drafted by the recorder, checked by another, signed by the chair, then only added to (rule 25)."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from shared.auth.policy import Role
from shared.auth.principal import Grant
from shared.errors import Conflict, Forbidden, Missing

from ..models import Meeting, Minutes, MinutesState
from .parameters import Parameters
from .presiding import holds, may_preside


class MinutesMissing(Missing):
    """There are no minutes yet, or not for you."""

    zh, en = "尚无会议记录", "There are no minutes"


class MinutesNotInState(Conflict):
    """The minutes are not where this act needs them."""

    zh, en = "会议记录当前状态不允许此操作", "The minutes are not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "They are {state}"


class MinutesLocked(Conflict):
    """Signed minutes cannot be edited; additions carry author, time and reason (rule 25)."""

    zh, en = "会议记录已签字锁定,只能补充", "Signed minutes are locked; they can only be added to"


class MinutesOutdated(Conflict):
    """There is a newer version than the one this was about."""

    zh, en = "会议记录已有新版本", "There is a newer version of the minutes"
    detail_zh, detail_en = "最新为第 {version} 版", "The newest is version {version}"


class OwnMinutes(Forbidden):
    """Whoever drafted does not check."""

    zh, en = "起草人不能审核自己起草的会议记录", "Whoever drafted the minutes does not check them"


class NotTheRecorder(Forbidden):
    """The meeting has a recorder, who drafts."""

    zh, en = "会议记录由记录人起草", "The minutes are drafted by the recorder"


class NotTheChair(Forbidden):
    """The chair signs; where none is named, the secretary, or the leader of the group."""

    zh, en = "会议记录由主持人签字", "The minutes are signed by the chair"


class ReturnReasonNeeded(Conflict):
    """What is sent back carries a reason that the recorder can read."""

    zh, en = "退回须说明理由", "Minutes are sent back with a reason"


def may_draft(meeting: Meeting, by: UUID, grants: Iterable[Grant]) -> None:
    """Raises NotTheRecorder, NotPresiding."""
    if meeting.recorder_id is None:
        may_preside(meeting, by, grants)
    elif by != meeting.recorder_id:
        raise NotTheRecorder


def unlocked(minutes: Minutes | None, after: int) -> None:
    """A new version follows the newest one. Raises MinutesLocked, MinutesOutdated."""
    newest = minutes.version if minutes else 0
    if minutes and minutes.state is MinutesState.SIGNED:
        raise MinutesLocked
    if after != newest:
        raise MinutesOutdated(version=newest)


def may_check(minutes: Minutes, version: int, by: UUID, drafters: Collection[UUID]) -> None:
    """Raises MinutesNotInState, MinutesOutdated, OwnMinutes."""
    at_step(minutes, MinutesState.DRAFT, version)
    if by in drafters:
        raise OwnMinutes


def may_return(reason: str | None) -> None:
    """Raises ReturnReasonNeeded."""
    if reason is None:
        raise ReturnReasonNeeded


def may_sign(meeting: Meeting, by: UUID, grants: Iterable[Grant]) -> None:
    """Raises NotTheChair."""
    if meeting.chair_id is not None:
        if by != meeting.chair_id:
            raise NotTheChair
        return
    role = Role.GROUP_LEADER if meeting.group_id else Role.SECRETARY
    if not any(grant.role is role and holds(meeting, grant) for grant in grants):
        raise NotTheChair


def due_on(held_on: date, figures: Parameters) -> date:
    """The day by which the minutes of a meeting should be signed. Nothing is refused for being late."""
    return held_on + timedelta(days=figures.minutes_days)


def at_step(minutes: Minutes, state: MinutesState, version: int) -> None:
    """Raises MinutesLocked, MinutesNotInState, MinutesOutdated."""
    if minutes.state is MinutesState.SIGNED and state is not MinutesState.SIGNED:
        raise MinutesLocked
    if version != minutes.version:
        raise MinutesOutdated(version=minutes.version)
    if minutes.state is not state:
        raise MinutesNotInState(state=minutes.state.value)
