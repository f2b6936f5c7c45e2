"""Which scans count, and that codes once shown stay good."""

from uuid import UUID

import pytest

from services.activities.models import Mark, ScanVerdict
from services.activities.rules import scans as rules
from shared.room_codes import room_code

HERE, THERE = UUID(int=1), UUID(int=2)


class TestSecret:
    def test_the_codes_of_a_sitting_are_what_they_have_been(self) -> None:
        """HMAC-SHA-256 of `room-code:` and the id under the suite's key; a deployment breaks no code on a screen."""
        assert room_code(rules.sitting_secret("k" * 40, HERE), 7) == "AWBORS56HOT464GX"


class TestVerdict:
    def test_beyond_five_minutes_either_way_a_scan_waits_for_a_word(self) -> None:
        found = {skew: rules.verdict(skew) for skew in (-301, -300, 0, 300, 301)}
        assert found == {
            -301: ScanVerdict.QUARANTINED,
            -300: ScanVerdict.VALID,
            0: ScanVerdict.VALID,
            300: ScanVerdict.VALID,
            301: ScanVerdict.QUARANTINED,
        }


class TestOneStory:
    def test_present_and_absent_at_one_sitting_contradict(self) -> None:
        with pytest.raises(rules.MarksContradict):
            rules.one_story([(HERE, HERE, Mark.OUT), (HERE, HERE, Mark.ABSENT)])

    def test_absent_from_one_sitting_and_present_at_the_other_is_what_two_sittings_are_for(self) -> None:
        rules.one_story([(HERE, HERE, Mark.ABSENT), (THERE, HERE, Mark.IN), (HERE, THERE, Mark.IN)])
