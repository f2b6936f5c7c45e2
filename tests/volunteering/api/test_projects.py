"""Projects over HTTP: agreed by both sides before anybody is asked to come."""

from typing import Any

import pytest

from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, a_project, a_shift, both, nothing

RISKS = {"risk_statement": "登高作业", "insurance_ref": "意外险 2026-0931"}


async def act(house: House, project: dict[str, Any], what: str, by: str, body: object = None) -> str:
    """The state after an act, or the code of its refusal."""
    answer = await house.post(f"/v1/projects/{project['id']}/{what}", body, by)
    return str(answer.json()["state"]) if answer.status_code == 201 else code_of(answer)


class TestPropose:
    async def test_needs_a_sign_in(self, house: House) -> None:
        assert code_of(await house.post("/v1/projects", a_project(), None)) == "token_invalid"

    @pytest.mark.parametrize("by", ["wang", "officer", "higher", "auditor"])
    async def test_is_for_the_committee(self, house: House, by: str) -> None:
        answer = await house.post("/v1/projects", a_project(), by)
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    @pytest.mark.parametrize("community", [str(nothing()), str(ident("power"))])
    async def test_what_is_no_community_is_missing(self, house: House, community: str) -> None:
        answer = await house.post("/v1/projects", a_project(community_id=community), "organiser")
        assert (answer.status_code, code_of(answer)) == (404, "community_missing")

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("planned_minutes", 45, "multiple_of"),
            ("planned_minutes", 0, "greater_than_equal"),
            ("planned_minutes", 1470, "less_than_equal"),
            ("category", "parade", "enum"),
            ("title", "", "string_too_short"),
        ],
    )
    async def test_is_in_half_hours_and_of_a_known_kind(
        self, house: House, field: str, value: object, code: str
    ) -> None:
        answer = await house.post("/v1/projects", a_project(**{field: value}), "organiser")
        assert faults_of(answer) == {f"/{field}": code}

    async def test_is_the_branchs_own(self, house: House) -> None:
        row = await house.a_project(agreed=False)
        assert (row["state"], row["branch_id"]) == ("proposed", str(ident("power")))
        assert [(step["state"], step["side"]) for step in row["steps"]] == [("proposed", "branch")]


class TestRead:
    @pytest.mark.parametrize("by", ["wang", "worker", "other organiser", "other officer"])
    async def test_what_is_not_agreed_is_seen_by_its_two_sides_alone(self, house: House, by: str) -> None:
        row = await house.a_project()
        answer = await house.get(f"/v1/projects/{row['id']}", by)
        assert (answer.status_code, code_of(answer)) == (404, "project_missing")
        assert (await house.read("/v1/projects", by))["items"] == []

    @pytest.mark.parametrize("by", ["wang", "worker", "zhao", "officer", "organiser"])
    async def test_what_recruits_is_seen_by_everybody_at_the_factory(self, house: House, by: str) -> None:
        row = await house.a_recruiting_project()
        assert (await house.read(f"/v1/projects/{row['id']}", by))["title"] == row["title"]

    async def test_a_community_sees_nothing_of_what_is_done_elsewhere(self, house: House) -> None:
        row = await house.a_recruiting_project()
        assert code_of(await house.get(f"/v1/projects/{row['id']}", "other officer")) == "project_missing"

    async def test_the_list_is_narrowed(self, house: House) -> None:
        row = await house.a_recruiting_project()
        for wanted, found in (("state=recruiting", 1), ("state=closed", 0), ("category=legal_aid", 0)):
            assert len((await house.read(f"/v1/projects?{wanted}", "wang"))["items"]) == found
        named = f"community_id={ident('baiguo')}&branch_id={ident('power')}"
        assert [each["id"] for each in (await house.read(f"/v1/projects?{named}", "wang"))["items"]] == [
            row["id"]
        ]


