"""Months, quarters and spans of days."""

from datetime import date

import pytest

from services.volunteering.rules import periods
from services.volunteering.rules.periods import Span

YEAR_OF_2026 = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
    ],
)
def test_a_month_or_quarter_has_its_days(code: str, first: str, last: str) -> None:
    assert periods.named(code) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "code", ["2026-13", "2026-00", "2026-Q5", "2026", "26-Q1", "2026-q1", "2026-11 ", "٢٠٢٦-Q1"]
)
def test_what_names_neither_is_refused(code: str) -> None:
    with pytest.raises(periods.MonthOrQuarterWrong):
        periods.named(code)


def test_a_month_is_no_quarter() -> None:
    with pytest.raises(periods.MonthOrQuarterWrong):
        periods.quarter("2026-11")


def test_a_span_is_a_year_at_most() -> None:
    assert periods.between(*YEAR_OF_2026) == Span(*YEAR_OF_2026)
    assert periods.between(date(2028, 1, 1), date(2028, 12, 31)).until_on == date(2028, 12, 31)
    with pytest.raises(periods.SpanWrong):
        periods.between(date(2026, 1, 1), date(2027, 1, 2))
    with pytest.raises(periods.SpanWrong):
        periods.between(date(2026, 1, 2), date(2026, 1, 1))


def test_a_period_and_days_together_are_unclear() -> None:
    assert periods.asked("2026-11", None, None) == periods.named("2026-11")
    assert periods.asked(None, *YEAR_OF_2026) == Span(*YEAR_OF_2026)
    for code, from_on, until_on in (
        (None, None, None),
        ("2026-11", *YEAR_OF_2026),
        (None, date(2026, 1, 1), None),
        ("2026-11", None, date(2026, 1, 1)),
    ):
        with pytest.raises(periods.SpanUnclear):
            periods.asked(code, from_on, until_on)


def test_the_quarters_that_are_over_do_not_hold_the_present_one() -> None:
    assert periods.quarters_before(date(2026, 9, 30), 3) == ["2026-Q2", "2026-Q1", "2025-Q4"]
    assert periods.quarters_before(date(2026, 10, 1), 1) == ["2026-Q3"]
    assert periods.quarters_before(date(2026, 1, 1), 1) == ["2025-Q4"]


def test_a_quarter_is_over_on_the_day_after_its_last() -> None:
    span = periods.quarter("2026-Q3")
    with pytest.raises(periods.TimeNotOver):
        periods.must_be_over(span, date(2026, 9, 30))
    periods.must_be_over(span, date(2026, 10, 1))
