"""Room codes, tickets and clocks."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shared import room_codes

NOON = datetime(2026, 9, 22, 4, tzinfo=UTC)
HERE, THERE = UUID(int=1), UUID(int=2)
SECRET = room_codes.secret_of("k" * 40, "room-code", HERE)


class TestRoomCode:
    def test_it_is_what_rfc_2104_says(self) -> None:
        """HMAC-SHA-256 of the step, the first ten bytes in base 32; computed once with openssl."""
        assert room_codes.room_code(bytes(32), 0) == "TF46JQ7ODGLF7HWM"

    def test_another_room_another_purpose_and_another_key_make_other_codes(self) -> None:
        """Without the secret there is no making a code, and none is good for anything else."""
        codes = {
            room_codes.room_code(room_codes.secret_of(key, purpose, room), 7)
            for key in ("k" * 40, "l" * 40)
            for purpose in ("room-code", "shift-code")
            for room in (HERE, THERE)
        }
        assert len(codes) == 8

    def test_a_code_is_taken_in_its_step_and_the_next_and_in_no_other(self) -> None:
        step = room_codes.step_of(NOON)
        shown = room_codes.room_code(SECRET, step)
        taken = {
            seconds
            for seconds in range(-60, 120)
            if _taken(shown, room_codes.shown_from(step) + timedelta(seconds=seconds))
        }
        assert taken == set(range(60))

    def test_small_letters_are_read_as_capitals(self) -> None:
        code = room_codes.room_code(SECRET, room_codes.step_of(NOON)).lower()
        assert room_codes.redeem(code, SECRET, NOON) == NOON

    def test_letters_of_another_script_are_only_a_wrong_code(self) -> None:
        with pytest.raises(room_codes.RoomCodeInvalid):
            room_codes.redeem("签到签到签到签到", SECRET, NOON)


class TestTicket:
    def test_it_says_for_five_minutes_when_it_was_had(self) -> None:
        kept = room_codes.ticket(room_codes.room_code(SECRET, room_codes.step_of(NOON)), SECRET, NOON)
        taken = {seconds for seconds in range(-10, 320) if _taken(kept, NOON + timedelta(seconds=seconds))}
        assert taken == set(range(300))
        assert room_codes.redeem(kept, SECRET, NOON + timedelta(seconds=299)) == NOON

    def test_a_ticket_of_another_second_or_room_is_wrong(self) -> None:
        kept = room_codes.ticket(room_codes.room_code(SECRET, room_codes.step_of(NOON)), SECRET, NOON)
        second, _, seal = kept.partition(".")
        assert not _taken(f"{int(second) + 1}.{seal}", NOON + timedelta(seconds=2))
        with pytest.raises(room_codes.RoomCodeInvalid):
            room_codes.redeem(kept, room_codes.secret_of("k" * 40, "room-code", THERE), NOON)


class TestClock:
    def test_five_minutes_either_way_still_count(self) -> None:
        found = {skew: room_codes.is_reliable(skew) for skew in (-301, -300, 0, 300, 301)}
        assert found == {-301: False, -300: True, 0: True, 300: True, 301: False}

    def test_skew_is_device_minus_ours_in_whole_seconds(self) -> None:
        assert room_codes.skew(NOON + timedelta(seconds=90, milliseconds=400), NOON) == 90
        assert room_codes.skew(NOON - timedelta(seconds=90), NOON) == -90

    def test_a_clock_a_century_wrong_is_just_very_wrong(self) -> None:
        """So that the figure fits its column."""
        assert room_codes.skew(datetime(2126, 9, 22, 4, tzinfo=UTC), NOON) == 31_536_000


def _taken(code: str, at: datetime) -> bool:
    try:
        room_codes.redeem(code, SECRET, at)
    except room_codes.RoomCodeInvalid:
        return False
    return True
