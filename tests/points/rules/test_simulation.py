"""What another scheme would have made of the same deeds."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from services.points.models import Grade
from services.points.rules.runs import Assessed, run
from services.points.rules.scheme_text import Each, Levels, Range, SchemeText
from services.points.rules.scoring import LedgerLine, score
from services.points.rules.simulation import CycleDiffers, Simulated, may_compare, revalued, simulate

from .rows import GROUP, LI, WANG, a_line, reversal_of, shipped
from .test_scoring_properties import TEXTS, ledgers

NOW = shipped("A")


def fresh(text: SchemeText, **changes: Any) -> SchemeText:
    """A text of its own: a copy would remember the items of the first."""
    return SchemeText.model_validate(text.model_dump() | changes)


def with_item(code: str, **changes: Any) -> SchemeText:
    """Scheme A with one item changed."""
    items = tuple(item.model_copy(update=changes) if item.code == code else item for item in NOW.items)
    return fresh(NOW, items=items)


def without(code: str) -> SchemeText:
    return fresh(NOW, items=tuple(item for item in NOW.items if item.code != code))


def each(value: str) -> Each:
    return Each(kind="each", value=Decimal(value), unit="time")


def simulated(other: SchemeText, *lines: LedgerLine, levels: dict[Any, str] | None = None) -> Simulated:
    member = Assessed(WANG, GROUP, "full", 3, 12)
    [found] = simulate(NOW, other, [member], {WANG: list(lines)}, levels or {})
    return found


def told(other: SchemeText, *lines: LedgerLine, **more: Any) -> list[tuple[str | None, str, str]]:
    found = simulated(other, *lines, **more)
    return [(each.item_code, str(each.before), str(each.after)) for each in found.differences]


def test_a_deed_is_worth_what_the_other_scheme_gives() -> None:
    """B11 gives 1 each; two hazards found at once were 2, and are 4 where one is 2."""
    other = with_item("B11", points=each("2"))
    found = simulated(other, a_line("B11", "2", quantity=Decimal(2)))
    [difference] = found.differences
    assert difference.item_code == "B11"
    assert [difference.before, difference.after] == [2, 4]
    assert difference.en.endswith("(it gives other points): 4 instead of 2")
    assert difference.zh.endswith("(分值标准不同):由 2 分变为 4 分")
    assert found.after.score - found.before.score == 2


def test_another_cap_says_both() -> None:
    hazards = [a_line("B11", "1", f"2026-07-0{day}") for day in range(1, 7)]
    [difference] = simulated(with_item("B11", cap=Decimal(6)), *hazards).differences
    assert [difference.before, difference.after] == [4, 6]
    assert "its cap is 6 instead of 4" in difference.en


def test_what_an_item_gave_that_is_gone_is_lost() -> None:
    [difference] = simulated(without("B11"), a_line("B11", "1")).differences
    assert [difference.before, difference.after] == [1, 0]
    assert "no such item" in difference.en


def test_what_people_judged_stays_within_the_others_range() -> None:
    ranged = next(item for item in NOW.items if item.points.kind == "range")
    assert isinstance(ranged.points, Range)
    least, most = ranged.points.min, ranged.points.max
    other = with_item(ranged.code, points=ranged.points.model_copy(update={"max": most - 1}), cap=None)
    wide = with_item(ranged.code, cap=None)
    for points in (least, most):
        line = a_line(ranged.code, str(points))
        [found] = [each for each in score(wide, revalued(wide, other, [line], {}), 3).lines if each.entry_id]
        assert found.raw == min(points, most - 1)


def test_a_level_is_looked_up_and_the_share_kept() -> None:
    """Half of a share at 4 is 2; where the level gives 8 it is 4."""
    item = next(item for item in NOW.items if item.points.kind == "levels")
    assert isinstance(item.points, Levels)
    level = item.points.levels[0]
    twice = level.model_copy(update={"value": level.value * 2})
    other = with_item(item.code, points=item.points.model_copy(update={"levels": (twice,)}), cap=None)
    line = a_line(item.code, str(level.value / 2))
    found = simulated(other, line, levels={line.entry_id: level.code})
    assert found.after.bonus == level.value


def test_a_reversed_entry_stays_reversed() -> None:
    entry = a_line("B11", "1")
    assert told(with_item("B11", points=each("2")), entry, reversal_of(entry)) == []


def test_grades_are_proposed_by_each() -> None:
    lines = [a_line(item.code, "5") for item in NOW.items if item.type == "EARN"]
    lines_of_grades = NOW.grades.model_copy(update={"excellent": Decimal(119)})
    found = simulated(fresh(NOW, grades=lines_of_grades), *lines)
    assert (found.grade_before, found.grade_after) == (Grade.EXCELLENT, Grade.QUALIFIED)


def test_members_come_by_their_ids() -> None:
    members = [Assessed(person, GROUP, "full", 3, 12) for person in (WANG, LI)]
    assert [each.member.member_id for each in simulate(NOW, NOW, members, {}, {})] == sorted([WANG, LI])


def test_a_year_is_no_quarter() -> None:
    with pytest.raises(CycleDiffers):
        may_compare(NOW, shipped("B"))


class TestAlways:
    @given(TEXTS.map(fresh), ledgers())
    def test_the_differences_sum_to_the_difference(self, other: SchemeText, lines: list[LedgerLine]) -> None:
        found = simulated(other, *lines)
        assert sum(each.after - each.before for each in found.differences) == (
            found.after.score - found.before.score
        )

    @given(ledgers())
    def test_the_same_scheme_gives_what_the_real_run_gave(self, lines: list[LedgerLine]) -> None:
        found = simulated(NOW, *lines)
        [real] = run(NOW, [found.member], {WANG: lines})
        assert (found.after, found.grade_after, found.differences) == (real.score, real.grade, ())
