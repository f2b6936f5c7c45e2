"""The arithmetic of a score: caps, floors, honours, losses, vetoes, parts of a period."""

from decimal import Decimal

import pytest

from services.points.rules.scheme_text import SchemeText

from .rows import a_line, line_of, reversal_of, scored, shipped

# Scheme A: B12 starts full at 4, B41 at 4, B42 at 3; who has no entry at all has these 11.
FULL_ITEMS = Decimal(11)


def capped_part(code: str, cap: str) -> SchemeText:
    """Scheme A with another cap for one part."""
    parts = tuple(
        part.model_copy(update={"cap": Decimal(cap)}) if part.code == code else part
        for part in shipped("A").parts
    )
    return shipped("A").model_copy(update={"parts": parts})


# Base and bonus items.


def test_points_above_an_items_cap_are_kept_but_not_counted() -> None:
    """Rule 1. B11 gives 1 each, at most 4 a quarter."""
    hazards = [a_line("B11", "1", f"2026-07-0{n}") for n in range(1, 7)]
    result = scored(*hazards)
    assert [line_of(result, each).raw for each in hazards] == [1] * 6
    assert [line_of(result, each).counted for each in hazards] == [1, 1, 1, 1, 0, 0]
    assert result.score == FULL_ITEMS + 4


def test_an_entry_that_only_partly_fits_counts_for_the_rest() -> None:
    """Rule 1. C01 gives 2 an hour, at most 8."""
    first, second = a_line("C01", "5", "2026-07-01"), a_line("C01", "5", "2026-07-02")
    result = scored(first, second)
    assert line_of(result, second).counted == 3
    assert line_of(result, second).why == "item_cap"


def test_a_reversed_entry_makes_room_for_one_above_the_cap() -> None:
    """Rule 2."""
    first, second = a_line("A01", "4", "2026-07-10"), a_line("A01", "4", "2026-08-10")
    assert line_of(scored(first, second), second).counted == 0
    corrected = scored(first, second, reversal_of(first))
    assert line_of(corrected, second).counted == 4
    assert corrected.score == FULL_ITEMS + 4


def test_a_reversed_entry_and_its_reversal_leave_no_line() -> None:
    entry = a_line("A01", "4")
    assert scored(entry, reversal_of(entry)) == scored()


def test_what_happened_first_counts_first_whenever_it_was_entered() -> None:
    late, early = a_line("A01", "4", "2026-09-01"), a_line("A01", "4", "2026-07-01")
    result = scored(late, early)
    assert line_of(result, early).counted == 4
    assert line_of(result, late).counted == 0


def test_a_score_is_never_below_zero() -> None:
    """Rule 3. Accountable for two accidents: 11 - 20."""
    result = scored(a_line("E06", "10"), a_line("E06", "10"))
    assert [result.base, result.deductions, result.score] == [11, 20, 0]


def test_the_bonus_part_is_never_above_its_cap() -> None:
    """Rule 3. 20 for an honour, 10 for an accident avoided: 20 count."""
    result = scored(a_line("D01", "20"), a_line("D04", "10"))
    assert [result.bonus, result.score] == [20, FULL_ITEMS + 20]


def test_the_same_achievement_at_two_levels_counts_once_at_the_higher() -> None:
    """Rule 6 (就高不重复)."""
    factory = a_line("D01", "5", "2026-07-01", achievement="节能标兵")
    company = a_line("D01", "10", "2026-08-01", achievement="节能标兵")
    result = scored(factory, company)
    assert line_of(result, factory).why == "superseded"
    assert line_of(result, factory).counted == 0
    assert [line_of(result, company).counted, result.bonus] == [10, 10]


def test_two_achievements_both_count() -> None:
    """Rule 6 speaks of one and the same."""
    result = scored(a_line("D01", "5", achievement="节能标兵"), a_line("D01", "10", achievement="岗位能手"))
    assert result.bonus == 15


