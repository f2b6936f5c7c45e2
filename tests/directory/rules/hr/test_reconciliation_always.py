"""What holds of every plan, whatever HR says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.directory.rules.hr.plan_items import Item, Later
from services.directory.rules.hr.reconciliation import SyncMode

from .planning import DAY, ON, after, known, member, person, planned


def _records() -> st.SearchStrategy[list[dict[str, Any]]]:
    days = st.dates(date(2010, 1, 1), date(2027, 1, 1))
    optional = {
        "employee_no": st.sampled_from([f"N{number}" for number in range(8)]),
        "name": st.sampled_from(["甲", "乙", "人1"]),
        "post": st.sampled_from(["a", "b", None]),
        "workplace": st.sampled_from(["W-1", "W-11", "包装车间/甲班", "nowhere", None]),
        "active": st.booleans(),
        "left_on": st.one_of(st.none(), days),
        "departure": st.sampled_from(["retired", "resigned"]),
        "hired_on": st.sampled_from(["2012", "2012-07", "2026-05", "2026-03-03"]),
        "political_status": st.sampled_from(["01", "02", "13"]),
        "development_stage": st.sampled_from(["applicant", None]),
        "joined_party_on": st.one_of(st.none(), days),
    }
    keys = {"external_id": st.sampled_from([f"E{number}" for number in range(8)])}
    return st.lists(st.fixed_dictionaries(keys, optional=optional), max_size=6)


_PEOPLE = (
    person(0),
    person(1, active=False, left_on=ON - DAY),
    member(2),
    person(3, external_id=None),
    person(4, outsider=True),
    person(5, active=False, later=Later(ON + 30 * DAY, {"active": True})),
    person(6, later=Later(ON + DAY, {"active": False, "left_on": ON + DAY, "departure": "retired"})),
)
_MODES = st.sampled_from(SyncMode)


def _said(items: Sequence[Item], records: Sequence[dict[str, Any]]) -> set[str]:
    """The items without their numbers, each with the record it stems from."""
    numbered = dict(enumerate(records, 1))
    return {repr((replace(item, number=0), sorted(numbered.get(item.number, {})))) for item in items}


class TestWhateverHrSays:
    @settings(max_examples=150, deadline=None)
    @given(_records(), _MODES)
    def test_an_applied_plan_leaves_nothing_to_do(
        self, records: list[dict[str, Any]], mode: SyncMode
    ) -> None:
        about = known(*_PEOPLE)
        again = planned(records, after(about, planned(records, about, mode)), mode)
        assert [item for item in again if item.acts] == []

    @settings(max_examples=100, deadline=None)
    @given(_records(), _MODES, st.randoms(use_true_random=False))
    def test_the_order_of_records_does_not_matter(
        self, records: list[dict[str, Any]], mode: SyncMode, chance: Any
    ) -> None:
        shuffled = list(records)
        chance.shuffle(shuffled)
        about = known(*_PEOPLE)
        assert _said(planned(records, about, mode), records) == _said(
            planned(shuffled, about, mode), shuffled
        )

    @settings(max_examples=100, deadline=None)
    @given(_records())
    def test_only_what_is_named_changes(self, records: list[dict[str, Any]]) -> None:
        follows = {"active", "left_on", "departure"}
        for item in planned(records, known(*_PEOPLE)):
            assert set(item.changes) <= set(records[item.number - 1]) | follows

    @settings(max_examples=100, deadline=None)
    @given(_records(), _MODES)
    def test_no_two_active_people_have_one_number(
        self, records: list[dict[str, Any]], mode: SyncMode
    ) -> None:
        about = known(*_PEOPLE)
        people = after(about, planned(records, about, mode)).persons
        numbers = [
            each.values["employee_no"] for each in people if each.active and each.values.get("employee_no")
        ]
        assert len(numbers) == len(set(numbers))
