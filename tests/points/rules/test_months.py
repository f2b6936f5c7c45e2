"""Which months count, and caps in proportion to them."""

from decimal import Decimal

import pytest

from services.points.rules.months import Away, Span, assessable, counts_until, first_days, scaled_cap

from .rows import day

QUARTER = day("2026-07-01"), day("2026-09-30")


def a_span(from_on: str, until_on: str | None = None) -> Span:
    return Span(day(from_on), day(until_on) if until_on else None)


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([a_span("2020-01-01")], 3),
        ([a_span("2026-07-01")], 3),
        ([a_span("2026-07-02")], 2),
        ([a_span("2020-01-01", "2026-08-01")], 2),
        ([a_span("2020-01-01", "2026-06-30")], 0),
        ([a_span("2026-10-01")], 0),
        ([a_span("2020-01-01", "2026-07-15"), a_span("2026-08-20")], 2),
        ([], 0),
    ],
)
def test_a_month_counts_for_whoever_belonged_to_the_branch_on_its_first_day(
    spans: list[Span], months: int
) -> None:
    """Rule 15."""
    assert assessable(spans, *QUARTER) == months


def an_absence(kind: str, from_on: str, until_on: str | None = None) -> Away:
    return Away(day(from_on), day(until_on) if until_on else None, kind)


@pytest.mark.parametrize(
    ("away", "months"),
    [
        ([an_absence("leave", "2026-07-10", "2026-08-25")], 1),
        ([an_absence("leave", "2026-07-10", "2026-08-09")], 3),
        ([an_absence("leave", "2026-07-17", "2026-08-31")], 2),
        ([an_absence("study", "2026-07-01")], 0),
        ([an_absence("maternity_leave", "2026-06-01", "2026-09-14")], 1),
        ([an_absence("sick_leave", "2026-08-01", "2026-08-16")], 2),
        ([an_absence("sick_leave", "2026-08-01", "2026-08-15")], 3),
        (
            [
                an_absence("sick_leave", "2026-08-01", "2026-08-08"),
                an_absence("sick_leave", "2026-08-15", "2026-08-22"),
            ],
            2,
        ),
        ([an_absence("secondment", "2026-01-01")], 3),
    ],
)
def test_a_month_that_long_absence_or_sickness_mostly_fills_does_not_count(
    away: list[Away], months: int
) -> None:
    """A leave of 31 days at most takes nothing away; half a month is not more than half."""
    assert assessable([a_span("2020-01-01")], *QUARTER, away) == months


@pytest.mark.parametrize(
    ("reason", "last"),
    [
        ("retired", "2026-08-31"),
        ("resigned", "2026-08-10"),
        ("dismissed", "2026-08-10"),
        ("died", "2026-08-10"),
    ],
)
def test_who_retires_is_judged_to_the_end_of_the_month(reason: str, last: str) -> None:
    assert counts_until(day("2026-08-10"), reason) == day(last)


def test_for_whoever_is_here_everything_counts() -> None:
    assert counts_until(None, None) is None


def test_no_month_counts_twice_for_two_spans() -> None:
    assert assessable([a_span("2020-01-01"), a_span("2026-07-01")], *QUARTER) == 3


def test_the_months_of_a_period_run_over_the_turn_of_the_year() -> None:
    assert first_days(day("2026-11-15"), day("2027-01-31")) == [
        day("2026-11-01"),
        day("2026-12-01"),
        day("2027-01-01"),
    ]


@pytest.mark.parametrize(
    ("cap", "months", "scaled"),
    [("4", 1, "1.5"), ("4", 2, "3"), ("3", 1, "1"), ("9", 2, "6"), ("4", 0, "0"), ("4", 3, "4")],
)
def test_a_recurring_cap_scales_with_assessable_months_up_to_the_next_half_point(
    cap: str, months: int, scaled: str
) -> None:
    """Rule 15: cap × months ÷ 3; 4 ÷ 3 = 1.33 becomes 1.5."""
    assert scaled_cap(Decimal(cap), months, 3) == Decimal(scaled)


def test_what_has_no_cap_gets_none() -> None:
    assert scaled_cap(None, 1, 3) is None
