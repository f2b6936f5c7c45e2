"""Calendar months."""

import pytest

from services.directory.rules.life.months import months_later, next_month

from ..rows import day


@pytest.mark.parametrize(
    ("from_on", "months", "to"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-15", 6, "2027-02-15"),
        ("2026-01-15", -12, "2025-01-15"),
        ("2026-12-31", -1, "2026-11-30"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(from_on: str, months: int, to: str) -> None:
    assert months_later(day(from_on), months) == day(to)


def test_after_december_comes_january() -> None:
    assert next_month(day("2026-12-31")) == day("2027-01-01")
