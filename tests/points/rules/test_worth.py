"""What one deed gives before any cap."""

from decimal import Decimal
from typing import Any

import pytest

from services.points.rules.worth import (
    ItemUnknown,
    LevelUnknown,
    PointsOutOfRange,
    QuantityWrong,
    ShareUnknown,
    SourceNotAllowed,
    item_of,
    may_come_from,
    needs_committee,
    worth,
)
from shared.errors import Refusal

from .rows import an_item, shipped


@pytest.mark.parametrize(
    ("item", "given", "points"),
    [
        ("A01", {}, "4"),
        ("C01", {"quantity": Decimal("2.5")}, "5"),
        ("A08", {"points": Decimal("1.5")}, "1.5"),
        ("B12", {}, "0.5"),
        ("B12", {"points": Decimal(4)}, "4"),
        ("D01", {"level": "province_ministry"}, "15"),
        ("D02", {"level": "company", "share": "member"}, "2.5"),
        ("E05", {"level": "serious"}, "8"),
        ("V01", {}, "0"),
    ],
)
def test_a_deed_is_worth_what_its_item_says(item: str, given: dict[str, Any], points: str) -> None:
    assert worth(an_item(item), **given) == Decimal(points)


@pytest.mark.parametrize(
    ("item", "given", "refusal"),
    [
        ("A01", {"quantity": Decimal(0)}, QuantityWrong),
        ("A01", {"quantity": Decimal(-1)}, QuantityWrong),
        ("A01", {"points": Decimal(4)}, PointsOutOfRange),
        ("A01", {"level": "national"}, LevelUnknown),
        ("A08", {}, PointsOutOfRange),
        ("A08", {"points": Decimal("3.5")}, PointsOutOfRange),
        ("A08", {"points": Decimal("0.25")}, PointsOutOfRange),
        ("B12", {"points": Decimal("4.5")}, PointsOutOfRange),
        ("D01", {}, LevelUnknown),
        ("D01", {"level": "galaxy"}, LevelUnknown),
        ("D01", {"level": "factory", "share": "leader"}, ShareUnknown),
        ("D02", {"level": "company"}, ShareUnknown),
        ("D02", {"level": "company", "share": "half"}, ShareUnknown),
    ],
)
def test_what_the_item_does_not_know_is_refused(
    item: str, given: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        worth(an_item(item), **given)


def test_a_third_decimal_place_is_refused_and_never_rounded_away() -> None:
    """Half of 2.5 at 0.01 quantity would be 0.0125."""
    with pytest.raises(QuantityWrong):
        worth(an_item("D02"), level="company", share="member", quantity=Decimal("0.01"))


def test_an_item_that_the_scheme_does_not_have_is_missing() -> None:
    with pytest.raises(ItemUnknown):
        item_of(shipped("A"), "Z99")


def test_a_loss_is_never_claimed() -> None:
    with pytest.raises(SourceNotAllowed):
        may_come_from(an_item("B12"), "claim")


def test_a_veto_and_what_the_committee_reviews_wait_for_the_committee() -> None:
    assert needs_committee(an_item("V04"))
    assert needs_committee(an_item("E05"))
    assert not needs_committee(an_item("B12"))
