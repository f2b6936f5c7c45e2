"""How well a resource meets a demand: whole points, each with its reason, and never anything about persons."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.volunteering.models import (
    Category,
    Demand,
    DemandKind,
    DemandState,
    Match,
    MatchState,
    Resource,
    ResourceKind,
    Urgency,
)
from services.volunteering.rules import matches as rules
from services.volunteering.rules.projects import BothSidesNeeded

NINE = datetime(2026, 9, 19, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE = "四川省什邡市"
A, B = UUID(int=1), UUID(int=2)


def demand(**more: Any) -> Demand:
    """Three electricians from nine to twelve."""
    given: dict[str, Any] = {
        "community_id": A,
        "kind": DemandKind.SERVICE,
        "category": Category.SAFETY,
        "urgency": Urgency.NORMAL,
        "title": "照明检修",
        "description": "楼道灯不亮",
        "skill": "electrician",
        "quantity": 3,
        "wanted_from": NINE,
        "wanted_until": NINE + 3 * HOUR,
        "expires_on": date(2026, 9, 17),
        "state": DemandState.PUBLISHED,
        "collected_by": A,
        "collected_at": NINE,
    }
    return Demand(**(given | more))


def resource(**more: Any) -> Resource:
    """Four electricians all day, here."""
    given: dict[str, Any] = {
        "branch_id": B,
        "kind": ResourceKind.SKILL,
        "category": Category.SAFETY,
        "skill": "electrician",
        "title": "检修小组",
        "quantity": 4,
        "from_at": NINE - HOUR,
        "until_at": NINE + 9 * HOUR,
        "region": HERE,
        "offered_by": B,
        "offered_at": NINE,
    }
    return Resource(**(given | more))


def points(wanted: Demand, offered: Resource, region: str | None = HERE) -> dict[str, int]:
    """The points of each part."""
    found = rules.fit(wanted, offered, region)
    assert found is not None
    return {part.code: part.points for part in found.parts}


class TestFit:
    def test_the_parts_together_are_a_hundred(self) -> None:
        found = rules.fit(demand(urgency=Urgency.HIGH), resource(), HERE)
        assert found is not None
        assert (found.score, sum(part.most for part in found.parts)) == (100, 100)

    def test_without_a_common_minute_there_is_none(self) -> None:
        """Half-open: what begins when the other ends has nothing in common with it."""
        assert rules.fit(demand(), resource(from_at=NINE + 3 * HOUR), HERE) is None
        assert rules.fit(demand(), resource(until_at=NINE), HERE) is None
        late = resource(from_at=NINE + 3 * HOUR - timedelta(seconds=59))
        assert rules.fit(demand(), late, HERE) is None

    def test_with_neither_category_nor_skill_there_is_none(self) -> None:
        assert rules.fit(demand(), resource(category=Category.HEALTH, skill="doctor"), HERE) is None
        assert rules.fit(demand(skill=None), resource(category=Category.HEALTH, skill=None), HERE) is None

    def test_the_skill_alone_suffices_and_so_does_the_category(self) -> None:
        assert points(demand(), resource(category=Category.OTHER))["category"] == 0
        assert points(demand(), resource(skill="painter"))["skill"] == 0

    @pytest.mark.parametrize(("hours", "expected"), [(1, 6), (2, 13), (3, 20)])
    def test_the_window_counts_by_the_minutes_in_common(self, hours: int, expected: int) -> None:
        assert points(demand(), resource(until_at=NINE + hours * HOUR))["window"] == expected

    @pytest.mark.parametrize(("quantity", "expected"), [(1, 5), (2, 10), (3, 15), (30, 15)])
    def test_the_quantity_counts_as_far_as_it_is_needed(self, quantity: int, expected: int) -> None:
        assert points(demand(), resource(quantity=quantity))["quantity"] == expected

    def test_a_region_that_nobody_named_is_not_the_same(self) -> None:
        assert points(demand(), resource(region=None), None)["region"] == 0
        assert points(demand(), resource())["region"] == 10

    def test_each_part_says_why_in_both_languages_and_from_which_figures(self) -> None:
        found = rules.fit(demand(), resource(until_at=NINE + 2 * HOUR), HERE)
        assert found is not None
        told = {part["code"]: part for part in found.told()}
        assert told["window"]["zh"] == "需要 180 分钟,其中 120 分钟可用"
        assert told["window"]["en"] == "120 of the 180 minutes wanted are to be had"
        assert (told["window"]["wanted"], told["window"]["offered"]) == (180, 120)
        assert all(part["zh"] and part["en"] for part in told.values())

    def test_the_same_always_comes_to_the_same(self) -> None:
        assert rules.fit(demand(), resource(), HERE) == rules.fit(demand(), resource(), HERE)


class TestLapse:
    def test_nobody_answers_beyond_what_is_wanted(self) -> None:
        assert rules.lapses_at(demand(), 14, NINE - 48 * HOUR) == NINE + 3 * HOUR
        assert rules.lapses_at(demand(), 1, NINE - 48 * HOUR) == NINE - 24 * HOUR

    def test_at_its_last_instant_it_has_lapsed(self) -> None:
        row = a_match(lapses_at=NINE)
        assert rules.shown(row, NINE - timedelta(seconds=1)) is MatchState.PROPOSED
        assert rules.shown(row, NINE) is MatchState.LAPSED
        with pytest.raises(rules.MatchNotInState):
            rules.may_answer(row, NINE)


def a_match(**more: Any) -> Match:
    """An open proposal."""
    given: dict[str, Any] = {
        "demand_id": A,
        "resource_id": A,
        "branch_id": B,
        "community_id": A,
        "score": 90,
        "reasons": [],
        "state": MatchState.PROPOSED,
        "proposed_by": A,
        "proposed_at": NINE,
        "lapses_at": NINE + HOUR,
    }
    return Match(**(given | more))


class TestAccept:
    def test_each_side_accepts_once(self) -> None:
        with pytest.raises(rules.SideAccepted):
            rules.may_accept(a_match(branch_accepted_by=A), B, NINE, for_community=False)
        with pytest.raises(rules.SideAccepted):
            rules.may_accept(a_match(community_accepted_by=A), B, NINE, for_community=True)

    @pytest.mark.parametrize("for_community", [True, False])
    def test_never_one_person_both(self, *, for_community: bool) -> None:
        side = "branch_accepted_by" if for_community else "community_accepted_by"
        with pytest.raises(BothSidesNeeded):
            rules.may_accept(a_match(**{side: A}), A, NINE, for_community=for_community)
        rules.may_accept(a_match(**{side: A}), B, NINE, for_community=for_community)


def test_what_a_shift_is_worth_at_most_is_the_time_wanted_up_to_eight_hours() -> None:
    assert rules.planned_minutes(demand()) == 180
    assert rules.planned_minutes(demand(wanted_until=NINE + 72 * HOUR)) == 480
    assert rules.planned_minutes(demand(wanted_until=NINE + timedelta(seconds=30))) == 1
