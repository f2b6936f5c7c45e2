"""`/v1/appointments`."""

from typing import Any

import pytest

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

APPOINTMENTS = "/v1/appointments"
OF_LEADER = f"{APPOINTMENTS}/{ident('appointment of leader')}/ending"
NEW: dict[str, Any] = {
    "subject_id": str(ident("wang")),
    "role": "discipline_commissioner",
    "organisation_id": str(ident("power")),
    "from_on": "2026-09-01",
}
NOW = {"until_on": "2026-09-14"}


def to(key: str, role: str, place: str | None) -> dict[str, Any]:
    organisation_id = str(ident(place)) if place else None
    return NEW | {"subject_id": str(ident(key)), "role": role, "organisation_id": organisation_id}


class TestList:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(APPOINTMENTS, None)).status_code == 401

    async def test_hr_does_not_see_who_holds_what(self, house: House) -> None:
        assert (await house.get(APPOINTMENTS, "hr")).status_code == 403

    async def test_unknown_role_is_malformed(self, house: House) -> None:
        assert (await house.get(f"{APPOINTMENTS}?role=emperor", "security")).status_code == 422

    @pytest.mark.parametrize(
        ("reader", "holders"),
        [
            ("wang", set()),
            ("leader", {"leader"}),
            ("secretary", {"leader", "secretary", "organiser", "safety"}),
            ("higher", {"leader", "secretary", "organiser", "safety", "higher"}),
            ("zhao", set()),
        ],
    )
    async def test_everyone_sees_as_far_as_the_matrix_says(
        self, house: House, reader: str, holders: set[str]
    ) -> None:
        found = (await house.get(APPOINTMENTS, reader)).json()["items"]
        assert {item["subject_id"] for item in found} == {str(ident(key)) for key in holders}

    @both
    async def test_filters_narrow_it_down(self, house: House) -> None:
        for query, count in (
            (f"subject_id={ident('hr')}", 1),
            (f"organisation_id={ident('power')}", 3),
            ("role=organisation_commissioner", 2),
            ("on=2019-12-31", 0),
        ):
            found = (await house.get(f"{APPOINTMENTS}?{query}", "security")).json()["items"]
            assert (query, len(found)) == (query, count)


