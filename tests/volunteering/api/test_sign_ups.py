"""Sign-ups over HTTP: only by the volunteers themselves, never beyond the places, never where they are bound."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared import roster_facts
from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.support.people import a_member
from tests.volunteering.house import House, a_sign_up, both, nothing
from tests.volunteering.serving import listed, scan, wall

SATURDAY = "2026-09-19T{}:00+08:00"


async def tried(house: House, shift: dict[str, Any], by: str, **more: Any) -> str:
    """The code of a refusal."""
    return code_of(await house.post("/v1/sign-ups", a_sign_up(shift, **more), by))


async def bound(
    house: House, person: str, starts_at: str | None, ends_at: str | None, version: int = 1
) -> str:
    """What activities tells of a person; says what became of it."""
    return await house.told(
        "engagement.changed",
        ident(person),
        person_id=str(ident(person)),
        source_id=str(ident("registration")),
        version=version,
        starts_at=starts_at,
        ends_at=ends_at,
        firm=True,
    )


class TestSignUp:
    async def test_needs_a_sign_in(self, house: House) -> None:
        shift = await house.a_shift()
        answer = await house.post("/v1/sign-ups", a_sign_up(shift), None)
        assert (answer.status_code, code_of(answer)) == (401, "token_invalid")

    @pytest.mark.parametrize("who", ["officer", "hr"])
    async def test_is_not_for_outsiders_and_machines(self, house: House, who: str) -> None:
        shift = await house.a_shift()
        answer = await house.post("/v1/sign-ups", a_sign_up(shift), who)
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    async def test_nobody_signs_up_another_because_no_field_could_name_one(self, house: House) -> None:
        """Rule 29."""
        shift = await house.a_shift()
        body = a_sign_up(shift) | {"person_id": str(ident("chen"))}
        answer = await house.post("/v1/sign-ups", body, "organiser")
        assert faults_of(answer) == {"/person_id": "extra_forbidden"}

    async def test_a_shift_that_is_not_there_is_missing(self, house: House) -> None:
        body = {"shift_id": str(nothing()), "role_id": str(nothing())}
        answer = await house.post("/v1/sign-ups", body, "wang")
        assert (answer.status_code, code_of(answer)) == (404, "shift_missing")

    async def test_a_role_of_another_shift_is_missing(self, house: House) -> None:
        project = await house.a_recruiting_project()
        one, other = await house.a_shift(project), await house.a_shift(project)
        body = {"shift_id": one["id"], "role_id": other["roles"][0]["id"]}
        assert code_of(await house.post("/v1/sign-ups", body, "wang")) == "shift_missing"

    async def test_never_goes_beyond_the_places(self, house: House) -> None:
        """Rule 29."""
        shift = await house.a_shift(roles=[{"code": "helper", "title": "助手", "slots": 1}])
        await house.signed_up(shift, "wang")
        answer = await house.post("/v1/sign-ups", a_sign_up(shift), "chen")
        assert (answer.status_code, code_of(answer)) == (409, "places_taken")

    async def test_guests_take_places_too_all_or_none(self, house: House) -> None:
        """Edge case 2."""
        role = {"code": "helper", "title": "助手", "slots": 2, "guests_most": 3}
        shift = await house.a_shift(roles=[role])
        assert await tried(house, shift, "wang", guests=2) == "places_taken"
        await house.signed_up(shift, "wang", guests=1)
        assert await tried(house, shift, "chen") == "places_taken"

    async def test_once_for_a_shift_in_whatever_role(self, house: House) -> None:
        roles = [{"code": code, "title": code, "slots": 2} for code in ("helper", "cook")]
        shift = await house.a_shift(roles=roles)
        await house.signed_up(shift, "wang")
        answer = await house.post("/v1/sign-ups", a_sign_up(shift, role="cook"), "wang")
        assert code_of(answer) == "already_signed_up"

    async def test_whoever_serves_has_registered(self, house: House) -> None:
        shift = await house.a_shift()
        assert await tried(house, shift, "publicist") == "not_volunteer"

    async def test_the_community_may_know_who_comes_or_nobody_comes(self, house: House) -> None:
        shift = await house.a_shift()
        assert await tried(house, shift, "alone") == "consent_needed"

    async def test_a_role_asks_for_a_skill(self, house: House) -> None:
        role = {"code": "wiring", "title": "布线", "slots": 2, "skill": "electrician"}
        shift = await house.a_shift(roles=[role])
        assert await tried(house, shift, "chen") == "skill_needed"
        await house.signed_up(shift, "wang")

    async def test_a_role_asks_for_a_paper_that_was_checked(self, house: House) -> None:
        """Rule 30."""
        role = {"code": "wiring", "title": "布线", "slots": 2, "qualification": "electrician"}
        shift = await house.a_shift(roles=[role])
        assert await tried(house, shift, "wang") == "qualification_needed"

    async def test_a_minor_comes_only_where_minors_may_and_with_a_guardians_word(self, house: House) -> None:
        roles = [
            {"code": "adults", "title": "成人", "slots": 5, "guests_most": 1},
            {"code": "all", "title": "亲子", "slots": 5, "guests_most": 1, "minors": True},
        ]
        shift = await house.a_shift(roles=roles)
        assert await tried(house, shift, "wang", role="adults", guests=1, minors=1) == "guests_beyond"
        assert await tried(house, shift, "wang", role="all", guests=1, minors=1) == "guardian_needed"
        body = a_sign_up(shift, role="all", guests=1, minors=1, guardian_consent=True)
        assert (await house.made("/v1/sign-ups", body, "wang"))["minors"] == 1

    async def test_what_is_dangerous_is_joined_only_with_its_risks_read(self, house: House) -> None:
        project = await house.a_recruiting_project(
            dangerous=True, risk_statement="登高作业", insurance_ref="意外险 2026-0931"
        )
        shift = await house.a_shift(project)
        assert await tried(house, shift, "wang") == "risks_unread"
        await house.signed_up(shift, "wang", risks_read=True)

    async def test_sign_up_ends_when_the_shift_begins(self, house: House) -> None:
        shift = await house.a_shift()
        house.watch.at = datetime.fromisoformat(shift["starts_at"])
        assert await tried(house, shift, "wang") == "sign_up_closed"

    @pytest.mark.parametrize(("starts", "ends"), [("11:59", "14:00"), ("08:00", "09:01"), ("10:00", "10:30")])
    async def test_two_shifts_at_one_time_are_refused(self, house: House, starts: str, ends: str) -> None:
        project = await house.a_recruiting_project()
        await house.signed_up(await house.a_shift(project), "wang")
        times = {"starts_at": SATURDAY.format(starts), "ends_at": SATURDAY.format(ends)}
        other = await house.a_shift(project, **times)
        assert await tried(house, other, "wang") == "calendar_overlaps"

    @pytest.mark.parametrize(("starts", "ends"), [("12:00", "14:00"), ("07:00", "09:00")])
    async def test_one_shift_right_after_the_other_is_fine(
        self, house: House, starts: str, ends: str
    ) -> None:
        """Edge case 13: 10:00 to 12:00 and 12:00 to 14:00 are two shifts."""
        project = await house.a_recruiting_project()
        await house.signed_up(await house.a_shift(project), "wang")
        times = {"starts_at": SATURDAY.format(starts), "ends_at": SATURDAY.format(ends)}
        await house.signed_up(await house.a_shift(project, **times), "wang")

    async def test_a_meeting_elsewhere_in_the_suite_binds_too(self, house: House) -> None:
        shift = await house.a_shift()
        starts, ends = SATURDAY.format("11:00"), SATURDAY.format("13:00")
        assert await bound(house, "wang", starts, ends) == "applied"
        assert await tried(house, shift, "wang") == "calendar_overlaps"
        await house.signed_up(shift, "chen")

    async def test_a_meeting_that_was_called_off_binds_no_more_in_whatever_order_it_is_told(
        self, house: House
    ) -> None:
        shift = await house.a_shift()
        assert await bound(house, "wang", None, None, version=2) == "applied"
        starts, ends = SATURDAY.format("11:00"), SATURDAY.format("13:00")
        assert await bound(house, "wang", starts, ends, version=1) == "ignored"
        await house.signed_up(shift, "wang")

    async def test_only_a_flexible_project_takes_own_times_and_they_lie_within_the_shift(
        self, house: House
    ) -> None:
        own = {"starts_at": SATURDAY.format("10:00"), "ends_at": SATURDAY.format("11:00")}
        assert await tried(house, await house.a_shift(), "wang", **own) == "times_needed"
        flexible = await house.a_shift(await house.a_recruiting_project(style="flexible"))
        assert await tried(house, flexible, "wang") == "times_needed"
        outside = own | {"ends_at": SATURDAY.format("12:01")}
        assert await tried(house, flexible, "wang", **outside) == "times_outside"
        assert (await house.signed_up(flexible, "wang", **own))["ends_at"] == "2026-09-19T03:00:00Z"

    async def test_an_open_project_binds_nobody(self, house: House) -> None:
        project = await house.a_recruiting_project(style="open")
        row = await house.signed_up(await house.a_shift(project, ends_at="2026-10-19T09:00:00+08:00"), "wang")
        assert row["starts_at"] is None
        await house.signed_up(await house.a_shift(), "wang")

    async def test_a_cancelled_shift_takes_nobody(self, house: House) -> None:
        shift = await house.a_shift()
        await house.made(f"/v1/shifts/{shift['id']}/cancellation", {"reason": "下雨"}, "organiser")
        assert await tried(house, shift, "wang") == "shift_cancelled"

    @pytest.mark.parametrize("field", ["guests", "minors"])
    async def test_numbers_have_bounds(self, house: House, field: str) -> None:
        shift = await house.a_shift()
        answer = await house.post("/v1/sign-ups", a_sign_up(shift) | {field: -1}, "wang")
        assert faults_of(answer) == {f"/{field}": "greater_than_equal"}

    @both
    async def test_takes_a_place(self, house: House) -> None:
        shift = await house.a_shift()
        row = await house.signed_up(shift, "wang")
        assert row["state"] == "confirmed"
        assert (row["starts_at"], row["ends_at"]) == ("2026-09-19T01:00:00Z", "2026-09-19T04:00:00Z")
        assert (await house.read(f"/v1/shifts/{shift['id']}", "wang"))["roles"][0]["taken"] == 1

    @both
    async def test_the_same_key_again_is_answered_as_before(self, house: House) -> None:
        shift = await house.a_shift()
        first = await house.post("/v1/sign-ups", a_sign_up(shift), "wang", key="wang-saturday")
        again = await house.post("/v1/sign-ups", a_sign_up(shift), "wang", key="wang-saturday")
        assert again.json() == first.json()
        assert again.headers["Idempotency-Replayed"] == "true"
        other = await house.post("/v1/sign-ups", a_sign_up(shift, guests=1), "wang", key="wang-saturday")
        assert (other.status_code, code_of(other)) == (422, "idempotency_key_reused")
        assert await house.count("sign_up") == 1

    async def test_a_worker_who_is_no_member_may_serve_too(self, house: House) -> None:
        assert (await house.signed_up(await house.a_shift(), "worker"))["state"] == "confirmed"


class TestRead:
    async def test_others_sign_ups_stay_unseen(self, house: House) -> None:
        row = await house.signed_up(await house.a_shift(), "wang")
        for by in ("chen", "other officer", "other organiser"):
            answer = await house.get(f"/v1/sign-ups/{row['id']}", by)
            assert (answer.status_code, code_of(answer)) == (404, "sign_up_missing")
            assert (await house.read("/v1/sign-ups", by))["items"] == []

    @pytest.mark.parametrize("by", ["wang", "organiser", "officer"])
    async def test_the_volunteer_the_branch_and_the_community_see_it(self, house: House, by: str) -> None:
        shift = await house.a_shift()
        row = await house.signed_up(shift, "wang")
        assert (await house.read(f"/v1/sign-ups?shift_id={shift['id']}", by))["items"] == [row]
        steps = await house.read(f"/v1/sign-ups/{row['id']}/steps", by)
        assert [step["state"] for step in steps["items"]] == ["confirmed"]


class TestCancel:
    async def test_nobody_cancels_anothers(self, house: House) -> None:
        row = await house.signed_up(await house.a_shift(), "wang")
        answer = await house.post(f"/v1/sign-ups/{row['id']}/cancellation", None, "organiser")
        assert (answer.status_code, code_of(answer)) == (404, "sign_up_missing")

    async def test_once_the_shift_has_begun_it_is_too_late(self, house: House) -> None:
        row = await house.signed_up(await house.a_shift(), "wang")
        house.watch.at = datetime.fromisoformat(row["starts_at"])
        answer = await house.post(f"/v1/sign-ups/{row['id']}/cancellation", None, "wang")
        assert code_of(answer) == "cancellation_closed"

    @both
    async def test_whoever_has_come_no_longer_cancels(self, house: House) -> None:
        shift = await house.a_shift()
        row = await house.signed_up(shift, "wang")
        house.watch.at = datetime.fromisoformat(row["starts_at"]) - timedelta(minutes=10)
        assert (await scan(house, shift["id"], "wang")).status_code == 201
        answer = await house.post(f"/v1/sign-ups/{row['id']}/cancellation", None, "wang")
        assert code_of(answer) == "cancellation_closed"

    @pytest.mark.parametrize(
        ("before", "state"),
        [(timedelta(hours=24), "cancelled"), (timedelta(hours=24, seconds=-1), "late_cancelled")],
    )
    async def test_a_day_before_is_in_time(self, house: House, before: timedelta, state: str) -> None:
        row = await house.signed_up(await house.a_shift(), "wang")
        house.watch.at = datetime.fromisoformat(row["starts_at"]) - before
        given = await house.made(f"/v1/sign-ups/{row['id']}/cancellation", None, "wang")
        assert given["state"] == state

    @both
    async def test_frees_the_place_and_the_time(self, house: House) -> None:
        shift = await house.a_shift(roles=[{"code": "helper", "title": "助手", "slots": 1}])
        row = await house.signed_up(shift, "wang")
        await house.made(f"/v1/sign-ups/{row['id']}/cancellation", None, "wang")
        await house.signed_up(shift, "chen")
        assert await tried(house, shift, "wang") == "places_taken"
        again = await house.post(f"/v1/sign-ups/{row['id']}/cancellation", None, "wang")
        assert code_of(again) == "sign_up_not_in_state"


class TestWhatEndsThem:
    async def test_a_cancelled_project_ends_its_shifts_and_their_sign_ups(self, house: House) -> None:
        project = await house.a_recruiting_project()
        row = await house.signed_up(await house.a_shift(project), "wang")
        await house.made(f"/v1/projects/{project['id']}/cancellation", {"reason": "社区改期"}, "officer")
        assert (await house.read(f"/v1/sign-ups/{row['id']}", "wang"))["state"] == "shift_cancelled"
        await house.signed_up(await house.a_shift(), "wang")

    async def test_who_leaves_the_factory_leaves_the_place(self, house: House) -> None:
        shift = await house.a_shift()
        row = await house.signed_up(shift, "wang")
        await house.leaves("wang")
        await house.app.state.sweeper.once()
        found = await house.read(f"/v1/sign-ups/{row['id']}", "organiser")
        last = (await house.read(f"/v1/sign-ups/{row['id']}/steps", "organiser"))["items"][-1]
        assert (found["state"], last["by_id"]) == ("departed", None)
        assert "has left the factory" in last["reason"]
        assert (await house.read(f"/v1/shifts/{shift['id']}", "chen"))["roles"][0]["taken"] == 0

    async def test_who_retires_comes_as_promised_and_gets_the_hours(self, house: House) -> None:
        """Nobody is forced to serve, and nobody is kept from it (Volunteer Service Regulations art. 2, 25)."""
        shift = await house.a_shift()
        row = await house.signed_up(shift, "wang")
        await house.leaves("wang", "retired")
        await house.app.state.sweeper.once()
        assert (await house.read(f"/v1/sign-ups/{row['id']}", "organiser"))["state"] == "confirmed"
        house.watch.at = wall(9)
        assert await listed(house, shift["id"], {"wang": "in"}) == ["recorded"]

    async def test_who_moves_to_another_branch_serves_on(self, house: House) -> None:
        row = await house.signed_up(await house.a_shift(), "wang")
        told = a_member(ident("wang"), branch=ident("packing"), name="wang", version=2, rights_version=1)
        async with house.database.write() as tx:
            await roster_facts.hear_member(tx, told)
        await house.app.state.sweeper.once()
        assert (await house.read(f"/v1/sign-ups/{row['id']}", "organiser"))["state"] == "confirmed"
