"""What holds of appointments."""

import itertools
from contextlib import nullcontext

import pytest

from services.directory.models import OrganisationKind as Kind
from services.directory.rules.life import appointments as rules
from services.directory.rules.life.memberships import EndingNotEarlier
from services.directory.rules.life.outsiders import CommunityOfficerInside, check_no_outsider
from shared.auth.policy import COMMITTEE, EXCLUSIVE, OFFICERS, Role
from shared.ids import named_id

from ..rows import BRANCH, OTHER, WANG, a_membership, an_appointment, an_organisation, day

SEPTEMBER = day("2026-09-01")


@pytest.mark.parametrize(
    ("roles", "place", "machine"),
    [
        (COMMITTEE, Kind.BRANCH, False),
        (OFFICERS, Kind.BRANCH, False),
        (OFFICERS, Kind.BRANCH, True),
        ((Role.GROUP_LEADER,), Kind.GROUP, False),
        ((Role.HIGHER_OFFICER,), Kind.GENERAL_BRANCH, False),
        ((Role.HIGHER_OFFICER,), Kind.COMMITTEE, False),
        ((Role.DISPLAY_CLIENT,), Kind.BRANCH, True),
        ((Role.HR_CLIENT, Role.PARTY_CLIENT), None, True),
        (EXCLUSIVE, None, False),
        ((Role.COMMUNITY_OFFICER,), Kind.COMMUNITY, False),
    ],
)
def test_every_role_has_its_place_and_its_kind_of_holder(
    roles: tuple[Role, ...], place: Kind | None, machine: bool
) -> None:
    for role in roles:
        rules.check_role(role, an_organisation(place) if place else None, machine=machine)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.SECRETARY, Kind.GROUP),
        (Role.SECRETARY, None),
        (Role.GROUP_LEADER, Kind.BRANCH),
        (Role.HIGHER_OFFICER, Kind.BRANCH),
        (Role.AUDITOR, Kind.COMMITTEE),
        (Role.COMMUNITY_OFFICER, None),
        (Role.COMMUNITY_OFFICER, Kind.BRANCH),
        (Role.SECRETARY, Kind.COMMUNITY),
        (Role.HIGHER_OFFICER, Kind.COMMUNITY),
        (Role.MEMBER, Kind.BRANCH),
        (Role.MEMBER, None),
        (Role.STAFF, None),
    ],
)
def test_no_role_is_held_elsewhere(role: Role, place: Kind | None) -> None:
    with pytest.raises(rules.RoleMisplaced):
        rules.check_role(role, an_organisation(place) if place else None, machine=False)


@pytest.mark.parametrize(("role", "machine"), [(Role.SECRETARY, True), (Role.DISPLAY_CLIENT, False)])
def test_people_and_machines_do_not_take_each_others_roles(role: Role, machine: bool) -> None:
    with pytest.raises(rules.RoleUnfit):
        rules.check_role(role, an_organisation(Kind.BRANCH), machine=machine)


@pytest.mark.parametrize("pair", list(itertools.permutations(sorted(EXCLUSIVE), 2)))
def test_administrators_and_auditor_exclude_each_other(pair: tuple[Role, Role]) -> None:
    with pytest.raises(rules.RolesExclude):
        rules.check_held(pair[1], None, [an_appointment(pair[0])], from_on=SEPTEMBER, until_on=None)


def test_one_after_the_other_is_no_contradiction() -> None:
    before = an_appointment(Role.AUDITOR, until_on="2026-08-31")
    rules.check_held(Role.SYSTEM_ADMINISTRATOR, None, [before], from_on=SEPTEMBER, until_on=None)


def test_a_later_appointment_counts_before_it_begins() -> None:
    later = an_appointment(Role.AUDITOR, from_on="2027-01-01")
    rules.check_held(Role.SYSTEM_ADMINISTRATOR, None, [later], from_on=SEPTEMBER, until_on=day("2026-12-31"))
    with pytest.raises(rules.RolesExclude):
        rules.check_held(
            Role.SYSTEM_ADMINISTRATOR, None, [later], from_on=SEPTEMBER, until_on=day("2027-01-01")
        )


