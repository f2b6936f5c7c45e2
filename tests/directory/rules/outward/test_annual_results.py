"""What a year comes to."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.directory.models import PeriodResult
from services.directory.rules.outward import annual_results as rules

from ..rows import WANG, a_person, day

AT = datetime(2027, 1, 10, tzinfo=UTC)


def a_quarter(number: int, points: str, months: int = 3, **more: Any) -> PeriodResult:
    given: dict[str, Any] = {
        "person_id": WANG,
        "period_id": WANG,
        "revision": 2,
        "code": f"2026-Q{number}",
        "year": 2026,
        "ends_on": day(("2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31")[number - 1]),
        "months": months,
        "points": Decimal(points),
        "vetoed": False,
        "grade": None,
        "heard_at": AT,
    }
    return PeriodResult(**(given | more))


def test_quarters_count_by_their_months() -> None:
    assert rules.year_of([a_quarter(1, "90"), a_quarter(2, "80", months=1)]).points == Decimal("87.50")


def test_half_a_hundredth_is_rounded_up() -> None:
    year = rules.year_of([a_quarter(1, "80.01", months=1), a_quarter(2, "80", months=1)])
    assert year.points == Decimal("80.01")


def test_a_veto_makes_the_year_nothing() -> None:
    year = rules.year_of([a_quarter(1, "90"), a_quarter(2, "0", vetoed=True)])
    assert (year.points, year.vetoed, year.months) == (Decimal(0), True, 6)


def test_a_year_without_an_assessable_month_has_no_points() -> None:
    assert rules.year_of([a_quarter(1, "0", months=0)]) == rules.Year(None, 0, vetoed=False, grade=None)


@pytest.mark.parametrize(
    ("periods", "grade"),
    [
        ([a_quarter(3, "90", grade="excellent")], None),
        ([a_quarter(3, "90", grade="excellent"), a_quarter(4, "90")], None),
        ([a_quarter(3, "90", grade="excellent"), a_quarter(4, "90", grade="qualified")], "qualified"),
    ],
)
def test_the_grade_of_the_year_is_that_of_its_last_period(
    periods: list[PeriodResult], grade: str | None
) -> None:
    assert rules.year_of(periods).grade == grade


def test_the_sheet_begins_with_the_columns_by_which_hr_knows_people() -> None:
    person = a_person(employee_no="000123", external_id="HR-7", name="=1+1")
    periods = [a_quarter(4, "96.5", grade="excellent")]
    row = rules.row_of(person, None, 2026, periods, minutes=95, updated_at=AT)
    head, cells = rules.page(2026, [row]).rows
    assert list(head[:4]) == ["人员ID", "工号", "姓名", "部门/车间"]
    assert list(cells) == ["HR-7", "000123", "=1+1", None, "2026", "96.50", "优秀", "3", "1.6"]
