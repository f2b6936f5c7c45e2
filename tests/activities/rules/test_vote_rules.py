"""The three vote rules at their boundaries, in whole numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.models import MotionKind
from services.activities.rules.vote_rules import (
    Share,
    VoteRule,
    VoteRuleMissing,
    carried,
    in_force,
    quorate,
    shipped,
    still_needed,
)

TODAY = date(2026, 9, 22)
ORDINARY = in_force(MotionKind.ORDINARY, TODAY)
ADMISSION = in_force(MotionKind.ADMISSION, TODAY)
ELECTION = in_force(MotionKind.ELECTION, TODAY)

every_rule = st.sampled_from(shipped())
numbers = st.integers(min_value=0, max_value=5000)


class TestOrdinary:
    def test_half_of_those_entitled_are_a_quorum(self) -> None:
        """Half or more: exactly half suffices. Rule 17, article 11; edge case 19."""
        assert quorate(ORDINARY, 5, 10)
        assert not quorate(ORDINARY, 4, 10)

    def test_of_an_odd_number_half_is_rounded_up(self) -> None:
        """Rule 17: three of five are half or more, two are not."""
        assert quorate(ORDINARY, 3, 5)
        assert not quorate(ORDINARY, 2, 5)

    def test_five_of_ten_do_not_pass_and_six_do(self) -> None:
        """Rule 17 and edge case 19: more than half of those who should attend, however few are there."""
        assert not carried(ORDINARY, 5, present=5, entitled=10)
        assert carried(ORDINARY, 6, present=6, entitled=10)

    def test_everyone_in_the_room_can_say_yes_and_the_motion_fail(self) -> None:
        """Rule 17: those present are not the measure."""
        assert quorate(ORDINARY, 5, 10)
        assert not carried(ORDINARY, 5, present=5, entitled=10)


class TestAdmission:
    def test_exactly_half_is_no_quorum_for_an_admission(self) -> None:
        """Rule 18: an ordinary vote could be held with them."""
        assert not quorate(ADMISSION, 5, 10)
        assert quorate(ORDINARY, 5, 10)
        assert quorate(ADMISSION, 6, 10)

    def test_an_admission_needs_more_than_half_of_those_entitled(self) -> None:
        """Rule 18."""
        assert not carried(ADMISSION, 5, present=8, entitled=10)
        assert carried(ADMISSION, 6, present=6, entitled=10)

    def test_only_an_admission_counts_written_opinions(self) -> None:
        """Rule 18."""
        assert [rule.code for rule in shipped() if rule.written_count] == [MotionKind.ADMISSION]


class TestElection:
    def test_eight_of_ten_can_elect_and_seven_cannot(self) -> None:
        """Rule 19 and edge case 19: four fifths of those entitled."""
        assert quorate(ELECTION, 8, 10)
        assert not quorate(ELECTION, 7, 10)

    def test_four_fifths_of_eleven_are_nine(self) -> None:
        """Rule 19: 8.8 cannot come."""
        assert not quorate(ELECTION, 8, 11)
        assert quorate(ELECTION, 9, 11)

    def test_more_than_half_of_those_present_elect(self) -> None:
        """Rule 19: the measure is the room, not the roll."""
        assert not carried(ELECTION, 4, present=8, entitled=10)
        assert carried(ELECTION, 5, present=8, entitled=10)

    def test_before_july_2020_exactly_four_fifths_were_not_enough(self) -> None:
        """Rule 19 has its date: `over four fifths` became `not fewer than four fifths`."""
        before = in_force(MotionKind.ELECTION, date(2020, 7, 12))
        assert not quorate(before, 8, 10)
        assert quorate(before, 9, 10)
        assert quorate(in_force(MotionKind.ELECTION, date(2020, 7, 13)), 8, 10)


class TestEveryRule:
    @pytest.mark.parametrize("rule", shipped(), ids=lambda rule: f"{rule.code}-{rule.effective_on}")
    def test_nobody_of_nobody_is_never_a_quorum(self, rule: VoteRule) -> None:
        assert not quorate(rule, 0, 0)
        assert still_needed(rule, 0, 0) is None
        assert not carried(rule, 0, present=0, entitled=0)

    @pytest.mark.parametrize("rule", shipped(), ids=lambda rule: f"{rule.code}-{rule.effective_on}")
    def test_all_of_those_entitled_can_decide_and_fewer_than_half_cannot(self, rule: VoteRule) -> None:
        assert quorate(rule, 10, 10)
        assert carried(rule, 10, present=10, entitled=10)
        assert not quorate(rule, 4, 10)
        assert not carried(rule, 4, present=10, entitled=10)

    def test_a_day_before_any_rule_has_none(self) -> None:
        with pytest.raises(VoteRuleMissing):
            in_force(MotionKind.ORDINARY, date(2018, 10, 27))

    @given(every_rule, numbers, numbers)
    def test_who_comes_never_undoes_a_quorum(self, rule: VoteRule, present: int, entitled: int) -> None:
        if quorate(rule, present, entitled):
            assert quorate(rule, present + 1, entitled)

    @given(every_rule, numbers, numbers)
    def test_one_more_entitled_never_makes_a_quorum(
        self, rule: VoteRule, present: int, entitled: int
    ) -> None:
        if entitled and not quorate(rule, present, entitled):
            assert not quorate(rule, present, entitled + 1)

    @given(every_rule, numbers, st.integers(min_value=1, max_value=5000))
    def test_so_many_as_are_needed_make_a_quorum_and_one_fewer_does_not(
        self, rule: VoteRule, present: int, entitled: int
    ) -> None:
        needed = still_needed(rule, present, entitled)
        assert needed is not None
        assert quorate(rule, present + needed, entitled)
        assert needed == 0 or not quorate(rule, present + needed - 1, entitled)

    @given(st.integers(1, 9), st.integers(1, 10), st.booleans(), st.integers(1, 5000))
    def test_the_least_number_is_the_first_that_reaches_any_share(
        self, parts: int, of: int, exactly: bool, whole: int
    ) -> None:
        share = Share(parts, of, exactly)
        assert share.reached(share.least(whole), whole)
        assert not share.reached(share.least(whole) - 1, whole)

    def test_a_number_too_large_for_a_float_is_still_counted_exactly(self) -> None:
        """2**53 + 1 is no float: half of it, rounded down, is not half."""
        whole = 2**53 + 1
        assert not quorate(ORDINARY, whole // 2, whole)
        assert quorate(ORDINARY, whole // 2 + 1, whole)