def test_the_same_role_is_held_once_in_one_place() -> None:
    held = [an_appointment(Role.SECRETARY, organisation_id=BRANCH)]
    rules.check_held(Role.SECRETARY, named_id("other"), held, from_on=SEPTEMBER, until_on=None)
    with pytest.raises(rules.AppointmentOverlaps):
        rules.check_held(Role.SECRETARY, BRANCH, held, from_on=SEPTEMBER, until_on=None)


@pytest.mark.parametrize(
    ("until_on", "from_on", "clash"),
    [(None, "2027-01-01", True), ("2026-12-31", "2026-12-31", True), ("2026-12-31", "2027-01-01", False)],
)
def test_a_community_officer_holds_no_other_office_on_the_same_day(
    until_on: str | None, from_on: str, clash: bool
) -> None:
    community = an_appointment(
        Role.COMMUNITY_OFFICER, until_on=until_on, organisation_id=named_id("lakeside")
    )
    safety = an_appointment(Role.SAFETY_OFFICER, until_on=until_on, organisation_id=BRANCH)
    for held, role in ((community, Role.SAFETY_OFFICER), (safety, Role.COMMUNITY_OFFICER)):
        with pytest.raises(CommunityOfficerInside) if clash else nullcontext():
            rules.check_held(role, OTHER, [held], from_on=day(from_on), until_on=None)


@pytest.mark.parametrize(
    ("until_on", "clash"), [(None, True), ("2026-09-01", True), ("2026-08-31", False), ("2019-12-31", False)]
)
def test_a_community_officer_is_in_no_branch_on_the_same_day(until_on: str | None, clash: bool) -> None:
    membership = a_membership("2020-01-01", until_on)
    with pytest.raises(CommunityOfficerInside) if clash else nullcontext():
        rules.check_outside(Role.COMMUNITY_OFFICER, [membership], from_on=SEPTEMBER, until_on=None)
    rules.check_outside(Role.SAFETY_OFFICER, [membership], from_on=SEPTEMBER, until_on=None)
    office = an_appointment(Role.COMMUNITY_OFFICER, until_on=until_on)
    with pytest.raises(CommunityOfficerInside) if clash else nullcontext():
        check_no_outsider([office], from_on=SEPTEMBER)
    check_no_outsider([an_appointment(Role.SAFETY_OFFICER)], from_on=SEPTEMBER)


def test_nobody_appoints_himself_however_far_he_reaches() -> None:
    with pytest.raises(rules.OwnAppointment):
        rules.check_appointer(WANG, None, by=WANG, reaches_all=True)


def test_what_is_held_nowhere_is_given_by_those_who_reach_everything() -> None:
    rules.check_appointer(WANG, None, by=named_id("security"), reaches_all=True)
    with pytest.raises(rules.AppointmentBeyondReach):
        rules.check_appointer(WANG, None, by=named_id("higher"), reaches_all=False)


def test_a_span_ends_on_its_first_day_at_the_earliest() -> None:
    rules.check_span(SEPTEMBER, SEPTEMBER)
    with pytest.raises(rules.SpanBackwards):
        rules.check_span(SEPTEMBER, day("2026-08-31"))


def test_an_ending_only_shortens() -> None:
    with pytest.raises(EndingNotEarlier):
        rules.check_ending(an_appointment(Role.AUDITOR, until_on="2026-08-31"), SEPTEMBER)


def test_a_fact_tells_what_is_and_was_held_and_nothing_withdrawn() -> None:
    known = [
        an_appointment(Role.AUDITOR),
        an_appointment(Role.MEMBER, from_on="2019-01-01", until_on="2019-12-31"),
        an_appointment(Role.SECRETARY, from_on="2020-01-01", until_on="2019-12-31"),
    ]
    assert [held["role"] for held in rules.told(known)] == ["member", "auditor"]
