"""`/v1/service-records`, late entries, the history, what is public, and what is overdue."""

from typing import Any

import pytest

from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.volunteering.house import House, nothing
from tests.volunteering.serving import (
    LATER,
    a_shift_of,
    at,
    both_confirm,
    confirm,
    enter,
    final,
    record,
    served,
    told,
    wall,
)

NOBODY = f"/v1/service-records/{nothing()}"


async def an_open_shift(house: House, *people: str) -> dict[str, Any]:
    """A fortnight in which these people may serve whenever they like."""
    project = await house.a_recruiting_project(style="open")
    shift = await house.a_shift(project, starts_at=at(8, day=16), ends_at=at(8, day=30))
    for who in people:
        await house.signed_up(shift, who)
    return shift


def a_claim(shift: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Two hours of Thursday evening."""
    given = {
        "shift_id": shift["id"],
        "starts_at": at(18, day=17),
        "ends_at": at(20, 15, day=17),
        "minutes": 120,
    }
    return given | more


class TestTelling:
    async def test_needs_a_sign_in(self, house: House) -> None:
        assert (await house.post("/v1/service-records", {}, None)).status_code == 401

    async def test_is_not_for_officers(self, house: House) -> None:
        assert code_of(await house.post("/v1/service-records", {}, "officer")) == "forbidden"

    async def test_who_has_not_signed_up_tells_nothing(self, house: House) -> None:
        shift = await an_open_shift(house)
        house.watch.at = wall(21, day=17)
        assert code_of(await house.post("/v1/service-records", a_claim(shift), "wang")) == "not_signed_up"

    async def test_a_shift_with_times_is_scanned(self, house: House) -> None:
        shift = await a_shift_of(house)
        house.watch.at = wall(13)
        body = a_claim(shift, starts_at=at(9), ends_at=at(12))
        assert code_of(await house.post("/v1/service-records", body, "wang")) == "times_not_told"

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"starts_at": at(20, day=17), "ends_at": at(18, day=17)}, "times_backwards"),
            ({"starts_at": at(18, day=15), "ends_at": at(20, 15, day=15)}, "outside_shift"),
            ({"minutes": 150}, "claim_too_long"),
            ({"minutes": 100}, "minutes_uneven"),
            ({"ends_at": at(23, day=17), "minutes": 270}, "minutes_beyond"),
            ({"ends_at": at(22, day=17)}, "service_not_over"),
        ],
    )
    async def test_what_does_not_add_up_is_refused(self, house: House, more: Any, code: str) -> None:
        """Edge case 14: an end before the start is 422."""
        shift = await an_open_shift(house, "wang")
        house.watch.at = wall(23, day=17) if code == "minutes_beyond" else wall(21, day=17)
        answer = await house.post("/v1/service-records", a_claim(shift, **more), "wang")
        assert code_of(answer) == code
        assert await house.count("service_record") == 0

    async def test_what_was_done_before_signing_up_is_not_told(self, house: House) -> None:
        shift = await an_open_shift(house)
        house.watch.at = wall(19, day=17)
        await house.signed_up(shift, "wang")
        house.watch.at = wall(21, day=17)
        assert code_of(await house.post("/v1/service-records", a_claim(shift), "wang")) == "outside_shift"
        later = a_claim(shift, starts_at=at(19, day=17), minutes=60)
        assert (await house.post("/v1/service-records", later, "wang")).status_code == 201

    async def test_nobody_tells_for_another(self, house: House) -> None:
        shift = await an_open_shift(house, "wang")
        body = a_claim(shift, person_id=str(ident("wang")))
        assert faults_of(await house.post("/v1/service-records", body, "chen")) == {
            "/person_id": "extra_forbidden"
        }

    async def test_what_was_served_is_told_and_put_to_both_sides(self, house: House) -> None:
        shift = await an_open_shift(house, "wang")
        house.watch.at = wall(21, day=17)
        row = await house.made("/v1/service-records", a_claim(shift), "wang")
        assert (row["basis"], row["state"], row["claimed_minutes"]) == ("told", "submitted", 120)
        assert (row["measured_minutes"], row["confirmed_minutes"], row["most_minutes"]) == (None, None, 120)
        assert row["awaits"] == ["branch", "community"]
        again = a_claim(shift, starts_at=at(20, 15, day=17), ends_at=at(20, 45, day=17), minutes=30)
        assert (await house.made("/v1/service-records", again, "wang"))["served_on"] == "2026-09-17"


class TestLateEntry:
    async def test_is_for_officers_of_either_side(self, house: House) -> None:
        shift = await a_shift_of(house)
        house.watch.at = wall(15)
        path = f"/v1/shifts/{shift['id']}/late-entries"
        assert (await house.post(path, {}, None)).status_code == 401
        assert code_of(await house.post(path, {}, "chen")) == "forbidden"
        for who in ("other officer", "other organiser"):
            assert code_of(await enter(house, shift["id"], "wang", by=who)) == "shift_missing"

    async def test_what_was_scanned_is_corrected_not_entered(self, house: House) -> None:
        row = await served(house)
        assert code_of(await enter(house, row["shift_id"], "wang")) == "already_recorded"

    async def test_it_lies_within_the_time_that_was_signed_up_for(self, house: House) -> None:
        shift = await a_shift_of(house)
        house.watch.at = wall(15)
        answer = await enter(house, shift["id"], "wang", ends_at=at(13), minutes=240)
        assert code_of(answer) == "outside_shift"

    async def test_it_needs_a_reason(self, house: House) -> None:
        shift = await a_shift_of(house)
        house.watch.at = wall(15)
        assert faults_of(await enter(house, shift["id"], "wang", reason="")) == {
            "/reason": "string_too_short"
        }

    async def test_it_needs_a_second_of_the_same_side_beside_the_two(self, house: House) -> None:
        """Domain rule 32."""
        shift = await a_shift_of(house)
        house.watch.at = wall(15)
        row = (await enter(house, shift["id"], "wang", by="organiser")).json()
        assert (row["basis"], row["awaits"]) == ("late_entry", ["branch", "community", "second"])
        await confirm(house, row["id"], "officer")
        await confirm(house, row["id"], "publicist")
        answer = await confirm(house, row["id"], "second officer", second=True)
        assert code_of(answer) == "not_second"
        assert (await record(house, row["id"]))["state"] == "submitted"
        done = (await confirm(house, row["id"], "secretary", second=True)).json()
        assert (done["state"], done["awaits"]) == ("in_publicity", [])


class TestReading:
    async def test_needs_a_sign_in(self, house: House) -> None:
        for path in ("/v1/service-records", NOBODY, f"{NOBODY}/history", "/v1/published-hours"):
            assert (await house.get(path, None)).status_code == 401
        assert (await house.get("/v1/overdue-confirmations", None)).status_code == 401

    @pytest.mark.parametrize("who", ["chen", "other organiser", "other officer"])
    async def test_to_others_there_is_no_such_record(self, house: House, who: str) -> None:
        row = await served(house)
        hidden = await house.get(f"/v1/service-records/{row['id']}", who)
        assert plain(hidden) == plain(await house.get(NOBODY, who))
        assert (await house.read("/v1/service-records", who))["items"] == []

    async def test_a_community_sees_only_people_who_share_their_hours_with_it(self, house: House) -> None:
        """Domain rule 35."""
        row = await served(house)
        assert (await record(house, row["id"], "officer"))["name"] == "wang"
        [consent] = (await house.read("/v1/consents", "wang"))["items"]
        await house.made(f"/v1/consents/{consent['id']}/withdrawal", None, "wang")
        assert code_of(await house.get(f"/v1/service-records/{row['id']}", "officer")) == "record_missing"
        assert code_of(await confirm(house, row["id"], "officer")) == "record_missing"
        assert (await record(house, row["id"], "wang"))["state"] == "submitted"

    async def test_a_list_is_narrowed(self, house: House) -> None:
        row = await served(house)
        for query, found in (
            (f"person_id={ident('wang')}", 1),
            (f"person_id={ident('chen')}", 0),
            ("state=submitted", 1),
            ("state=final", 0),
            ("from_on=2026-09-19&until_on=2026-09-19", 1),
            ("from_on=2026-09-20", 0),
            ("until_on=2026-09-18", 0),
        ):
            items = (await house.read(f"/v1/service-records?{query}", "secretary"))["items"]
            assert [each["id"] for each in items] == [row["id"]] * found

    async def test_the_history_leaves_nothing_out(self, house: House) -> None:
        row = await final(house)
        history = await house.read(f"/v1/service-records/{row['id']}/history", "wang")
        assert [each["mark"] for each in history["scans"]] == ["in", "out"]
        assert [(each["act"], each["side"]) for each in history["steps"]] == [
            ("confirmed", "community"),
            ("published", "branch"),
            ("finished", None),
        ]


class TestPublicity:
    async def test_what_both_confirmed_is_public_for_three_working_days_and_then_final(
        self, house: House
    ) -> None:
        """Saturday; Sunday the 20th is worked for the National Day, so Tuesday is the third."""
        row = await served(house)
        public = await both_confirm(house, row["id"])
        assert (public["state"], public["public_until"]) == ("in_publicity", "2026-09-22")
        for who in ("chen", "organiser", "officer"):
            [shown] = (await house.read("/v1/published-hours", who))["items"]
            assert (shown["record_id"], shown["minutes"]) == (row["id"], 180)
        assert (await house.read("/v1/published-hours", "zhao"))["items"] == []
        house.watch.at = wall(23, 59, day=22)
        await house.app.state.sweeper.once()
        assert (await record(house, row["id"]))["state"] == "in_publicity"
        house.watch.at = wall(8, day=23)
        await house.app.state.sweeper.once()
        assert (await record(house, row["id"]))["state"] == "final"
        assert (await house.read("/v1/published-hours", "chen"))["items"] == []

    async def test_what_is_final_is_told_once_with_the_minutes_that_both_confirmed(
        self, house: House
    ) -> None:
        row = await final(house)
        await house.app.state.sweeper.once()
        [fact] = await told(house, "hours.confirmed")
        assert fact["data"] == {
            "person_id": str(ident("wang")),
            "occurred_on": "2026-09-19",
            "source_id": row["id"],
            "revision": 1,
            "minutes": 180,
            "community_id": str(ident("baiguo")),
            "project_id": row["project_id"],
        }


class TestOverdue:
    async def test_time_escalates_and_never_grants(self, house: House) -> None:
        row = await served(house)
        await confirm(house, row["id"], "officer")
        house.watch.at = wall(12, day=24)
        assert (await house.read("/v1/overdue-confirmations", "organiser"))["items"] == []
        house.watch.at = wall(13, day=24)
        for side, found in (("", [row["id"]]), ("?side=branch", [row["id"]]), ("?side=community", [])):
            items = (await house.read(f"/v1/overdue-confirmations{side}", "higher"))["items"]
            assert [each["id"] for each in items] == found
        house.watch.at = LATER
        await house.app.state.sweeper.once()
        assert (await record(house, row["id"]))["state"] == "submitted"
        assert await told(house, "hours.confirmed") == []
