"""A member's year for HR: its points from the periods, the grade it ended with, and the hours that count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from shared.workbooks import Page

from ...models import PeriodResult, Person, Workplace
from ..hr.hr_columns import BY_FIELD

_CENT = Decimal("0.01")
_LAST_MONTH = 12
_KEYS = tuple(BY_FIELD[field] for field in ("external_id", "employee_no", "name", "workplace"))
_COLUMNS = (
    *((column.zh, column.width) for column in _KEYS),
    *(("年度", 8), ("积分", 10), ("等次", 12), ("考核月数", 10), ("志愿服务小时", 14)),
)
"""The first four as in the list in which HR sends people, so that the two can be laid side by side."""
_GRADES = {"excellent": "优秀", "qualified": "合格", "basic": "基本合格", "unqualified": "不合格"}


@dataclass(frozen=True, slots=True)
class Year:
    """`points` is None if nothing could be assessed, `grade` while none is confirmed of the year's last period."""

    points: Decimal | None
    months: int
    vetoed: bool
    grade: str | None


def year_of(periods: Sequence[PeriodResult]) -> Year:
    """The year from its final periods: Σ points · months ÷ Σ months, and 0 while a veto is in force.

    The grade is that of the period which ends with December, by the branch that had the member then.
    Source: points, `rules/annual.py`, which has the same words.
    """
    months = sum(each.months for each in periods)
    vetoed = any(each.vetoed for each in periods)
    last = [each.grade for each in periods if each.ends_on.month == _LAST_MONTH and each.grade]
    grade = last[0] if last else None
    if not months:
        return Year(None, 0, vetoed, grade)
    weighted = sum((each.points * each.months for each in periods), Decimal(0)) / months
    return Year(Decimal(0) if vetoed else weighted.quantize(_CENT, ROUND_HALF_UP), months, vetoed, grade)


def result_data(row: PeriodResult) -> dict[str, Any]:
    """What HR reads of one period."""
    return {
        "person_id": row.person_id,
        "period": row.code,
        "ends_on": row.ends_on,
        "months": row.months,
        "points": str(row.points),
        "vetoed": row.vetoed,
        "grade": row.grade,
    }


def row_of(
    person: Person,
    workplace: Workplace | None,
    year: int,
    periods: Sequence[PeriodResult],
    *,
    minutes: int,
    updated_at: datetime,
) -> dict[str, Any]:
    """What HR reads of a person's year."""
    whole = year_of(periods)
    return {
        "person_id": person.id,
        "external_id": person.external_id,
        "employee_no": person.employee_no,
        "name": person.name,
        "workplace": (workplace.code or workplace.title_zh) if workplace else None,
        "year": year,
        "points": whole.points,
        "months": whole.months,
        "vetoed": whole.vetoed,
        "grade": whole.grade,
        "minutes": minutes,
        "periods": [
            {
                "period": each.code,
                "months": each.months,
                "points": each.points,
                "vetoed": each.vetoed,
                "grade": each.grade,
            }
            for each in periods
        ],
        "updated_at": updated_at,
    }


def page(year: int, rows: Sequence[dict[str, Any]]) -> Page:
    """The rows on a sheet; hours with one decimal place, rounded half up."""
    return Page(
        name=f"{year}年度结果",
        widths=[width for _, width in _COLUMNS],
        rows=[[name for name, _ in _COLUMNS], *map(_cells, rows)],
    )


def _cells(row: dict[str, Any]) -> list[str | None]:
    hours = (Decimal(row["minutes"]) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return [
        *(row[column.field] for column in _KEYS),
        str(row["year"]),
        None if row["points"] is None else f"{row['points']:.2f}",
        _GRADES.get(row["grade"]),
        str(row["months"]),
        str(hours),
    ]
