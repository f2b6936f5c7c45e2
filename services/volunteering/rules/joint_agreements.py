"""Joint agreements: drafted by the branch, signed by both sides, then only ended; plans of a year are added to them."""

from datetime import date
from uuid import UUID

from shared.errors import Conflict, Malformed, Missing

from ..models import AgreementState, JointAgreement, Project, YearlyProject
from .projects import BothSidesNeeded, ProjectMissing


class JointAgreementMissing(Missing):
    """No such agreement, or not for you."""

    zh, en = "没有这份共建协议", "No such joint agreement"


class YearlyProjectMissing(Missing):
    """No such line of this agreement."""

    zh, en = "协议中没有这个年度共建项目", "The agreement has no such yearly project"


class AgreementNotInState(Conflict):
    """The agreement is not where this act needs it; what both have signed is never rewritten."""

    zh, en = "共建协议当前状态不允许此操作", "The joint agreement is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class AgreementSigned(Conflict):
    """Each side signs once."""

    zh, en = "本方已签署", "Your side has signed already"


class AgreementBackwards(Malformed):
    """It ends on or after the day on which it begins."""

    zh, en = "协议终止日不能早于起始日", "It must not end before it begins"


class YearOutside(Malformed):
    """A yearly project lies in a year of its agreement."""

    zh, en = "年度须在协议期限内", "The year must lie within the agreement"


class YearlyProjectLinked(Conflict):
    """One line becomes one project."""

    zh, en = "该年度项目已关联项目", "This yearly project is linked already"


def may_run(from_on: date, until_on: date) -> None:
    """Raises AgreementBackwards."""
    if until_on < from_on:
        raise AgreementBackwards


def needs(row: JointAgreement, state: AgreementState) -> None:
    """Raises AgreementNotInState."""
    if row.state is not state:
        raise AgreementNotInState(state=row.state.value)


def may_sign(row: JointAgreement, by: UUID, *, for_community: bool) -> None:
    """Raises AgreementNotInState, AgreementSigned, BothSidesNeeded."""
    needs(row, AgreementState.DRAFT)
    own, other = row.branch_signed_by, row.community_signed_by
    if for_community:
        own, other = other, own
    if own is not None:
        raise AgreementSigned
    if other == by:
        raise BothSidesNeeded


def signed_by_both(row: JointAgreement) -> bool:
    """Whether it is in force from its first day on."""
    return row.branch_signed_by is not None and row.community_signed_by is not None


def holds(row: JointAgreement, on: date) -> bool:
    """Whether it is in force on a day; both its ends belong to it."""
    return row.state is AgreementState.SIGNED and row.from_on <= on <= row.until_on


def may_plan(row: JointAgreement, year: int) -> None:
    """Raises AgreementNotInState, YearOutside."""
    needs(row, AgreementState.SIGNED)
    if not row.from_on.year <= year <= row.until_on.year:
        raise YearOutside


def may_link(agreement: JointAgreement, line: YearlyProject, project: Project) -> None:
    """A project of the same two sides. Raises YearlyProjectLinked, ProjectMissing."""
    if line.project_id is not None:
        raise YearlyProjectLinked
    if (project.branch_id, project.community_id) != (agreement.branch_id, agreement.community_id):
        raise ProjectMissing
