"""Unit reports: a branch to the community of its location, and to others where it serves.

Receiving and ending go by the rules of member reports.
"""

from shared.errors import Conflict, Missing

from ..models import ReportState, UnitReport


class UnitReportMissing(Missing):
    """No such report, or not for you."""

    zh, en = "没有这份单位报到", "No such unit report"


class UnitReportStanding(Conflict):
    """One branch reports to one community once at a time."""

    zh, en = "支部已向该社区报到", "The branch has reported to this community already"


class UnitReportNeeded(Conflict):
    """Before anything is agreed the branch has reported, and the community has given its receipt."""

    zh, en = (
        "支部须先向该社区报到并取得回执",
        "The branch must first report to this community and be received",
    )


def received(report: UnitReport | None) -> None:
    """Raises UnitReportNeeded."""
    if report is None or report.state is not ReportState.RECEIVED:
        raise UnitReportNeeded
