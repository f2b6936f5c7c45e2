"""The one plan: whatever HR says, by whatever way."""

from datetime import date
from typing import Any

import pytest

from services.directory.rules.hr.plan_items import ItemKind
from services.directory.rules.hr.reconciliation import SyncMode, guard_limit
from shared.ids import named_id

from .planning import (
    BRANCH,
    DAY,
    GROUP,
    HR_OWNS_ALL,
    ON,
    OTHER_BRANCH,
    OTHER_GROUP,
    OTHER_TEAM,
    TEAM,
    after,
    known,
    member,
    one,
    person,
    planned,
)


class TestWhoIsMeant:
    def test_the_key_of_hr_counts_more_than_the_number(self) -> None:
        item = one({"external_id": "E1", "employee_no": "N9", "post": "司炉工"}, person(1), person(2))
        assert (item.person_id, item.changes["employee_no"]) == (named_id("person", "1"), ("N1", "N9"))

    def test_without_a_key_the_number_of_an_active_person_counts(self) -> None:
        gone = person(1, active=False, external_id=None)
        item = one({"employee_no": "N1", "name": "人1", "post": "x"}, gone, person(2, employee_no="N1"))
        assert item.person_id == named_id("person", "2")

    def test_a_number_given_again_is_somebody_new(self) -> None:
        item = one({"external_id": "E7", "employee_no": "N1", "name": "新人"}, person(1, active=False))
        assert (item.kind, item.person_id) == (ItemKind.CREATE, None)

    def test_who_has_left_comes_back_by_the_same_key(self) -> None:
        gone = person(1, active=False, left_on=ON - DAY, departure="resigned")
        item = one({"external_id": "E1", "active": True}, gone)
        assert (item.kind, item.changes["left_on"]) == (ItemKind.REACTIVATE, (ON - DAY, None))

    def test_a_key_that_comes_later_joins_the_person_of_the_number(self) -> None:
        item = one({"external_id": "E1", "employee_no": "N1"}, person(1, external_id=None))
        assert (item.kind, item.changes) == (ItemKind.UPDATE, {"external_id": (None, "E1")})

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"name": "无键"}, "key_missing"),
            ({"external_id": "E9", "employee_no": "N2", "name": "冲突"}, "employee_no_held"),
            ({"external_id": "E9"}, "name_missing"),
        ],
    )
    def test_who_cannot_be_told_apart_is_left_alone(self, values: dict[str, Any], code: str) -> None:
        item = one(values, person(1), person(2))
        assert (item.findings[0].code, item.acts) == (code, False)

    def test_the_same_key_twice_is_a_conflict_of_both(self) -> None:
        items = planned(
            [{"external_id": "E1", "post": "a"}, {"external_id": "E1", "post": "b"}], known(person(1))
        )
        assert [item.kind for item in items] == [ItemKind.CONFLICT] * 2

    def test_two_may_exchange_their_numbers(self) -> None:
        records = [{"external_id": "E1", "employee_no": "N2"}, {"external_id": "E2", "employee_no": "N1"}]
        assert [item.kind for item in planned(records, known(person(1), person(2)))] == [ItemKind.UPDATE] * 2

    def test_a_leaver_makes_room_for_the_number(self) -> None:
        records: list[dict[str, Any]] = [
            {"external_id": "E9", "employee_no": "N1", "name": "新人"},
            {"external_id": "E1", "active": False, "left_on": ON},
        ]
        kinds = [item.kind for item in planned(records, known(person(1)))]
        assert kinds == [ItemKind.CREATE, ItemKind.DEACTIVATE]

    def test_a_community_officer_is_not_hr_s(self) -> None:
        item = one({"external_id": "E1", "post": "x"}, person(1, outsider=True))
        assert (item.kind, item.findings[0].code) == (ItemKind.REJECTED, "community_officer")


class TestPlaces:
    @pytest.mark.parametrize("word", ["W-11", "动力车间/甲班", "Power/Team A"])
    def test_a_code_or_a_title_with_what_is_above_it_names_one(self, word: str) -> None:
        item = one({"external_id": "E1", "workplace": word}, person(1, workplace=OTHER_TEAM))
        assert (item.kind, item.changes["workplace"]) == (ItemKind.TRANSFER, (OTHER_TEAM, TEAM))

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"workplace": "甲班"}, "workplace_ambiguous"),
            ({"workplace": "月球车间"}, "workplace_unknown"),
            ({"branch": "B9", "political_status": "01"}, "branch_unknown"),
            ({"branch": "B1", "group": "第九", "political_status": "01"}, "group_unknown"),
            ({"group": "第一党小组", "political_status": "01"}, "branch_missing"),
            ({"branch": "B1", "political_status": "13"}, "not_a_member"),
        ],
    )
    def test_a_place_that_is_not_known_is_never_made(self, values: dict[str, Any], code: str) -> None:
        item = one({"external_id": "E1", **values}, person(1), owners=HR_OWNS_ALL)
        assert (item.kind, item.findings[0].code) == (ItemKind.REJECTED, code)

    def test_a_group_is_one_of_the_branch(self) -> None:
        values = {"external_id": "E1", "branch": "包装党支部", "group": "第一党小组"}
        item = one(values, member(1), owners=HR_OWNS_ALL)
        assert (item.kind, item.changes["group"]) == (ItemKind.TRANSFER, (GROUP, OTHER_GROUP))

    def test_another_branch_takes_the_group_along(self) -> None:
        item = one({"external_id": "E1", "branch": "B2"}, member(1), owners=HR_OWNS_ALL)
        assert (item.changes["branch"], item.changes["group"]) == ((BRANCH, OTHER_BRANCH), (GROUP, None))