class TestRewrite:
    async def test_needs_the_version_it_is_based_on(self, house: House) -> None:
        row = await house.a_project(agreed=False)
        answer = await house.put(f"/v1/projects/{row['id']}", a_project(), "organiser")
        assert answer.status_code == 428
        stale = await house.put(f"/v1/projects/{row['id']}", a_project(), "organiser", etag='"old"')
        assert stale.status_code == 412

    async def test_is_over_once_both_have_agreed(self, house: House) -> None:
        row = await house.a_project()
        answer = await house.put(f"/v1/projects/{row['id']}", a_project(), "organiser", etag="*")
        assert (answer.status_code, code_of(answer)) == (409, "project_not_in_state")

    async def test_another_branchs_project_is_missing(self, house: House) -> None:
        row = await house.a_project(agreed=False)
        answer = await house.put(f"/v1/projects/{row['id']}", a_project(), "other organiser", etag="*")
        assert code_of(answer) == "project_missing"

    async def test_while_it_is_proposed_it_is_rewritten(self, house: House) -> None:
        row = await house.a_project(agreed=False)
        read = await house.get(f"/v1/projects/{row['id']}", "organiser")
        body = a_project(title="楼道照明与插座检修")
        given = await house.put(f"/v1/projects/{row['id']}", body, "organiser", etag=read.headers["ETag"])
        assert given.json()["title"] == "楼道照明与插座检修"
        assert given.headers["ETag"] != read.headers["ETag"]


class TestSteps:
    async def test_the_other_community_agrees_to_nothing_here(self, house: House) -> None:
        row = await house.a_project(agreed=False)
        assert await act(house, row, "agreement", "other officer") == "project_missing"

    async def test_a_branch_does_not_agree_for_the_community(self, house: House) -> None:
        row = await house.a_project(agreed=False)
        assert await act(house, row, "agreement", "secretary") == "forbidden"

    async def test_nothing_recruits_before_the_community_has_agreed(self, house: House) -> None:
        row = await house.a_project(agreed=False)
        assert await act(house, row, "recruitment", "organiser") == "project_not_in_state"

    async def test_the_community_declines_with_a_reason(self, house: House) -> None:
        row = await house.a_project(agreed=False)
        assert await act(house, row, "refusal", "officer", {"reason": "已有人承担"}) == "declined"
        assert await act(house, row, "agreement", "officer") == "project_not_in_state"

    async def test_what_is_dangerous_recruits_only_with_risks_told_and_an_insurance(
        self, house: House
    ) -> None:
        """Rule 30; Volunteer Service Regulations art. 12 and 17."""
        row = await house.a_project(dangerous=True)
        assert await act(house, row, "recruitment", "organiser") == "risks_untold"
        answer = await house.put(f"/v1/projects/{row['id']}/insurance", RISKS, "organiser", etag="*")
        assert answer.json()["insurance_ref"] == RISKS["insurance_ref"]
        assert await act(house, row, "recruitment", "organiser") == "recruiting"
        late = await house.put(f"/v1/projects/{row['id']}/insurance", RISKS, "organiser", etag="*")
        assert code_of(late) == "project_not_in_state"

    async def test_what_is_dangerous_takes_no_minors(self, house: House) -> None:
        row = await house.a_recruiting_project(dangerous=True, **RISKS)
        body = a_shift(roles=[{"code": "all", "title": "亲子", "slots": 5, "minors": True}])
        answer = await house.post(f"/v1/projects/{row['id']}/shifts", body, "organiser")
        assert code_of(answer) == "minors_in_danger"

    async def test_nothing_is_delivered_while_a_shift_is_to_come(self, house: House) -> None:
        row = await house.a_recruiting_project()
        await house.a_shift(row)
        assert await act(house, row, "delivery", "organiser") == "shifts_to_come"

    @both
    async def test_it_is_delivered_accepted_with_a_rating_and_closed(self, house: House) -> None:
        row = await house.a_recruiting_project()
        assert await act(house, row, "delivery", "organiser") == "delivered"
        assert await act(house, row, "acceptance", "organiser", {"rating": 5}) == "forbidden"
        assert await act(house, row, "acceptance", "officer", {"rating": 5}) == "accepted"
        assert await act(house, row, "closing", "organiser") == "closed"
        found = await house.read(f"/v1/projects/{row['id']}", "wang")
        assert found["rating"] == 5
        assert [step["side"] for step in found["steps"]] == [
            *("branch", "community", "branch"),
            *("branch", "community", "branch"),
        ]

    async def test_a_rating_has_five_steps(self, house: House) -> None:
        row = await house.a_recruiting_project()
        answer = await house.post(f"/v1/projects/{row['id']}/acceptance", {"rating": 6}, "officer")
        assert faults_of(answer) == {"/rating": "less_than_equal"}