class TestAppoint:
    async def test_without_a_token_nobody_is_appointed(self, house: House) -> None:
        assert (await house.post(APPOINTMENTS, NEW, None)).status_code == 401

    async def test_a_secretary_appoints_nobody(self, house: House) -> None:
        assert (await house.post(APPOINTMENTS, NEW, "secretary")).status_code == 403

    async def test_nobody_appoints_himself(self, house: House) -> None:
        answer = await house.post(APPOINTMENTS, to("security", "auditor", None), "security")
        assert (answer.status_code, code_of(answer)) == (403, "own_appointment")

    async def test_a_higher_officer_gives_no_role_that_reaches_everything(self, house: House) -> None:
        answer = await house.post(APPOINTMENTS, to("wang", "system_administrator", None), "higher")
        assert (answer.status_code, code_of(answer)) == (403, "appointment_beyond_reach")

    async def test_another_branch_looks_like_a_missing_one(self, house: House) -> None:
        answer = await house.post(APPOINTMENTS, to("wang", "secretary", "packing"), "higher")
        assert (answer.status_code, code_of(answer)) == (404, "organisation_missing")

    @pytest.mark.parametrize("hidden", ["zhao", "hr", "app", "nowhere"])
    async def test_who_is_beyond_reach_looks_missing(self, house: House, hidden: str) -> None:
        answer = await house.post(APPOINTMENTS, to(hidden, "safety_officer", "power"), "higher")
        assert (answer.status_code, code_of(answer)) == (404, "subject_missing")

    @both
    async def test_a_browser_client_holds_no_role(self, house: House) -> None:
        answer = await house.post(APPOINTMENTS, to("app", "safety_officer", "power"), "security")
        assert (answer.status_code, code_of(answer)) == (404, "subject_missing")

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (to("wang", "group_leader", "power"), "role_misplaced"),
            (to("wang", "member", "power"), "role_misplaced"),
            (to("wang", "hr_client", None), "role_unfit"),
            (to("hr", "secretary", "power"), "role_unfit"),
            (to("system", "auditor", None), "roles_exclude"),
            (to("secretary", "secretary", "power"), "appointment_overlaps"),
            (NEW | {"until_on": "2026-08-01"}, "span_backwards"),
        ],
    )
    async def test_what_contradicts_is_refused(self, house: House, body: dict[str, Any], code: str) -> None:
        answer = await house.post(APPOINTMENTS, body, "security")
        assert (answer.status_code, code_of(answer)) == (409, code)

    async def test_who_has_left_is_not_appointed(self, house: House) -> None:
        await house.patch(f"/v1/persons/{ident('wang')}", {"active": False}, "hr")
        answer = await house.post(APPOINTMENTS, NEW, "security")
        assert (answer.status_code, code_of(answer)) == (409, "person_inactive")

    @pytest.mark.parametrize("field", [{"role": "emperor"}, {"from_on": None}, {"appointed_by": "x"}])
    async def test_malformed_appointment_is_refused(self, house: House, field: dict[str, Any]) -> None:
        assert (await house.post(APPOINTMENTS, NEW | field, "security")).status_code == 422

    @both
    async def test_an_appointment_is_shown_told_and_gives_its_right(self, house: House) -> None:
        assert (await house.get(f"/v1/persons/{ident('li')}", "wang")).status_code == 404
        answer = await house.post(APPOINTMENTS, NEW, "higher")
        assert (answer.status_code, answer.json()["appointed_by"]) == (201, str(ident("higher")))
        told = (await house.told("appointment.changed", ident("wang")))[-1]
        assert [each["role"] for each in told["appointments"]] == ["discipline_commissioner"]
        await house.settle()
        await house.open()
        assert (await house.get(f"/v1/persons/{ident('li')}", "wang")).status_code == 200

    @both
    async def test_a_machine_may_be_a_safety_officer(self, house: House) -> None:
        assert (
            await house.post(APPOINTMENTS, to("hr", "safety_officer", "power"), "security")
        ).status_code == 201


class TestEnd:
    async def test_without_a_token_nothing_ends(self, house: House) -> None:
        assert (await house.post(OF_LEADER, NOW, None)).status_code == 401

    async def test_a_secretary_ends_nothing(self, house: House) -> None:
        assert (await house.post(OF_LEADER, NOW, "secretary")).status_code == 403

    @pytest.mark.parametrize(
        "hidden", ["appointment of other organiser", "appointment of security", "nowhere"]
    )
    async def test_what_is_beyond_reach_looks_missing(self, house: House, hidden: str) -> None:
        answer = await house.post(f"{APPOINTMENTS}/{ident(hidden)}/ending", NOW, "higher")
        assert (answer.status_code, code_of(answer)) == (404, "appointment_missing")

    async def test_an_ended_one_is_not_prolonged(self, house: House) -> None:
        await house.post(OF_LEADER, NOW, "security")
        answer = await house.post(OF_LEADER, {"until_on": "2027-01-01"}, "security")
        assert (answer.status_code, code_of(answer)) == (409, "ending_not_earlier")

    async def test_a_day_is_required(self, house: House) -> None:
        assert (await house.post(OF_LEADER, {}, "security")).status_code == 422

    @both
    async def test_a_right_taken_away_is_gone_with_a_token_still_young(self, house: House) -> None:
        assert (await house.get(f"/v1/persons/{ident('wang')}", "leader")).status_code == 200
        assert (await house.post(OF_LEADER, NOW, "higher")).status_code == 201
        await house.settle()
        answer = await house.get(f"/v1/persons/{ident('wang')}", "leader")
        assert (answer.status_code, code_of(answer)) == (401, "token_outdated")
        await house.open()
        assert (await house.get(f"/v1/persons/{ident('wang')}", "leader")).status_code == 404

    async def test_appointment_of_a_leaver_can_be_ended(self, house: House) -> None:
        await house.patch(f"/v1/persons/{ident('leader')}", {"active": False}, "hr")
        assert (await house.post(OF_LEADER, NOW, "security")).status_code == 201
