"""Minutes: one drafts, another checks, the chair signs, and then nobody edits."""

import pytest

from services.activities.models import Minutes, MinutesState
from services.activities.rules import minutes as rules
from services.activities.rules.presiding import NotPresiding, may_preside
from shared.auth.policy import Reach, Role
from shared.auth.principal import Grant

from .rows import a_meeting, who

SECRETARY = Grant(Reach.BRANCH, who("branch"), role=Role.SECRETARY)
MEMBER = Grant(Reach.BRANCH, who("branch"), role=Role.MEMBER)
LEADER = Grant(Reach.GROUP, who("group"), role=Role.GROUP_LEADER)
ELSEWHERE = Grant(Reach.BRANCH, who("other branch"), role=Role.SECRETARY)


def minutes(state: MinutesState, version: int = 2) -> Minutes:
    return Minutes(meeting_id=who("meeting"), branch_id=who("branch"), state=state, version=version)


def test_signed_minutes_take_no_new_version_no_check_and_no_second_signature() -> None:
    """Rule 25."""
    signed = minutes(MinutesState.SIGNED)
    with pytest.raises(rules.MinutesLocked):
        rules.unlocked(signed, 2)
    with pytest.raises(rules.MinutesLocked):
        rules.may_check(signed, 2, who("organiser"), {who("recorder")})
    with pytest.raises(rules.MinutesLocked):
        rules.at_step(signed, MinutesState.CHECKED, 2)


def test_only_signed_minutes_are_added_to() -> None:
    """Rule 25: before that, a new version is drafted."""
    rules.at_step(minutes(MinutesState.SIGNED), MinutesState.SIGNED, 2)
    for state in (MinutesState.DRAFT, MinutesState.RETURNED, MinutesState.CHECKED):
        with pytest.raises(rules.MinutesNotInState):
            rules.at_step(minutes(state), MinutesState.SIGNED, 2)


def test_a_new_version_follows_the_newest() -> None:
    rules.unlocked(None, 0)
    rules.unlocked(minutes(MinutesState.CHECKED), 2)
    for seen, after in ((None, 1), (minutes(MinutesState.DRAFT), 1)):
        with pytest.raises(rules.MinutesOutdated):
            rules.unlocked(seen, after)


def test_nobody_checks_minutes_of_which_any_version_is_the_own() -> None:
    rules.may_check(minutes(MinutesState.DRAFT), 2, who("organiser"), {who("recorder")})
    with pytest.raises(rules.OwnMinutes):
        rules.may_check(minutes(MinutesState.DRAFT), 2, who("organiser"), {who("recorder"), who("organiser")})


def test_a_check_is_of_the_version_that_stands() -> None:
    with pytest.raises(rules.MinutesOutdated):
        rules.may_check(minutes(MinutesState.DRAFT), 1, who("organiser"), set())


def test_the_recorder_drafts_and_without_one_whoever_presides() -> None:
    rules.may_draft(a_meeting(), who("recorder"), [MEMBER])
    with pytest.raises(rules.NotTheRecorder):
        rules.may_draft(a_meeting(), who("chair"), [SECRETARY])
    rules.may_draft(a_meeting(recorder_id=None), who("anyone"), [SECRETARY])
    with pytest.raises(NotPresiding):
        rules.may_draft(a_meeting(recorder_id=None), who("anyone"), [MEMBER])


def test_the_chair_signs_and_without_one_the_secretary_or_the_leader_of_the_group() -> None:
    rules.may_sign(a_meeting(), who("chair"), [MEMBER])
    with pytest.raises(rules.NotTheChair):
        rules.may_sign(a_meeting(), who("secretary"), [SECRETARY])
    rules.may_sign(a_meeting(chair_id=None), who("secretary"), [SECRETARY])
    of_the_group = a_meeting(chair_id=None, group_id=who("group"))
    rules.may_sign(of_the_group, who("leader"), [LEADER])
    for meeting, grant in ((a_meeting(chair_id=None), ELSEWHERE), (of_the_group, SECRETARY)):
        with pytest.raises(rules.NotTheChair):
            rules.may_sign(meeting, who("someone"), [grant, MEMBER])


def test_an_office_held_elsewhere_presides_over_nothing_here() -> None:
    """A secretary who is a guest at another branch's meeting is a guest."""
    may_preside(a_meeting(), who("someone"), [SECRETARY])
    for grant in (ELSEWHERE, MEMBER, LEADER):
        with pytest.raises(NotPresiding):
            may_preside(a_meeting(), who("someone"), [grant])
