"""Who is elected: in order, up to the seats; equals for too few seats are for people to decide."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.activities.models import MotionKind
from services.activities.rules.elections import Returned, returned
from services.activities.rules.vote_rules import in_force

from .rows import who

RULE = in_force(MotionKind.ELECTION, date(2026, 9, 22))


def elect(seats: int, present: int = 8, **votes: int) -> Returned:
    counted = {who(name): number for name, number in votes.items()}
    return returned(RULE, counted, seats=seats, present=present, entitled=10)


def test_those_with_most_votes_take_the_seats_in_order() -> None:
    """Rule 19."""
    found = elect(2, li=6, wang=8, chen=7)
    assert found == Returned((who("wang"), who("chen")), ())


def test_half_of_those_present_is_not_enough() -> None:
    """Rule 19: four of eight are half, five are more."""
    assert elect(2, wang=5, chen=4) == Returned((who("wang"),), ())


def test_a_tie_within_the_seats_elects_both() -> None:
    assert set(elect(2, wang=6, chen=6, li=5).elected) == {who("wang"), who("chen")}


def test_a_tie_for_the_last_seat_elects_neither_and_keeps_those_above() -> None:
    """Rule 19: a second round decides between equals; no order of names or ids does."""
    found = elect(2, wang=7, chen=6, li=6)
    assert found.elected == (who("wang"),)
    assert set(found.tied) == {who("chen"), who("li")}


def test_a_tie_of_all_for_fewer_seats_elects_nobody() -> None:
    found = elect(2, wang=6, chen=6, li=6)
    assert found.elected == ()
    assert set(found.tied) == {who("wang"), who("chen"), who("li")}


def test_a_tie_below_the_majority_is_no_tie_for_a_seat() -> None:
    assert elect(2, wang=7, chen=4, li=4) == Returned((who("wang"),), ())


@given(
    st.dictionaries(st.sampled_from([who(number) for number in range(8)]), st.integers(0, 20), min_size=1),
    st.integers(1, 8),
    st.integers(1, 20),
)
def test_nobody_is_elected_over_someone_with_more_votes(
    votes: dict[object, int], seats: int, present: int
) -> None:
    found = returned(RULE, votes, seats=seats, present=present, entitled=present)  # type: ignore[arg-type]  # any key
    assert len(found.elected) <= seats
    assert all(2 * votes[each] > present for each in found.elected)
    others = [number for each, number in votes.items() if each not in found.elected]
    lowest = min((votes[each] for each in found.elected), default=None)
    assert lowest is None or all(number <= lowest for number in others)
    assert not found.tied or len(found.tied) > seats - len(found.elected) > 0
