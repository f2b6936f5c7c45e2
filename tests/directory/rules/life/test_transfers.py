"""How long an introduction letter is good for."""

import pytest

from services.directory.models import LetterReach
from services.directory.rules.life.transfers import LetterTooLong, Validity

from ..rows import day

WROTE = day("2026-11-30")


def test_the_factory_says_how_long_letters_are_good_for() -> None:
    own = Validity(city_days=5, beyond_days=20)
    assert own.until(WROTE, LetterReach.CITY, None) == day("2026-12-05")
    assert own.until(WROTE, LetterReach.BEYOND, None) == day("2026-12-20")
    assert own.until(WROTE, LetterReach.CITY, 7) == day("2026-12-07")


def test_never_for_more_than_three_months() -> None:
    assert Validity().until(WROTE, LetterReach.BEYOND, 90) == day("2027-02-28")
    with pytest.raises(LetterTooLong):
        Validity().until(WROTE, LetterReach.BEYOND, 91)
