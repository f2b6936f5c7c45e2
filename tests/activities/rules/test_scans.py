"""Room codes and clocks."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.activities.models import Mark, ScanVerdict
from services.activities.rules import scans as rules

NOON = datetime(2026, 9, 22, 4, tzinfo=UTC)
HERE, THERE = UUID(int=1), UUID(int=2)
SECRET = rules.sitting_secret("k" * 40, HERE)


class TestRoomCode:
    def test_it_is_what_rfc_2104_says(self) -> None:
        """HMAC-SHA-256 of the step, the first ten bytes in base 32; computed once with openssl."""
        assert rules.room_code(bytes(32), 0) == "TF46JQ7ODGLF7HWM"

    def test_another_room_and_another_key_make_other_codes(self) -> None:
        """Edge case 17: without the secret there is no making a code."""
        codes = {
            rules.room_code(rules.sitting_secret(key, room), 7)
            for key in ("k" * 40, "l" * 40)
            for room in (HERE, THERE)
        }
        assert len(codes) == 4

    def test_a_code_is_taken_in_its_step_and_the_next_and_in_no_other(self) -> None:
        step = rules.step_of(NOON)
        shown = rules.room_code(SECRET, step)
        taken = {
            seconds
            for seconds in range(-60, 120)
            if _taken(shown, rules.shown_from(step) + timedelta(seconds=seconds))
        }
        assert taken == set(range(60))

    def test_small_letters_are_read_as_capitals(self) -> None:
        rules.redeem(rules.room_code(SECRET, rules.step_of(NOON)).lower(), SECRET, NOON)

    def test_letters_of_another_script_are_only_a_wrong_code(self) -> None:
        with pytest.raises(rules.RoomCodeInvalid):
            rules.redeem("签到签到签到签到", SECRET, NOON)


class TestClock:
    def test_five_minutes_either_way_still_count(self) -> None:
        found = {skew: rules.verdict(skew) for skew in (-301, -300, 0, 300, 301)}
        assert found == {
            -301: ScanVerdict.QUARANTINED,
            -300: ScanVerdict.VALID,
            0: ScanVerdict.VALID,
            300: ScanVerdict.VALID,
            301: ScanVerdict.QUARANTINED,
        }

    def test_skew_is_device_minus_ours_in_whole_seconds(self) -> None:
        assert rules.skew(NOON + timedelta(seconds=90, milliseconds=400), NOON) == 90
        assert rules.skew(NOON - timedelta(seconds=90), NOON) == -90

    def test_a_clock_a_century_wrong_is_just_very_wrong(self) -> None:
        """So that the figure fits its column."""
        assert rules.skew(datetime(2126, 9, 22, 4, tzinfo=UTC), NOON) == 31_536_000


class TestOneStory:
    def test_present_and_absent_at_one_sitting_contradict(self) -> None:
        with pytest.raises(rules.MarksContradict):
            rules.one_story([(HERE, HERE, Mark.OUT), (HERE, HERE, Mark.ABSENT)])

    def test_absent_from_one_sitting_and_present_at_the_other_is_what_two_sittings_are_for(self) -> None:
        rules.one_story([(HERE, HERE, Mark.ABSENT), (THERE, HERE, Mark.IN), (HERE, THERE, Mark.IN)])


def _taken(code: str, at: datetime) -> bool:
    try:
        rules.redeem(code, SECRET, at)
    except rules.RoomCodeInvalid:
        return False
    return True
