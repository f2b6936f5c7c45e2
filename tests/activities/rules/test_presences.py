"""Presence at the vote: marks alternate, and only those entitled make a quorum."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.activities.models import MotionKind, PresenceKind, RollStanding
from services.activities.rules import presences as rules
from services.activities.rules.vote_rules import in_force

from .rows import a_line, a_roll, who

RULE = in_force(MotionKind.ORDINARY, date(2026, 9, 22))


def test_who_is_in_cannot_come_in_and_who_is_out_cannot_leave() -> None:
    assert rules.next_number(0, PresenceKind.ARRIVED) == 1
    assert rules.next_number(1, PresenceKind.ARRIVED) is None
    assert rules.next_number(1, PresenceKind.LEFT) == 2
    assert rules.next_number(2, PresenceKind.LEFT) is None
    assert rules.next_number(2, PresenceKind.ARRIVED) == 3


def test_probationary_members_and_guests_attend_and_are_not_entitled() -> None:
    """Rule 20."""
    roll = [
        *a_roll(4),
        a_line("qian", RollStanding.PROBATIONARY),
        a_line("visitor", RollStanding.GUEST),
    ]
    found = rules.quorum(RULE, roll, {who(0), who("qian"), who("visitor")})
    assert (found.eligible, found.present, found.attending) == (4, 1, 3)
    assert (found.needed, found.reached) == (1, False)


def test_who_is_left_out_is_named_and_is_missed_by_nobody() -> None:
    """Nine of ten are entitled; the tenth is in the room and counts as attending."""
    left_out = a_line("zhou", excluded_reason="留党察看", excluded_approval="总支批复1号")
    found = rules.quorum(RULE, [*a_roll(9), left_out], {who("zhou"), *map(who, range(5))})
    assert (found.eligible, found.present, found.attending, found.reached) == (9, 5, 6, True)
    assert found.excluded == (left_out,)


def test_a_roll_without_voters_never_has_a_quorum() -> None:
    """Nobody entitled is not everybody present."""
    found = rules.quorum(RULE, [a_line("qian", RollStanding.PROBATIONARY)], {who("qian")})
    assert (found.eligible, found.needed, found.reached) == (0, None, False)


@given(st.integers(1, 40), st.sets(st.integers(0, 39)), st.integers(0, 39))
def test_one_more_in_the_room_never_moves_the_meter_back(size: int, inside: set[int], late: int) -> None:
    roll = a_roll(size)
    before = rules.quorum(RULE, roll, set(map(who, inside)))
    after = rules.quorum(RULE, roll, set(map(who, inside | {late})))
    assert (after.reached, after.present) >= (before.reached, before.present)
    assert (after.needed or 0) <= (before.needed or 0)
