"""The year: weighted by months, 0 under a veto."""

from datetime import date
from decimal import Decimal

import pytest

from services.points.rules.annual import PeriodScore, Veto, annual, award_blocked_until

from .rows import day


def quarters(*scores: str, months: int = 3) -> list[PeriodScore]:
    return [PeriodScore(Decimal(each), months) for each in scores]


def a_veto(*, lifted: bool = False, on: str = "2026-05-20") -> Veto:
    return Veto(day(on), lifted)


def test_a_year_is_the_mean_of_its_quarters() -> None:
    assert annual(quarters("80", "90", "100", "90"), [], 3).score == 90


def test_a_quarter_weighs_by_its_assessable_months() -> None:
    """(60 × 1 + 90 × 3) ÷ 4 = 82.5."""
    year = annual([PeriodScore(Decimal(60), 1), PeriodScore(Decimal(90), 3)], [], 3)
    assert (year.score, year.months, year.graded) == (Decimal("82.5"), 4, True)


def test_a_third_of_a_cent_is_rounded_half_up() -> None:
    assert annual(quarters("0.01", "0.01", "0", "0"), [], 3).score == Decimal("0.01")


def test_a_veto_in_force_makes_the_year_0() -> None:
    """Rule 11."""
    year = annual(quarters("95", "95"), [a_veto()], 3)
    assert year.score == 0
    assert year.vetoed


def test_lifting_the_veto_restores_the_computed_year() -> None:
    """Rule 11."""
    year = annual(quarters("95", "95"), [a_veto(lifted=True)], 3)
    assert year.score == 95
    assert not year.vetoed


def test_one_lifted_veto_does_not_lift_another() -> None:
    """Rule 11."""
    assert annual(quarters("95"), [a_veto(lifted=True), a_veto()], 3).score == 0


def test_fewer_than_three_assessable_months_in_the_year_are_not_graded() -> None:
    """Rule 15."""
    assert not annual([PeriodScore(Decimal(90), 2)], [], 3).graded
    assert annual([PeriodScore(Decimal(90), 3)], [], 3).graded


def test_a_year_without_an_assessable_month_has_no_score() -> None:
    year = annual(quarters("95", months=0), [a_veto()], 3)
    assert (year.score, year.graded, year.vetoed) == (None, False, True)


@pytest.mark.parametrize(
    ("vetoes", "until"),
    [
        ([], None),
        ([a_veto(on="2026-05-20")], date(2027, 5, 20)),
        ([a_veto(on="2026-05-20"), a_veto(on="2026-08-31")], date(2027, 8, 31)),
        ([a_veto(on="2028-02-29")], date(2029, 2, 28)),
        ([a_veto(on="2026-12-31")], date(2027, 12, 31)),
        ([a_veto(lifted=True)], None),
    ],
)
def test_a_veto_blocks_award_nomination_for_twelve_months(vetoes: list[Veto], until: date | None) -> None:
    """Rule 11. Lifting it takes the block away."""
    assert award_blocked_until(vetoes, 12) == until


def test_a_block_that_ends_in_a_shorter_month_ends_on_its_last_day() -> None:
    assert award_blocked_until([a_veto(on="2026-08-31")], 6) == date(2027, 2, 28)
