"""What holds of memberships: at no date does a person belong to two branches, or twice to one.

Source: Branch Work Regulations (2018); in transit a member still belongs to the old branch.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from shared.errors import Conflict, Missing

from ...models import (
    DepartureReason,
    EndingReason,
    Membership,
    MembershipStatus,
    Organisation,
    OrganisationKind,
    Person,
    PoliticalStatus,
)
from .persons import PersonInactive
from .spans import holds, is_empty, may_end, overlap

_NO_LONGER = frozenset({EndingReason.LEFT, EndingReason.EXPELLED, EndingReason.DISQUALIFIED})


class MembershipMissing(Missing):
    """No such membership, or out of reach."""

    zh, en = "党员组织关系不存在", "No such membership"


class MembershipOverlaps(Conflict):
    """The person belongs to a branch on one of these days already."""

    zh, en = "同一时间只能隶属一个党支部", "A person belongs to one branch at a time"
    detail_zh, detail_en = (
        "与 {from_on} 起的组织关系重叠",
        "It overlaps the membership that began on {from_on}",
    )


class NotABranch(Conflict):
    """Members belong to branches."""

    zh, en = "组织关系只能落在党支部", "A membership belongs to a branch"


class GroupElsewhere(Conflict):
    """The group is not one of this branch."""

    zh, en = "该党小组不属于此党支部", "The group does not belong to this branch"


class EndingNotEarlier(Conflict):
    """An ending can only shorten, and reaches back at most to the day before the first."""

    zh, en = (
        "终止日期必须早于现有终止日期且不早于开始前一日",
        "An ending must shorten, and not begin before the span does",
    )


class NoMembership(Conflict):
    """Whoever moves belongs to a branch on that day."""

    zh, en = "该人员当日不隶属任何党支部", "The person belongs to no branch on that day"


class NothingMoves(Conflict):
    """Branch, group and status would be as they are."""

    zh, en = "组织关系没有变化", "Nothing would change"


def check_beginning(
    person: Person,
    branch: Organisation,
    group: Organisation | None,
    known: Sequence[Membership],
    *,
    from_on: date,
) -> None:
    """`known` are all of the person's memberships.

    Raises PersonInactive, NotABranch, GroupElsewhere, MembershipOverlaps.
    """
    check_place(person, branch, group)
    for other in known:
        if overlap(other, from_on, None):
            raise MembershipOverlaps(from_on=other.from_on)


def check_place(person: Person, branch: Organisation, group: Organisation | None) -> None:
    """Who has retired still belongs to a branch. Raises PersonInactive, NotABranch, GroupElsewhere."""
    if not person.active and person.departure != DepartureReason.RETIRED:
        raise PersonInactive
    if branch.kind != OrganisationKind.BRANCH:
        raise NotABranch
    if group and (group.kind != OrganisationKind.GROUP or group.parent_id != branch.id):
        raise GroupElsewhere


def left_at(known: Sequence[Membership], on: date) -> Membership:
    """The span that a move on this day cuts short. Raises NoMembership."""
    for span in known:
        if holds(span, on):
            return span
    raise NoMembership


def status_on(known: Sequence[Membership], on: date) -> MembershipStatus:
    """As what kind of member somebody counts on a day; who is moved on the first day, as what they became."""
    held = [span for span in known if span.from_on <= on] or list(known)
    return MembershipStatus(max(held, key=lambda span: span.from_on).status)


def planned_after(known: Sequence[Membership], on: date) -> list[Membership]:
    """Spans that begin after a day."""
    return [span for span in known if span.from_on > on and not is_empty(span)]


def last_day(left: Membership, later: Sequence[Membership], reason: EndingReason) -> date | None:
    """Until when the span runs that takes the place of one: in another branch until further notice.

    In the same branch as long as the old one would have, with what was planned after it; a new status alone does not
    touch what was planned.
    """
    if reason is EndingReason.TRANSFERRED:
        return None
    if reason is EndingReason.STATUS_CHANGED or not later:
        return left.until_on
    return max(later, key=lambda span: span.from_on).until_on


def check_moving(left: Membership, begun: Membership, leaves: UUID | None) -> None:
    """Raises NoMembership if another span is meant than the one in force, NothingMoves."""
    if leaves not in {None, left.id}:
        raise NoMembership
    if (left.branch_id, left.group_id, left.status) == (begun.branch_id, begun.group_id, begun.status):
        raise NothingMoves


def places_left(left: Membership, begun: Membership) -> set[UUID]:
    """The branch and group to which the person belongs no longer."""
    places = {left.branch_id, left.group_id} - {begun.branch_id, begun.group_id}
    return {place for place in places if place is not None}


def check_ending(membership: Membership, until_on: date) -> None:
    """Raises EndingNotEarlier."""
    if not may_end(membership, until_on):
        raise EndingNotEarlier


def check_prolonging(span: Membership, until_on: date | None, known: Sequence[Membership]) -> None:
    """Whether a span that was cut may run until then again. Raises MembershipOverlaps."""
    for other in known:
        if other.id != span.id and overlap(other, span.from_on, until_on):
            raise MembershipOverlaps(from_on=other.from_on)


def status_after_ending(person: Person, reason: EndingReason) -> str | None:
    """Who left the Party or was expelled is no member; every other reason leaves the status as it was."""
    return PoliticalStatus.MASSES.value if reason in _NO_LONGER else person.political_status


def status_after_beginning(status: MembershipStatus) -> PoliticalStatus:
    """What the branch records of a member counts more than what HR knew."""
    if status is MembershipStatus.FULL:
        return PoliticalStatus.PARTY_MEMBER
    return PoliticalStatus.PROBATIONARY_MEMBER


def told(known: Sequence[Membership]) -> list[dict[str, date | UUID | str | None]]:
    """The memberships as a fact tells them, without withdrawn ones, oldest first."""
    kept = sorted((span for span in known if not is_empty(span)), key=lambda span: span.from_on)
    return [
        {
            "branch_id": span.branch_id,
            "group_id": span.group_id,
            "status": span.status,
            "from_on": span.from_on,
            "until_on": span.until_on,
        }
        for span in kept
    ]
