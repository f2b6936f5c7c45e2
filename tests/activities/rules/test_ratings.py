"""Means of marks, exact at the border."""

from decimal import Decimal

import pytest

from services.activities.rules.ratings import Tally


@pytest.mark.parametrize(
    ("count", "content", "usefulness", "delivery", "good"),
    [
        (4, 14, 14, 14, True),  # 42 of 12 marks: exactly 3.5
        (4, 14, 14, 13, False),  # 41 of 12
        (100, 350, 350, 349, False),  # 3.4967 is shown as 3.50 and has not reached it
    ],
)
def test_a_mean_reaches_three_and_a_half_only_if_it_does_exactly(
    count: int, content: int, usefulness: int, delivery: int, *, good: bool
) -> None:
    tally = Tally(count, content, usefulness, delivery, least=3)
    assert tally.reaches(Decimal("3.5")) is good


def test_two_ratings_show_no_mean_and_make_no_lesson_good() -> None:
    """A mean of two tells each of the two what the other thinks."""
    tally = Tally(2, 10, 10, 10, least=3)
    assert (tally.overall, tally.mean(10), tally.reaches(Decimal(1))) == (None, None, False)


def test_means_are_rounded_to_two_places_half_up() -> None:
    tally = Tally(3, 14, 13, 13, least=3)
    assert (tally.mean(14), tally.overall) == (Decimal("4.67"), Decimal("4.44"))
