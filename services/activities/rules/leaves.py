"""Leave: asked before the meeting, decided by the group leader or the secretary, never by the asker.

After the beginning only an emergency or a shift excuses, and the secretary must agree (rule 22).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.auth.policy import Role
from shared.errors import Conflict, Forbidden, Missing

from ..models import Leave, LeaveKind, LeaveState, RollAbsence, RollLine, RollStanding, Sitting
from .rolls import exempt

SECRETARIES = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.HIGHER_OFFICER})
LAPSED = {
    RollAbsence.AWAY: "已登记长期请假,无需再请假 / On long leave now, which needs no other",
    RollAbsence.SECONDED: "已借调,无需请假 / Seconded now, which needs no leave",
    RollAbsence.DEPARTED: "已离岗 / Has left the factory",
    RollAbsence.MOVED: "已不属本支部或党小组 / Belongs to another branch or group now",
}
"""Why a request ends that nobody has to decide any more."""


class LeaveMissing(Missing):
    """No such leave, or not for you."""

    zh, en = "没有这条请假", "No such leave"


class LeaveTooLate(Conflict):
    """The meeting has begun, and this is neither an emergency nor a shift."""

    zh, en = (
        "会议已开始,除紧急情况和当班外不再受理请假",
        "The meeting has begun: only an emergency or a shift excuses",
    )


class LeaveStanding(Conflict):
    """One request at a time for each meeting."""

    zh, en = "对该会议已有请假", "There is a leave for this meeting already"


class LeaveDecided(Conflict):
    """The request has its answer, or was withdrawn."""

    zh, en = "该请假已处理", "The leave has been dealt with"


class LeaveNotNeeded(Conflict):
    """Whoever is not expected asks no leave."""

    zh, en = "不属于应到人员,无需请假", "Who is not expected needs no leave"


class OwnLeave(Forbidden):
    """Nobody decides the own leave."""

    zh, en = "不能审批本人的请假", "Nobody decides the own leave"


class SecretaryNeeded(Forbidden):
    """A leave asked after the beginning is the secretary's to decide."""

    zh, en = "开会后的请假须由书记批准", "A leave asked after the beginning needs the secretary"


class LeavesUndecided(Conflict):
    """A meeting is closed when every leave has its answer."""

    zh, en = "尚有请假未处理", "Some leaves are not decided yet"
    detail_zh, detail_en = "{count} 条请假待处理", "{count} are waiting"


def may_ask(
    line: RollLine, sittings: Sequence[Sitting], at: datetime, *, kind: LeaveKind, emergency: bool
) -> bool:
    """Whether the request is late: the last sitting that one could still attend has begun.

    Raises LeaveNotNeeded, LeaveTooLate.
    """
    if line.standing is RollStanding.GUEST or exempt(line):
        raise LeaveNotNeeded
    late = all(sitting.starts_at <= at for sitting in sittings)
    if late and not emergency and kind is not LeaveKind.ON_SHIFT:
        raise LeaveTooLate
    return late


def may_decide(leave: Leave, by: UUID, roles: frozenset[Role]) -> None:
    """Raises OwnLeave, LeaveDecided, SecretaryNeeded."""
    if leave.person_id == by:
        raise OwnLeave
    is_open(leave)
    if leave.late and not roles & SECRETARIES:
        raise SecretaryNeeded


def is_open(leave: Leave) -> None:
    """Raises LeaveDecided."""
    if leave.state is not LeaveState.ASKED:
        raise LeaveDecided


def all_decided(open_count: int) -> None:
    """Raises LeavesUndecided."""
    if open_count:
        raise LeavesUndecided(count=open_count)
