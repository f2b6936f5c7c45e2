"""Donation drives: who is asked, who approves, and what leads where.

DRAFT → APPROVED (by another) → COLLECTING → CLOSED (no more gifts) → HANDED_OVER (the books balance) → REPORTED (the
last use report is out); before anything was handed over also → CANCELLED, and the gifts go back.
Source: Charity Law art. 31, 32 (no deceit, no apportionment), 122, 123 (mutual help inside a unit).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from shared.auth.policy import Reach
from shared.auth.principal import Grant
from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import Beneficiary, Donation, DonationState, Drive, DriveState

_LEADS_TO: dict[DriveState, frozenset[DriveState]] = {
    DriveState.DRAFT: frozenset({DriveState.APPROVED, DriveState.CANCELLED}),
    DriveState.APPROVED: frozenset({DriveState.COLLECTING, DriveState.CANCELLED}),
    DriveState.COLLECTING: frozenset({DriveState.CLOSED, DriveState.CANCELLED}),
    DriveState.CLOSED: frozenset({DriveState.HANDED_OVER, DriveState.CANCELLED}),
    DriveState.HANDED_OVER: frozenset({DriveState.REPORTED}),
}
HANDING_OVER = frozenset({DriveState.COLLECTING, DriveState.CLOSED})
"""While it is so, gifts are handed over and reports fall due."""
GIVING_BACK = frozenset({DriveState.COLLECTING, DriveState.CLOSED, DriveState.CANCELLED})
SUMS_TOLD = frozenset({DriveState.CLOSED, DriveState.HANDED_OVER, DriveState.REPORTED, DriveState.CANCELLED})
"""Then the circle reads the books. Whoever could read them before would see what a colleague just gave."""


class DriveMissing(Missing):
    """No such drive, or you are not in its circle."""

    zh, en = "没有这项捐助", "No such donation drive"


class DriveNotInState(Conflict):
    """The drive is not where this act needs it."""

    zh, en = "捐助当前状态不允许此操作", "The donation drive is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class DriveCodeTaken(Conflict):
    """The branch has a drive of this code."""

    zh, en = "本支部已有相同编号的捐助", "The branch has a drive of this code already"


class DrivePeriodUnfit(Malformed):
    """A drive ends on the day it begins, or later."""

    zh, en = "捐助截止日不能早于开始日", "A drive does not end before it begins"


class CircleUnfit(Malformed):
    """The circle is the branch or an organisation above it."""

    zh, en = (
        "捐助范围只能是本支部或其上级党组织所属",
        "The circle of a drive is the branch or an organisation above it",
    )


class ResponsibleUnfit(Malformed):
    """Somebody of the branch's committee answers for a drive."""

    zh, en = "捐助负责人须为本支部委员", "Somebody of the branch's committee answers for a drive"


class OwnDrive(Forbidden):
    """Whoever drafted a drive, or answers for it, does not approve it."""

    remarkable = True
    zh, en = "起草人和负责人不能审批", "Neither the drafter nor the person responsible approves a drive"


class CircleTooWide(Forbidden):
    """Beyond the branch's members, an officer above the whole circle approves."""

    remarkable = True
    zh, en = (
        "范围超出本支部党员的捐助须由上级组织人员审批",
        "A circle beyond the branch's members is approved by an officer above all of it",
    )


class InterestLink(Forbidden):
    """Whom an interest links to a beneficiary has no part in managing the drive."""

    remarkable = True
    zh, en = (
        "与受助人有利害关系的人不得经办(慈善法第五十九条)",
        "Who is linked to a beneficiary does not manage the drive (Charity Law art. 59)",
    )


class OutsidePeriod(Conflict):
    """Gifts are announced and taken within the drive's days."""

    zh, en = "不在捐助期限内", "Outside the days of the drive"
    detail_zh, detail_en = "期限为 {opens} 至 {closes}", "They are {opens} to {closes}"


class UnconfirmedGifts(Conflict):
    """What was written down at the table is first confirmed by its donor, or given back."""

    zh, en = "尚有未经捐赠人确认的登记", "Gifts are recorded that their donors have not confirmed"
    detail_zh, detail_en = "{count} 笔待确认或退还", "{count} to be confirmed or given back"


class HandedOverAlready(Conflict):
    """What was handed over, or is about to be, cannot be given back by cancelling."""

    zh, en = "已有款物交接,不能取消", "Something is handed over or reserved; it cannot be cancelled"


class HandlingUnfinished(Conflict):
    """A hand-over waits for its second handler, or a purpose change for its donors."""

    zh, en = "尚有未完成的交接或用途变更", "A hand-over or a change of purpose is not finished"


class AccountsNotYet(Conflict):
    """While gifts come in, the sums are for the handlers alone."""

    zh, en = "募集期间不公布金额", "The sums are told when the drive is closed"


def move(drive: Drive, to: DriveState) -> None:
    """Raises DriveNotInState."""
    if to not in _LEADS_TO.get(drive.state, frozenset()):
        raise DriveNotInState(state=drive.state.value)
    drive.state = to


def needs(drive: Drive, *states: DriveState) -> None:
    """Raises DriveNotInState."""
    if drive.state not in states:
        raise DriveNotInState(state=drive.state.value)


def period(opens_on: date, closes_on: date) -> None:
    """Raises DrivePeriodUnfit."""
    if closes_on < opens_on:
        raise DrivePeriodUnfit


def exceeds_branch(drive: Drive) -> bool:
    """Whether others than the branch's own members are asked."""
    return drive.with_staff or drive.circle_id != drive.branch_id


def may_approve(drive: Drive, by: UUID, grants: Iterable[Grant], above: Collection[UUID]) -> None:
    """`above` are the circle and all organisations above it. Raises OwnDrive, CircleTooWide."""
    if by in {drive.drafted_by, drive.responsible_id}:
        raise OwnDrive
    over_all = any(grant.reach is Reach.SUBTREE and grant.anchor in above for grant in grants)
    if exceeds_branch(drive) and not over_all:
        raise CircleTooWide


def takes_gifts(drive: Drive, on: date) -> None:
    """Raises DriveNotInState, OutsidePeriod."""
    needs(drive, DriveState.COLLECTING)
    if not drive.opens_on <= on <= drive.closes_on:
        raise OutsidePeriod(opens=drive.opens_on.isoformat(), closes=drive.closes_on.isoformat())


def relatives_of(beneficiaries: Iterable[Beneficiary]) -> set[str]:
    """Everybody who declared an interest link to one of them."""
    return {each for beneficiary in beneficiaries for each in beneficiary.relatives}


def no_interest(relatives: Iterable[str], *people: UUID | None) -> None:
    """Raises InterestLink if one of these people is a declared relative."""
    if set(relatives) & {str(person) for person in people if person}:
        raise InterestLink


def all_confirmed(gifts: Sequence[Donation]) -> None:
    """Raises UnconfirmedGifts."""
    waiting = sum(gift.state is DonationState.RECORDED for gift in gifts)
    if waiting:
        raise UnconfirmedGifts(count=waiting)


def may_cancel(gifts: Sequence[Donation]) -> None:
    """Raises UnconfirmedGifts, HandedOverAlready."""
    all_confirmed(gifts)
    if any(gift.used or gift.settled for gift in gifts):
        raise HandedOverAlready


def lapse(gifts: Iterable[Donation]) -> None:
    """Pledges that nobody brought end; nobody is asked why, and nobody is listed."""
    for gift in gifts:
        if gift.state is DonationState.PLEDGED:
            gift.state = DonationState.LAPSED
