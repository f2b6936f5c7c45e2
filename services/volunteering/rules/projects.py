"""Projects: agreed by both sides, then open to volunteers.

States: PROPOSED (by the branch) → AGREED (by the community) or DECLINED; AGREED → RECRUITING → DELIVERED (the branch
has done it) → ACCEPTED (the community has looked, and rated it) → CLOSED; any before DELIVERED → CANCELLED, by either.
Source: Volunteer Service Regulations art. 12 (full information and risks), art. 17 (insurance before danger).
"""

from datetime import datetime
from uuid import UUID

from shared.errors import Conflict, Forbidden, Missing

from ..models import Project, ProjectState

_LEADS_TO: dict[ProjectState, frozenset[ProjectState]] = {
    ProjectState.PROPOSED: frozenset({ProjectState.AGREED, ProjectState.DECLINED, ProjectState.CANCELLED}),
    ProjectState.AGREED: frozenset({ProjectState.RECRUITING, ProjectState.CANCELLED}),
    ProjectState.RECRUITING: frozenset({ProjectState.DELIVERED, ProjectState.CANCELLED}),
    ProjectState.DELIVERED: frozenset({ProjectState.ACCEPTED}),
    ProjectState.ACCEPTED: frozenset({ProjectState.CLOSED}),
}
PLANNABLE = frozenset({ProjectState.AGREED, ProjectState.RECRUITING})
"""While it is so, shifts are planned."""
OPEN_TO_ALL = frozenset(
    {
        ProjectState.RECRUITING,
        ProjectState.DELIVERED,
        ProjectState.ACCEPTED,
        ProjectState.CLOSED,
        ProjectState.CANCELLED,
    }
)
"""What everybody at the factory may read."""


class ProjectMissing(Missing):
    """No such project, or not for you."""

    zh, en = "没有这个项目", "No such project"


class ProjectNotInState(Conflict):
    """The project is not where this act needs it."""

    zh, en = "项目当前状态不允许此操作", "The project is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class RisksUntold(Conflict):
    """What is dangerous needs its risks in words and an insurance named before anyone is asked to come."""

    zh, en = (
        "有人身危险的项目须先写明风险并购买保险",
        "A dangerous project needs risk statement and insurance first",
    )
    detail_zh, detail_en = (
        "《志愿服务条例》第十二条、第十七条",
        "Volunteer Service Regulations art. 12 and 17",
    )


class BothSidesNeeded(Forbidden):
    """Who proposed it for the branch does not agree to it for the community."""

    zh, en = "项目须由双方不同的人同意", "Both sides must be different people"


class CommunityMissing(Missing):
    """No such community."""

    zh, en = "没有这个社区", "No such community"


def move(project: Project, to: ProjectState) -> None:
    """Raises ProjectNotInState, RisksUntold."""
    if to not in _LEADS_TO.get(project.state, frozenset()):
        raise ProjectNotInState(state=project.state.value)
    if to is ProjectState.RECRUITING:
        risks_told(project)
    project.state = to


def risks_told(project: Project) -> None:
    """Raises RisksUntold."""
    if project.dangerous and not (project.risk_statement and project.insurance_ref):
        raise RisksUntold


def may_rewrite(project: Project) -> None:
    """What both have agreed on is not rewritten. Raises ProjectNotInState."""
    if project.state is not ProjectState.PROPOSED:
        raise ProjectNotInState(state=project.state.value)


def may_plan(project: Project) -> None:
    """Raises ProjectNotInState."""
    if project.state not in PLANNABLE:
        raise ProjectNotInState(state=project.state.value)


def may_insure(project: Project) -> None:
    """Until it recruits, an insurance may be named that was bought meanwhile. Raises ProjectNotInState."""
    if project.state not in {ProjectState.PROPOSED, ProjectState.AGREED}:
        raise ProjectNotInState(state=project.state.value)


def may_agree(project: Project, by: UUID) -> None:
    """Raises BothSidesNeeded."""
    if project.proposed_by == by:
        raise BothSidesNeeded


def may_deliver(last_ends_at: datetime | None, at: datetime) -> None:
    """It is not done while a shift is to come. Raises ShiftsToCome."""
    if last_ends_at is not None and last_ends_at > at:
        raise ShiftsToCome(ends_at=last_ends_at.isoformat())


class ShiftsToCome(Conflict):
    """A shift of the project is still to come or going on."""

    zh, en = "还有未结束的班次", "A shift has not ended yet"
    detail_zh, detail_en = "最后一个班次 {ends_at} 结束", "The last one ends at {ends_at}"
