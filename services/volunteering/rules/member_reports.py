"""Member reports: by the member, to the community where one lives, as an ordinary person.

At most one stands: a new one ends the old one, and what was served under that stays (domain rule 28).
"""

from uuid import UUID

from shared.errors import Conflict, Malformed, Missing

from ..models import MemberReport, ReportEnd, ReportState, UnitReport


class MemberReportMissing(Missing):
    """No such report, or not for you."""

    zh, en = "没有这份党员报到", "No such member report"


class ReportStanding(Conflict):
    """There is one to this community already."""

    zh, en = "已向该社区报到", "You have reported to this community already"


class ReportNotInState(Conflict):
    """The report is not where this act needs it."""

    zh, en = "报到当前状态不允许此操作", "The report is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class EndUnexplained(Malformed):
    """A community that ends a report says why; a person need not."""

    zh, en = "社区终止报到须说明理由", "A community must say why it ends a report"


def is_new(standing: MemberReport | None, community_id: UUID) -> None:
    """Raises ReportStanding."""
    if standing is not None and standing.community_id == community_id:
        raise ReportStanding


def may_receive(report: MemberReport | UnitReport) -> None:
    """Once. Raises ReportNotInState."""
    _needs(report, ReportState.REPORTED)


def may_assign(report: MemberReport) -> None:
    """What was received is placed, and placed otherwise. Raises ReportNotInState."""
    _needs(report, ReportState.RECEIVED)


def ended_as(report: MemberReport | UnitReport, *, by_community: bool, reason: str | None) -> ReportEnd:
    """What ending means, from either side. Raises ReportNotInState, EndUnexplained."""
    if report.state is ReportState.ENDED:
        raise ReportNotInState(state=report.state.value)
    if not by_community:
        return ReportEnd.WITHDRAWN
    if reason is None:
        raise EndUnexplained
    return ReportEnd.REFUSED if report.state is ReportState.REPORTED else ReportEnd.OTHER


def _needs(report: MemberReport | UnitReport, state: ReportState) -> None:
    if report.state is not state:
        raise ReportNotInState(state=report.state.value)
