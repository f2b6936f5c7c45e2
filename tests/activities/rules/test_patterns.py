"""Patterns, held against python-dateutil's rrule, which clients of calendars share."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import FR, MO, MONTHLY, SA, WEEKLY, rrule  # type: ignore[import-untyped] # it has no types
from pydantic import ValidationError

from services.activities.rules import patterns

FIRST, LAST = date(2026, 9, 15), date(2028, 9, 14)


def days(first: date = FIRST, last: date = LAST, **pattern: Any) -> list[date]:
    return patterns.days(patterns.kept(pattern), first, last)


def by_rrule(freq: int, **how: Any) -> list[date]:
    start = datetime.combine(FIRST, time())
    return [each.date() for each in rrule(freq, dtstart=start, until=datetime.combine(LAST, time()), **how)]


class TestDays:
    def test_the_first_saturday_of_each_month(self) -> None:
        found = days(every="month_weekday", nth=1, weekday=6)
        assert found == by_rrule(MONTHLY, byweekday=SA(1))
        assert (found[0], len(found)) == (date(2026, 10, 3), 24)

    def test_the_last_friday_of_each_month(self) -> None:
        assert days(every="month_weekday", nth=-1, weekday=5) == by_rrule(MONTHLY, byweekday=FR(-1))

    def test_a_fifth_monday_is_there_or_not(self) -> None:
        assert days(every="month_weekday", nth=5, weekday=1) == by_rrule(MONTHLY, byweekday=MO(5))

    def test_the_last_day_of_each_month_in_a_leap_year_too(self) -> None:
        found = days(every="month_end")
        assert found == by_rrule(MONTHLY, bymonthday=-1)
        assert date(2028, 2, 29) in found

    def test_every_other_friday_counts_from_the_first_day(self) -> None:
        assert days(every="week", weekday=5, weeks=2) == by_rrule(WEEKLY, interval=2, byweekday=FR)

    def test_the_31st_is_the_last_day_of_shorter_months_so_that_no_month_is_without(self) -> None:
        """Edge case 18: clients disagree about FREQ=MONTHLY from the 31st; we plan each day ourselves."""
        found = days(date(2027, 1, 31), date(2027, 6, 30), every="month_day", day=31)
        assert [day.isoformat() for day in found] == [
            "2027-01-31",
            "2027-02-28",
            "2027-03-31",
            "2027-04-30",
            "2027-05-31",
            "2027-06-30",
        ]

    def test_the_first_and_the_last_day_belong_to_the_span(self) -> None:
        assert days(date(2026, 9, 30), date(2026, 9, 30), every="month_end") == [date(2026, 9, 30)]

    def test_a_year_ends_and_the_next_begins(self) -> None:
        found = days(date(2026, 12, 1), date(2027, 1, 31), every="month_day", day=1)
        assert found == [date(2026, 12, 1), date(2027, 1, 1)]

    def test_more_than_three_years_are_refused(self) -> None:
        with pytest.raises(patterns.SeriesTooLong):
            days(FIRST, date(2030, 1, 1), every="month_end")
        with pytest.raises(patterns.SeriesTooLong):
            days(LAST, FIRST, every="month_end")

    def test_a_pattern_that_nobody_knows_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            patterns.kept({"every": "second", "step": 1})


class TestNext:
    def test_the_next_day_is_later_than_the_day_itself(self) -> None:
        monthly = patterns.MonthlyDay(every="month_day", day=20)
        assert patterns.next_day(monthly, date(2026, 12, 20)) == date(2027, 1, 20)
        assert patterns.next_day(monthly, date(2026, 12, 19)) == date(2026, 12, 20)


class TestClock:
    def test_half_past_midnight_in_shanghai_is_the_day_before_in_utc(self) -> None:
        found = patterns.at_clock(date(2026, 10, 1), "00:30", ZoneInfo("Asia/Shanghai"))
        assert found == datetime(2026, 9, 30, 16, 30, tzinfo=UTC)

    def test_seven_in_the_evening_stays_seven_across_a_change_of_the_clocks(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        before = patterns.at_clock(date(2026, 10, 24), "19:00", berlin)
        after = patterns.at_clock(date(2026, 10, 25), "19:00", berlin)
        assert (before.hour, after.hour) == (17, 18)

    def test_an_hour_that_the_clocks_skip_is_read_with_the_offset_before(self) -> None:
        found = patterns.at_clock(date(2027, 3, 28), "02:30", ZoneInfo("Europe/Berlin"))
        assert found == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)

    def test_an_hour_that_comes_twice_means_the_first(self) -> None:
        found = patterns.at_clock(date(2026, 10, 25), "02:30", ZoneInfo("Europe/Berlin"))
        assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
