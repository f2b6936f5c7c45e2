"""What holds of memberships."""

import pytest

from services.directory.models import (
    EndingReason,
    Membership,
    MembershipStatus,
    Organisation,
    OrganisationKind,
)
from services.directory.rules.life import memberships as rules
from services.directory.rules.life.persons import PersonInactive

from ..rows import BRANCH, OTHER, a_membership, a_person, an_organisation, day

HERE = an_organisation(OrganisationKind.BRANCH, id=BRANCH)
GROUP = an_organisation(OrganisationKind.GROUP, parent_id=BRANCH)


def begin(
    *known: Membership, branch: Organisation = HERE, group: Organisation | None = GROUP, active: bool = True
) -> None:
    rules.check_beginning(a_person(active=active), branch, group, known, from_on=day("2026-09-01"))


def test_a_membership_begins_the_day_after_the_one_before_ended() -> None:
    begin(a_membership("2020-01-01", "2026-08-31", branch_id=OTHER))


def test_a_person_belongs_to_one_branch_at_a_time() -> None:
    with pytest.raises(rules.MembershipOverlaps) as refused:
        begin(a_membership("2020-01-01", "2026-09-01", branch_id=OTHER))
    assert "2020-01-01" in refused.value.detail("en")


def test_a_membership_that_begins_later_is_in_the_way_too() -> None:
    with pytest.raises(rules.MembershipOverlaps):
        begin(a_membership("2027-01-01", branch_id=OTHER))


def test_a_withdrawn_one_is_not() -> None:
    begin(a_membership("2026-09-01", "2026-08-31"))


def test_a_branch_may_have_members_without_a_group() -> None:
    begin(group=None)


def test_a_group_belongs_to_the_branch() -> None:
    with pytest.raises(rules.GroupElsewhere):
        begin(group=an_organisation(OrganisationKind.GROUP, parent_id=OTHER))


def test_a_branch_is_no_group() -> None:
    with pytest.raises(rules.GroupElsewhere):
        begin(group=an_organisation(OrganisationKind.BRANCH, parent_id=BRANCH))


def test_members_belong_to_branches() -> None:
    with pytest.raises(rules.NotABranch):
        begin(branch=an_organisation(OrganisationKind.GENERAL_BRANCH), group=None)


def test_who_has_left_begins_nothing() -> None:
    with pytest.raises(PersonInactive):
        begin(active=False)


def test_an_ending_may_withdraw_but_not_prolong() -> None:
    membership = a_membership("2026-09-01", "2026-09-30")
    rules.check_ending(membership, day("2026-08-31"))
    with pytest.raises(rules.EndingNotEarlier):
        rules.check_ending(membership, day("2026-10-01"))


@pytest.mark.parametrize(
    ("reason", "status"),
    [(EndingReason.LEFT, "13"), (EndingReason.EXPELLED, "13"), (EndingReason.TRANSFERRED, "01")],
)
def test_only_who_leaves_the_party_is_no_member(reason: EndingReason, status: str) -> None:
    assert rules.status_after_ending(a_person(political_status="01"), reason) == status


def test_what_the_branch_records_counts() -> None:
    assert rules.status_after_beginning(MembershipStatus.PROBATIONARY) == "02"


def test_a_fact_tells_spans_oldest_first_and_no_withdrawn_ones() -> None:
    known = [
        a_membership("2026-09-01"),
        a_membership("2020-01-01", "2026-08-31", branch_id=OTHER),
        a_membership("2026-09-01", "2026-08-31"),
    ]
    told = [(span["from_on"], span["until_on"], span["branch_id"]) for span in rules.told(known)]
    assert told == [(day("2020-01-01"), day("2026-08-31"), OTHER), (day("2026-09-01"), None, BRANCH)]
