"""Who takes part when a vote is closed: everyone at most once, whatever happened in the room."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.activities.models import Choice, MotionKind, RollLine, RollStanding, WrittenOpinion
from services.activities.rules.tallies import tally
from services.activities.rules.vote_rules import VoteRule, in_force

from .rows import NOON, a_line, who

ON = date(2026, 9, 22)
ADMISSION = in_force(MotionKind.ADMISSION, ON)
people = st.sets(st.integers(0, 19))
lines = st.sampled_from(
    [
        (RollStanding.FULL, None),
        (RollStanding.FULL, None),
        (RollStanding.FULL, "出国"),
        (RollStanding.PROBATIONARY, None),
        (RollStanding.GUEST, None),
    ]
)


def a_roll(told: list[tuple[RollStanding, str | None]]) -> list[RollLine]:
    return [a_line(key, standing, excluded_reason=reason) for key, (standing, reason) in enumerate(told)]


def opinions(keys: set[int]) -> list[WrittenOpinion]:
    return [
        WrittenOpinion(motion_id=who("motion"), choice=Choice.YES, text="同意。", by_id=who(key), at=NOON)
        for key in keys
    ]


def test_who_voted_and_left_is_present_and_who_came_without_a_word_in_writing_too() -> None:
    roll = a_roll([(RollStanding.FULL, None)] * 6)
    found = tally(ADMISSION, roll, inside={who(0), who(1)}, voted={who(1), who(2)}, opinions=opinions({0, 3}))
    assert (found.eligible, found.present) == (6, 3)
    assert [each.by_id for each in found.written] == [who(3)]


def test_who_voted_and_was_left_out_since_stays_among_those_entitled() -> None:
    roll = a_roll([(RollStanding.FULL, "停止党员权利"), (RollStanding.FULL, None)])
    found = tally(ADMISSION, roll, inside={who(0), who(1)}, voted={who(0)}, opinions=[])
    assert (found.eligible, found.present) == (2, 2)


@given(
    st.sampled_from([in_force(kind, ON) for kind in MotionKind]),
    st.lists(lines, min_size=20, max_size=20),
    people,
    people,
    people,
)
def test_nobody_counts_twice_and_nobody_without_a_vote(
    rule: VoteRule,
    told: list[tuple[RollStanding, str | None]],
    inside: set[int],
    cast: set[int],
    wrote: set[int],
) -> None:
    roll = a_roll(told)
    entitled = {line.person_id for line in roll if line.may_vote and line.excluded_reason is None}
    voted = set(map(who, cast)) & entitled
    found = tally(rule, roll, inside=set(map(who, inside)), voted=voted, opinions=opinions(wrote))
    assert len(voted) <= found.present
    assert found.present + len(found.written) <= found.eligible == len(entitled)
    assert {each.by_id for each in found.written} <= entitled - voted - set(map(who, inside))
