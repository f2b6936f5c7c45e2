"""`/v1/branch-parameters`: what a branch may set for itself, from which day, by whom."""

import asyncio
from typing import Any

import pytest

from services.activities.api.parameters import ParametersUpdate
from services.activities.rules.parameters import Parameters
from tests.activities.deciding import OURS, THEIRS, TOMORROW, decided, in_force, tag, tried
from tests.activities.house import House, both, nothing
from tests.points.world import ident
from tests.support.door import code_of, faults_of


class TestRead:
    async def test_nobody_reads_without_signing_in(self, house: House) -> None:
        assert (await house.get(OURS, None)).status_code == 401

    async def test_an_officer_who_is_no_member_reads_nothing(self, house: House) -> None:
        assert code_of(await house.get(OURS, "safety")) == "forbidden"

    async def test_another_branch_is_as_one_that_is_not_there(self, house: House) -> None:
        nowhere = f"/v1/branch-parameters/{nothing()}"
        group = f"/v1/branch-parameters/{ident('first')}"
        answers = [await house.get(path, "wang") for path in (THEIRS, nowhere, group)]
        assert {code_of(answer) for answer in answers} == {"organisation_missing"}
        assert code_of(await house.get(f"{THEIRS}/changes", "wang")) == "organisation_missing"

    async def test_a_branch_that_has_said_nothing_goes_by_what_is_proposed(self, house: House) -> None:
        assert await house.read(OURS, "wang") == {
            "branch_id": str(ident("power")),
            "on": "2026-09-15",
            "since": None,
            "parameters": {
                "grace_minutes": 15,
                "check_in_minutes": 30,
                "check_out_minutes": 30,
                "make_up_days": 7,
                "absence_credit": 0.5,
                "minutes_days": 7,
                "offer_hours": 24,
                "pass_mark": 60,
                "contest_attempts": 1,
                "course_questions_least": 3,
                "course_questions_most": 5,
                "material_minutes": 10,
                "minimum_group": 3,
                "good_rating": 3.5,
            },
        }
        assert (await house.read(f"{OURS}/changes", "wang"))["items"] == []

    async def test_the_higher_body_reads_every_branch_below_it(self, house: House) -> None:
        assert (await house.read(OURS, "higher"))["since"] is None
        assert code_of(await house.get(THEIRS, "higher")) == "organisation_missing"


class TestChange:
    async def test_nobody_changes_without_signing_in(self, house: House) -> None:
        assert (await tried(house, None, make_up_days=10)).status_code == 401

    @pytest.mark.parametrize("who", ["wang", "organiser", "higher", "safety"])
    async def test_the_secretary_alone_changes(self, house: House, who: str) -> None:
        assert code_of(await tried(house, who, make_up_days=10)) == "forbidden"

    async def test_another_branch_is_as_one_that_is_not_there(self, house: House) -> None:
        answer = await tried(house, "other secretary", make_up_days=10)
        assert code_of(answer) == "organisation_missing"

    async def test_what_has_begun_is_not_changed(self, house: House) -> None:
        assert code_of(await tried(house, from_on="2026-09-15", make_up_days=10)) == "parameters_not_ahead"
        assert code_of(await tried(house, from_on="2026-01-01", make_up_days=10)) == "parameters_not_ahead"

    async def test_who_has_read_an_older_version_is_told_so(self, house: House) -> None:
        before = await tag(house)
        await decided(house, make_up_days=10)
        assert code_of(await tried(house, etag=before, make_up_days=14)) == "stale"
        headers = house.by("secretary")
        answer = await house.client.patch(OURS, json={"from_on": TOMORROW, "note": "x"}, headers=headers)
        assert code_of(answer) == "unconditional"

    async def test_a_resolution_that_is_quoted_is_there(self, house: House) -> None:
        answer = await tried(house, resolution_id=str(nothing()), make_up_days=10)
        assert code_of(answer) == "resolution_unknown"

    async def test_a_test_never_needs_more_questions_than_it_may_have(self, house: House) -> None:
        """Nor on a day to come, when two changes meet."""
        assert code_of(await tried(house, course_questions_least=6)) == "course_questions_cross"
        await decided(house, from_on="2026-12-01", course_questions_most=3)
        answer = await tried(house, course_questions_least=4)
        assert code_of(answer) == "course_questions_cross"
        assert "2026-12-01" in answer.json()["detail"]

    @pytest.mark.parametrize(
        ("name", "value", "fault"),
        [
            ("grace_minutes", 61, "less_than_equal"),
            ("make_up_days", 0, "greater_than_equal"),
            ("absence_credit", 0.6, "less_than_equal"),
            ("offer_hours", 337, "less_than_equal"),
            ("pass_mark", 101, "less_than_equal"),
            ("minimum_group", 2, "greater_than_equal"),
            ("good_rating", 5.1, "less_than_equal"),
            ("good_rating", 3.55, "decimal_max_places"),
            ("alert_months", 3, "extra_forbidden"),
        ],
    )
    async def test_a_figure_keeps_within_its_bounds(
        self, house: House, name: str, value: float, fault: str
    ) -> None:
        figures: dict[str, Any] = {name: value}
        assert faults_of(await tried(house, **figures)) == {f"/{name}": fault}

    async def test_a_change_names_what_it_changes_and_why(self, house: House) -> None:
        assert code_of(await tried(house)) == "no_parameter_named"
        assert code_of(await tried(house, make_up_days=None)) == "no_parameter_named"
        assert faults_of(await tried(house, note="", make_up_days=10)) == {"/note": "string_too_short"}

    @both
    async def test_it_is_in_force_from_its_day_on_and_stays_in_the_history(self, house: House) -> None:
        told = await decided(house, make_up_days=10, good_rating="4.0")
        assert (told["on"], told["since"]) == (TOMORROW, TOMORROW)
        assert [(await in_force(house, day))["make_up_days"] for day in ("2026-09-15", TOMORROW)] == [7, 10]
        await decided(house, from_on="2027-01-01", make_up_days=14)
        house.watch.pass_by(days=1)
        assert (await house.read(OURS, "wang"))["parameters"]["good_rating"] == 4
        assert (await in_force(house, "2027-01-01"))["make_up_days"] == 14
        shown = (await house.read(f"{OURS}/changes", "wang"))["items"]
        assert [(each["number"], each["from_on"], each["values"]) for each in shown] == [
            (2, "2027-01-01", {"make_up_days": 14}),
            (1, TOMORROW, {"make_up_days": 10, "good_rating": 4}),
        ]
        assert {each["by_id"] for each in shown} == {str(ident("secretary"))}
        assert {each["note"] for each in shown} == {"支委会商定"}

    async def test_the_answer_tells_the_version_for_the_next_change(self, house: House) -> None:
        first = await tried(house, make_up_days=10)
        assert (await tried(house, etag=first.headers["etag"], pass_mark=80)).status_code == 200
        assert (await in_force(house, TOMORROW))["make_up_days"] == 10

    @both
    async def test_of_two_who_change_at_once_one_is_told_to_read_again(self, house: House) -> None:
        seen = await tag(house)
        answers = await asyncio.gather(
            tried(house, etag=seen, make_up_days=10), tried(house, etag=seen, make_up_days=14)
        )
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        assert await house.count("parameter_change") == 1


def test_a_change_may_name_every_parameter() -> None:
    about = {"from_on", "note", "resolution_id"}
    assert set(ParametersUpdate.model_fields) - about == set(Parameters.model_fields)