class TestShifts:
    async def test_none_before_the_agreement(self, house: House) -> None:
        row = await house.a_project(agreed=False)
        answer = await house.post(f"/v1/projects/{row['id']}/shifts", a_shift(), "organiser")
        assert code_of(answer) == "project_not_in_state"

    @pytest.mark.parametrize(
        ("ends_at", "code"),
        [
            ("2026-09-19T09:00:00+08:00", "times_backwards"),
            ("2026-09-19T08:59:00+08:00", "times_backwards"),
            ("2026-09-20T09:00:01+08:00", "times_too_long"),
        ],
    )
    async def test_ends_after_it_begins_within_a_day(self, house: House, ends_at: str, code: str) -> None:
        row = await house.a_project()
        answer = await house.post(f"/v1/projects/{row['id']}/shifts", a_shift(ends_at=ends_at), "organiser")
        assert (answer.status_code, code_of(answer)) == (422, code)

    async def test_no_two_roles_have_one_code(self, house: House) -> None:
        row = await house.a_project()
        roles = [{"code": "helper", "title": title, "slots": 1} for title in ("甲", "乙")]
        answer = await house.post(f"/v1/projects/{row['id']}/shifts", a_shift(roles=roles), "organiser")
        assert code_of(answer) == "roles_doubled"

    async def test_a_shift_at_midnight_says_so_by_its_dates(self, house: House) -> None:
        times = {"starts_at": "2026-09-19T22:00:00+08:00", "ends_at": "2026-09-20T00:00:00+08:00"}
        shift = await house.a_shift(None, **times)
        assert (shift["starts_at"], shift["ends_at"]) == tuple(times.values())

    async def test_places_are_not_taken_from_those_who_hold_them(self, house: House) -> None:
        shift = await house.a_shift()
        await house.signed_up(shift, "wang")
        path = f"/v1/shifts/{shift['id']}/roles/{shift['roles'][0]['id']}/slots"
        refused = await house.put(path, {"slots": 0}, "organiser", etag="*")
        assert code_of(refused) == "slots_held"
        given = await house.put(path, {"slots": 1}, "organiser", etag="*")
        assert given.json()["roles"][0]["slots"] == 1

    async def test_a_place_taken_meanwhile_makes_the_version_stale(self, house: House) -> None:
        shift = await house.a_shift()
        seen = (await house.get(f"/v1/shifts/{shift['id']}", "organiser")).headers["ETag"]
        await house.signed_up(shift, "wang")
        path = f"/v1/shifts/{shift['id']}/roles/{shift['roles'][0]['id']}/slots"
        assert (await house.put(path, {"slots": 9}, "organiser", etag=seen)).status_code == 412

    async def test_shifts_are_listed_by_when_they_begin(self, house: House) -> None:
        shift = await house.a_shift()
        for day, found in (("2026-09-19", 1), ("2026-09-20", 0)):
            path = f"/v1/shifts?after={day}T00:00:00%2B08:00"
            assert len((await house.read(path, "worker"))["items"]) == found
        assert (await house.read(f"/v1/shifts?project_id={shift['project_id']}", "wang"))["items"] == [
            await house.read(f"/v1/shifts/{shift['id']}", "wang")
        ]
