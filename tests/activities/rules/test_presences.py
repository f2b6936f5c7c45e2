"""Presence at the vote: marks alternate, and only those entitled make a quorum."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.models import (
    Mark,
    MotionKind,
    PresenceKind,
    PresenceMark,
    RollStanding,
    Scan,
    ScanMethod,
    ScanVerdict,
    Sitting,
)
from services.activities.rules import presences as rules
from services.activities.rules.vote_rules import in_force

from .rows import NOON, a_line, a_roll, who

RULE = in_force(MotionKind.ORDINARY, date(2026, 9, 22))


def minutes(after: int) -> datetime:
    """An instant of the meeting."""
    return NOON + timedelta(minutes=after)


def seen(who_: str, mark: Mark, after: int) -> Scan:
    """A scan of the sitting."""
    given: dict[str, Any] = {"method": ScanMethod.LIST, "verdict": ScanVerdict.VALID, "nonce": "of the list"}
    return Scan(person_id=who(who_), mark=mark, occurred_at=minutes(after), skew_seconds=0, **given)


def marked(who_: str, number: int, after: int) -> PresenceMark:
    """A mark of whoever presides."""
    kind = PresenceKind.ARRIVED if number % 2 else PresenceKind.LEFT
    return PresenceMark(person_id=who(who_), number=number, kind=kind, at=minutes(after))


def sitting(after: int) -> Sitting:
    """An hour from then on."""
    where: dict[str, Any] = {"time_zone": "Asia/Shanghai", "place": "会议室"}
    return Sitting(starts_at=minutes(after), ends_at=minutes(after + 60), **where)


@pytest.mark.parametrize(
    ("before", "kind", "inside", "number"),
    [
        (0, PresenceKind.ARRIVED, False, 1),
        (1, PresenceKind.ARRIVED, True, None),
        (1, PresenceKind.LEFT, True, 2),
        (2, PresenceKind.LEFT, False, None),
        (2, PresenceKind.ARRIVED, False, 3),
        (0, PresenceKind.ARRIVED, True, None),
        (0, PresenceKind.LEFT, True, 2),
        (2, PresenceKind.LEFT, True, 4),
        (1, PresenceKind.ARRIVED, False, 3),
    ],
)
def test_who_is_in_cannot_come_in_and_who_is_out_cannot_leave(
    before: int, kind: PresenceKind, inside: bool, number: int | None
) -> None:
    """The last four after a check-in or check-out came between: odd numbers arrive, even ones leave."""
    assert rules.next_number(before, kind, inside=inside) == number


def test_who_checked_in_is_in_the_room_until_checked_out() -> None:
    scans = [seen("wang", Mark.IN, 0), seen("chen", Mark.IN, 1), seen("chen", Mark.OUT, 30)]
    assert rules.inside(scans, []) == {who("wang")}
    assert rules.inside([*scans, seen("chen", Mark.IN, 40), seen("li", Mark.ABSENT, 5)], []) == {
        who("wang"),
        who("chen"),
    }


def test_a_mark_outweighs_what_was_scanned_before_it_and_not_what_came_after() -> None:
    assert rules.inside([seen("wang", Mark.IN, 0)], [marked("wang", 2, 10)]) == set()
    assert rules.inside([seen("wang", Mark.IN, 10)], [marked("wang", 2, 10)]) == set()
    assert rules.inside([seen("wang", Mark.IN, 11)], [marked("wang", 2, 10)]) == {who("wang")}
    assert rules.inside([seen("wang", Mark.OUT, 5)], [marked("wang", 3, 10)]) == {who("wang")}


@given(st.permutations(range(6)))
def test_the_room_is_the_same_in_whatever_order_it_became_known(order: list[int]) -> None:
    """Offline scans come late; the moment at which they were made counts."""
    scans = [seen("wang", Mark.IN, 0), seen("wang", Mark.OUT, 20), seen("chen", Mark.IN, 20)]
    scans += [seen("chen", Mark.OUT, 20), seen("li", Mark.IN, 3), seen("wang", Mark.IN, 25)]
    assert rules.inside([scans[place] for place in order], [marked("li", 2, 9)]) == {who("wang")}


def test_the_sitting_that_goes_on_is_the_last_that_has_begun() -> None:
    """People of an earlier sitting who never checked out are not in the room of a later one."""
    early, late = sitting(0), sitting(240)
    held = [early, late]
    found = [rules.going_on(held, minutes(after)) for after in (-5, 0, 90, 239, 240, 600)]
    assert found == [early, early, early, early, late, late]
    assert rules.going_on([], NOON) is None


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
