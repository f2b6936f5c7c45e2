"""Caps as a table of worked numbers; the first rows are examples that others have published."""

from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

import pytest

from services.points.rules.scheme_text import Each, Item, ItemType, SchemeText
from services.points.rules.scoring import LedgerLine, score

from .rows import a_line, shipped


class Case(NamedTuple):
    """Deeds as points in the order of their days; what of each counts under the cap, and in all."""

    name: str
    cap: str | None
    deeds: tuple[str, ...]
    counted: tuple[str, ...]

    def item(self) -> Item:
        """One item of the base with this cap."""
        [first, *_] = (item for item in shipped("A").items if item.type is ItemType.EARN)
        points = Each(kind="each", value=Decimal(1), unit="time")
        cap = None if self.cap is None else Decimal(self.cap)
        return first.model_copy(update={"points": points, "cap": cap})

    def text(self) -> SchemeText:
        """A scheme of this item alone, in one part without a cap of its own."""
        part = shipped("A").part(self.item().part).model_copy(update={"cap": None})
        return shipped("A").model_copy(update={"items": (self.item(),), "parts": (part,)})

    def lines(self) -> list[LedgerLine]:
        """One entry a day."""
        code = self.item().code
        return [a_line(code, points, f"2026-07-{day:02}") for day, points in enumerate(self.deeds, 1)]


CASES = (
    # A branch's published table: 15 lessons of 2 points are 30 and count 12.
    Case("fifteen lessons of two", "12", ("2",) * 15, ("2",) * 6 + ("0",) * 9),
    # The order that made Stack Overflow's daily cap unfair: what came above the cap was lost for good there.
    Case("forty tens under two hundred", "200", ("10",) * 25, ("10",) * 20 + ("0",) * 5),
    # 学习强国, articles read: one point each, at most six a day.
    Case("seven articles under six", "6", ("1",) * 7, ("1",) * 6 + ("0",)),
    Case("exactly the cap", "4", ("2", "2"), ("2", "2")),
    Case("the last one in part", "5", ("2", "2", "2"), ("2", "2", "1")),
    Case("half points", "2.5", ("1", "1", "1"), ("1", "1", "0.5")),
    Case("one that is larger than the cap", "3", ("8",), ("3",)),
    Case("nothing counts under nothing", "0", ("1", "1"), ("0", "0")),
    Case("no cap", None, ("20", "20"), ("20", "20")),
)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_counts_under_a_cap(case: Case) -> None:
    lines = case.lines()
    found = {line.entry_id: line for line in score(case.text(), lines, 3).lines if line.entry_id}
    assert [found[line.entry_id].counted for line in lines] == [Decimal(each) for each in case.counted]
    assert [found[line.entry_id].raw for line in lines] == [Decimal(each) for each in case.deeds]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_however_they_come_the_same_counts(case: Case) -> None:
    lines = case.lines()
    told = score(case.text(), lines, 3)
    for order in list(permutations(range(min(len(lines), 5)))):
        shuffled = [lines[place] for place in order] + lines[len(order) :]
        assert score(case.text(), shuffled, 3) == told
    assert score(case.text(), lines[::-1], 3) == told
