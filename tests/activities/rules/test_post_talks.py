"""The year of post talks: until when a target is set, and whose members count."""

from datetime import date

import pytest

from services.activities.rules import post_talks


def test_a_target_is_set_for_this_year_or_a_coming_one() -> None:
    post_talks.may_set(2026, date(2026, 12, 31))
    post_talks.may_set(2027, date(2026, 12, 31))
    with pytest.raises(post_talks.YearOver):
        post_talks.may_set(2026, date(2027, 1, 1))


@pytest.mark.parametrize(
    ("year", "day"), [(2025, date(2025, 12, 31)), (2026, date(2026, 9, 15)), (2027, date(2026, 9, 15))]
)
def test_a_past_year_counts_the_members_of_its_last_day_and_any_other_those_of_today(
    year: int, day: date
) -> None:
    assert post_talks.counted_on(year, date(2026, 9, 15)) == day
