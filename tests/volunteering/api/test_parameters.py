"""`/v1/volunteering-parameters`: what a branch may set for itself, from which day, by whom."""

import asyncio
from typing import Any

import httpx2
import pytest

from services.volunteering.api.parameters import VolunteeringParametersUpdate
from services.volunteering.rules.parameters import Parameters
from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, both, nothing

OURS = f"/v1/volunteering-parameters/{ident('power')}"
THEIRS = f"/v1/volunteering-parameters/{ident('packing')}"
TOMORROW = "2026-09-16"


async def tag(house: House) -> str:
    """The version that the secretary reads now."""
    return str((await house.get(OURS, "secretary")).headers["etag"])


async def tried(
    house: House, by: str | None = "secretary", *, etag: str | None = None, path: str = OURS, **figures: Any
) -> httpx2.Response:
    """A change that may be refused; from tomorrow on unless told otherwise."""
    headers = house.by(by) | {"If-Match": etag or await tag(house)}
    body = {"from_on": TOMORROW, "note": "支委会商定"} | figures
    return await house.client.patch(path, json=body, headers=headers)


async def decided(house: House, **figures: Any) -> dict[str, Any]:
    """One that must succeed: what will be in force."""
    answer = await tried(house, **figures)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def in_force(house: House, on: str) -> dict[str, Any]:
    """Every figure on a day."""
    found: dict[str, Any] = (await house.read(f"{OURS}?on={on}", "wang"))["parameters"]
    return found


class TestRead:
    async def test_nobody_reads_without_signing_in(self, house: House) -> None:
        assert (await house.get(OURS, None)).status_code == 401

    @pytest.mark.parametrize("who", ["officer", "worker"])
    async def test_who_belongs_to_no_branch_reads_nothing(self, house: House, who: str) -> None:
        assert code_of(await house.get(OURS, who)) == "forbidden"

    async def test_another_branch_is_as_one_that_is_not_there(self, house: House) -> None:
        nowhere = f"/v1/volunteering-parameters/{nothing()}"
        community = f"/v1/volunteering-parameters/{ident('baiguo')}"
        answers = [await house.get(path, "wang") for path in (THEIRS, nowhere, community)]
        assert {code_of(answer) for answer in answers} == {"branch_missing"}
        assert code_of(await house.get(f"{THEIRS}/changes", "wang")) == "branch_missing"

    async def test_a_branch_that_has_said_nothing_goes_by_what_is_proposed(self, house: House) -> None:
        assert await house.read(OURS, "wang") == {
            "branch_id": str(ident("power")),
            "on": "2026-09-15",
            "since": None,
            "parameters": {
                "cancellation_hours": 24,
                "rest_hours": 11,
                "check_in_minutes": 30,
                "check_out_minutes": 60,
                "step_minutes": 30,
                "daily_minutes_most": 480,
                "late_entry_days": 7,
                "hours_publicity_days": 3,
                "confirm_days": 5,
                "star_hours": [100, 300, 600, 1000, 1500],
                "match_days": 14,
                "feedback_days": 30,
            },
        }
        assert (await house.read(f"{OURS}/changes", "wang"))["items"] == []


class TestChange:
    async def test_nobody_changes_without_signing_in(self, house: House) -> None:
        assert (await tried(house, None, rest_hours=8)).status_code == 401

    @pytest.mark.parametrize("who", ["wang", "organiser", "officer"])
    async def test_the_secretary_alone_changes(self, house: House, who: str) -> None:
        assert code_of(await tried(house, who, rest_hours=8)) == "forbidden"

    async def test_another_branch_is_as_one_that_is_not_there(self, house: House) -> None:
        assert code_of(await tried(house, path=THEIRS, rest_hours=8)) == "branch_missing"

    async def test_what_has_begun_is_not_changed(self, house: House) -> None:
        assert code_of(await tried(house, from_on="2026-09-15", rest_hours=8)) == "parameters_not_ahead"

    async def test_who_has_read_an_older_version_is_told_so(self, house: House) -> None:
        before = await tag(house)
        await decided(house, rest_hours=8)
        assert code_of(await tried(house, etag=before, rest_hours=9)) == "stale"

    @pytest.mark.parametrize(
        ("name", "value", "pointer", "fault"),
        [
            ("hours_publicity_days", 0, "", "greater_than_equal"),
            ("daily_minutes_most", 1441, "", "less_than_equal"),
            ("step_minutes", 0, "", "greater_than_equal"),
            ("rest_hours", 25, "", "less_than_equal"),
            ("star_hours", [], "", "too_short"),
            ("star_hours", list(range(1, 12)), "", "too_long"),
            ("star_hours", [100, 100], "", "not_ascending"),
            ("star_hours", [100, 300, 200], "", "not_ascending"),
            ("star_hours", [0, 1], "/0", "greater_than_equal"),
            ("points_most", 3, "", "extra_forbidden"),
        ],
    )
    async def test_a_figure_keeps_within_its_bounds(
        self, house: House, name: str, value: Any, pointer: str, fault: str
    ) -> None:
        figures: dict[str, Any] = {name: value}
        assert faults_of(await tried(house, **figures)) == {f"/{name}{pointer}": fault}

    async def test_a_change_names_what_it_changes_and_why(self, house: House) -> None:
        assert code_of(await tried(house)) == "no_parameter_named"
        assert faults_of(await tried(house, note="", rest_hours=8)) == {"/note": "string_too_short"}

    @both
    async def test_it_is_in_force_from_its_day_on_and_stays_in_the_history(self, house: House) -> None:
        told = await decided(house, star_hours=[50, 150], match_days=7)
        assert (told["on"], told["since"], told["parameters"]["star_hours"]) == (
            TOMORROW,
            TOMORROW,
            [50, 150],
        )
        before = await in_force(house, "2026-09-15")
        assert (before["star_hours"][0], before["match_days"]) == (100, 14)
        await decided(house, from_on="2027-01-01", match_days=10)
        assert (await in_force(house, "2027-01-01"))["star_hours"] == [50, 150]
        shown = (await house.read(f"{OURS}/changes", "wang"))["items"]
        assert [(each["number"], each["from_on"], each["values"]) for each in shown] == [
            (2, "2027-01-01", {"match_days": 10}),
            (1, TOMORROW, {"star_hours": [50, 150], "match_days": 7}),
        ]
        assert {each["by_id"] for each in shown} == {str(ident("secretary"))}

    @both
    async def test_of_two_who_change_at_once_one_is_told_to_read_again(self, house: House) -> None:
        seen = await tag(house)
        answers = await asyncio.gather(
            tried(house, etag=seen, rest_hours=8), tried(house, etag=seen, rest_hours=12)
        )
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        assert await house.count("parameter_change") == 1


def test_a_change_may_name_every_parameter() -> None:
    about = {"from_on", "note"}
    assert set(VolunteeringParametersUpdate.model_fields) - about == set(Parameters.model_fields)