def test_once_the_higher_honour_is_reversed_the_lower_one_counts() -> None:
    """Rules 2 and 6 together."""
    factory = a_line("D01", "5", achievement="节能标兵")
    company = a_line("D01", "10", achievement="节能标兵")
    assert scored(factory, company, reversal_of(company)).bonus == 5


# Items that start full, and deductions.


def test_an_item_that_starts_full_loses_what_is_reported() -> None:
    result = scored(a_line("B12", "1.5"))
    assert result.score == FULL_ITEMS - Decimal("1.5")


def test_no_more_can_be_lost_than_was_there() -> None:
    first, second = a_line("B42", "2", "2026-07-01"), a_line("B42", "2", "2026-07-02")
    result = scored(first, second)
    assert line_of(result, second).why == "nothing_left"
    assert line_of(result, second).counted == -1
    assert result.score == FULL_ITEMS - 3


def test_a_capped_deduction_takes_no_more_than_its_cap() -> None:
    """E02: one point each time late, at most 3 a quarter."""
    assert scored(*(a_line("E02", "1") for _ in range(5))).deductions == 3


def test_a_deduction_without_a_cap_takes_all() -> None:
    assert scored(*(a_line("E01", "3") for _ in range(3))).deductions == 9


# Parts and the total.


def test_a_base_part_counts_no_more_than_its_cap() -> None:
    result = scored(a_line("A01", "4"), a_line("A07", "3"), text=capped_part("duty", "5"))
    assert result.base == FULL_ITEMS + 5


def test_a_capped_deduction_part_takes_no_more_than_its_cap() -> None:
    text = capped_part("deduction", "5")
    result = scored(a_line("E06", "10"), text=text)
    assert [result.deductions, result.score] == [5, FULL_ITEMS - 5]
    assert sum(line.counted for line in result.lines) == result.score


def test_the_total_is_never_above_the_schemes() -> None:
    text = shipped("A").model_copy(update={"total_cap": Decimal(30)})
    assert scored(a_line("D01", "20"), text=text).score == 30


def test_whoever_does_everything_reaches_a_hundred_and_twenty() -> None:
    earning = [item for item in shipped("A").items if item.type.value in {"EARN", "BONUS"}]
    result = scored(*(a_line(item.code, str(item.cap)) for item in earning))
    assert [result.base, result.bonus, result.score] == [100, 20, 120]


def test_a_veto_leaves_the_periods_points_visible() -> None:
    """Rule 11 makes the year 0; the lines of the period stay as they are."""
    result = scored(a_line("A01", "4"), a_line("V01", "0"))
    assert result.vetoed
    assert result.score == FULL_ITEMS + 4


def test_a_lifted_veto_is_none() -> None:
    """Rule 11."""
    veto = a_line("V01", "0")
    assert not scored(veto, reversal_of(veto)).vetoed


# Parts of a period (rule 15).


def test_caps_of_recurring_items_scale_with_the_assessable_months() -> None:
    """Rule 15. A03 has 9 a quarter, so 3 in one month of three."""
    attended = [a_line("A03", "3", "2026-09-01"), a_line("A03", "3", "2026-09-20")]
    counted = [line_of(scored(*attended, months=1), each).counted for each in attended]
    assert counted == [3, 0]


def test_the_base_of_part_of_a_period_is_measured_by_what_was_attainable() -> None:
    """Rule 15. In one month of three the parts attain 13.5 + 13.5 + 7 = 34, the full items 1.5 + 1.5 + 1 = 4."""
    assert scored(months=1).base == Decimal("11.76")


def test_bonus_and_deductions_do_not_scale() -> None:
    """Rule 15 speaks of recurring caps."""
    result = scored(a_line("D01", "20"), a_line("E01", "3"), months=1)
    assert [result.bonus, result.deductions] == [20, 3]


def test_with_no_assessable_month_the_base_is_nothing() -> None:
    assert scored(a_line("A01", "4"), months=0).base == 0


@pytest.mark.parametrize("code", ["A", "B"])
def test_an_empty_ledger_keeps_only_what_starts_full(code: str) -> None:
    text = shipped(code)
    assert scored(months=text.months, text=text).score == {"A": 11, "B": 9}[code]