class TestOwners:
    def test_what_the_branch_owns_stays_and_the_plan_says_so(self) -> None:
        item = one({"external_id": "E1", "development_stage": "activist", "branch": "B2"}, member(1))
        assert (item.kind, item.changes) == (ItemKind.UNCHANGED, {})
        assert {(each.code, each.column) for each in item.findings} == {
            ("field_is_local", "development_stage"),
            ("field_is_local", "branch"),
            ("field_is_local", "group"),
        }

    def test_a_member_s_status_is_what_the_membership_says(self) -> None:
        item = one({"external_id": "E1", "political_status": "13"}, member(1), owners=HR_OWNS_ALL)
        assert (item.changes, item.findings[0].code) == ({}, "branch_decides_status")

    def test_a_party_post_is_only_noted(self) -> None:
        item = one({"external_id": "E1", "party_post": "支部书记"}, person(1))
        assert (item.kind, item.findings[0].code) == (ItemKind.UNCHANGED, "post_not_taken")


class TestDays:
    @pytest.mark.parametrize(
        ("values", "code"),
        [
            (
                {"joined_party_on": date(2020, 7, 1), "regularised_on": date(2019, 7, 1)},
                "regularised_before_joined",
            ),
            ({"birth_on": ON + DAY}, "day_ahead"),
            ({"hired_on": "2020", "left_on": date(2019, 1, 1), "active": False}, "left_before_hired"),
            ({"active": True, "left_on": ON}, "left_yet_active"),
        ],
    )
    def test_days_that_cannot_be_are_rejected(self, values: dict[str, Any], code: str) -> None:
        item = one({"external_id": "E1", **values}, person(1))
        assert (item.kind, item.findings[0].code) == (ItemKind.REJECTED, code)

    @pytest.mark.parametrize(
        ("months", "warned"), [(6, True), (11, False), (12, False), (13, False), (24, True)]
    )
    def test_regularised_after_other_than_a_year_is_a_warning(self, months: int, warned: bool) -> None:
        joined = date(2020, 7, 1)
        values = {"joined_party_on": joined, "regularised_on": joined + DAY * round(months * 30.44)}
        item = one({"external_id": "E1", "political_status": "01", **values}, person(1), owners=HR_OWNS_ALL)
        assert ([each.code for each in item.findings], item.kind) == (
            ["regularisation_unusual"] if warned else [],
            ItemKind.UPDATE,
        )

    def test_who_joins_later_is_kept_inactive_until_then(self) -> None:
        item = one({"external_id": "E9", "name": "新人", "hired_on": "2026-04", "active": True})
        assert item.later
        assert (item.kind, item.changes["active"], item.later.due_on) == (
            ItemKind.CREATE,
            (None, False),
            date(2026, 4, 1),
        )

    def test_who_leaves_later_is_here_until_then(self) -> None:
        values = {"external_id": "E1", "left_on": ON + DAY, "departure": "retired", "post": "x"}
        item = one(values, person(1))
        assert item.later
        assert (item.kind, set(item.changes), item.later.due_on) == (ItemKind.UPDATE, {"post"}, ON + DAY)
        assert item.leaves

    def test_hr_s_newest_word_settles_what_waits(self) -> None:
        [waiting] = after(
            known(person(1)), [one({"external_id": "E1", "left_on": ON + DAY}, person(1))]
        ).persons
        assert one({"external_id": "E1", "active": True, "left_on": None}, waiting).settles

    @pytest.mark.parametrize("half", [{"hired_on": "2026-04"}, {"departure": "retired"}, {"left_on": None}])
    def test_half_a_word_does_not_cancel_who_is_to_come(self, half: dict[str, Any]) -> None:
        about = known()
        come = {"external_id": "E9", "name": "新人", "hired_on": "2026-04"}
        [waiting] = after(about, planned([come], about)).persons
        assert one({"external_id": "E9", **half}, waiting).kind is ItemKind.UNCHANGED

    def test_a_departure_said_again_keeps_its_day(self) -> None:
        leave = {"external_id": "E1", "left_on": ON + DAY, "departure": "retired"}
        [waiting] = after(known(person(1)), [one(leave, person(1))]).persons
        item = one({"external_id": "E1", "departure": "resigned"}, waiting)
        assert item.later
        assert (item.later.due_on, item.later.values["departure"]) == (ON + DAY, "resigned")


class TestFullLists:
    def test_who_is_missing_has_left_if_hr_keeps_the_person(self) -> None:
        about = known(
            person(1), person(2), person(3, outsider=True), person(4, external_id=None, employee_no=None)
        )
        items = planned([{"external_id": "E1"}], about, SyncMode.FULL)
        assert [(item.kind, item.person_id) for item in items] == [
            (ItemKind.UNCHANGED, named_id("person", "1")),
            (ItemKind.DEACTIVATE, named_id("person", "2")),
        ]
        assert items[1].changes == {"active": (True, False), "left_on": (None, ON)}

    def test_of_whom_a_bad_row_speaks_is_not_missing(self) -> None:
        bad = {"external_id": "E1", "workplace": "月球车间"}
        items = planned([bad], known(person(1), person(2)), SyncMode.FULL, refused_keys=frozenset({"N2"}))
        assert [item.kind for item in items] == [ItemKind.REJECTED]

    def test_a_delta_lets_nobody_go_by_silence(self) -> None:
        assert len(planned([{"external_id": "E1"}], known(person(1), person(2)))) == 1

    @pytest.mark.parametrize(("managed", "limit"), [(0, 5), (250, 5), (300, 6), (10_000, 200)])
    def test_five_or_two_in_a_hundred_may_leave_unasked(self, managed: int, limit: int) -> None:
        assert guard_limit(managed) == limit
