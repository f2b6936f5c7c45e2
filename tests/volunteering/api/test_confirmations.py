"""`/v1/service-records/{id}/confirmations`, `…/corrections` and `…/voiding`."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.volunteering.house import House, nothing
from tests.volunteering.serving import (
    LATER,
    a_shift_of,
    at,
    both_confirm,
    confirm,
    final,
    only,
    record,
    scan,
    served,
    told,
    wall,
)

FACTS = Path(__file__).parents[3] / "services" / "volunteering" / "facts"
ACTS = ("confirmations", "corrections", "voiding")


def a_correction(**more: Any) -> dict[str, Any]:
    """It was an hour less."""
    given = {"starts_at": at(9), "ends_at": at(11), "minutes": 120, "reason": "11 点已收工"}
    return given | more


async def correct(house: House, record_id: str, by: str = "organiser", **more: Any) -> Any:
    """What becomes of a correction."""
    return await house.post(f"/v1/service-records/{record_id}/corrections", a_correction(**more), by)


async def void(house: House, record_id: str, by: str) -> Any:
    """One side's word that it shall not be."""
    return await house.post(f"/v1/service-records/{record_id}/voiding", {"reason": "代签"}, by)


BODIES = {"confirmations": {"minutes": 180}, "corrections": a_correction(), "voiding": {"reason": "代签"}}


@pytest.mark.parametrize("act", ACTS)
class TestWhoMay:
    async def test_needs_a_sign_in(self, house: House, act: str) -> None:
        answer = await house.post(f"/v1/service-records/{nothing()}/{act}", BODIES[act], None)
        assert answer.status_code == 401

    async def test_is_not_for_volunteers(self, house: House, act: str) -> None:
        row = await served(house)
        for who in ("wang", "chen", "higher"):
            answer = await house.post(f"/v1/service-records/{row['id']}/{act}", BODIES[act], who)
            assert code_of(answer) == "forbidden"

    async def test_of_other_sides_there_is_no_such_record(self, house: House, act: str) -> None:
        row = await served(house)
        for who in ("other officer", "other organiser"):
            hidden = await house.post(f"/v1/service-records/{row['id']}/{act}", BODIES[act], who)
            missing = await house.post(f"/v1/service-records/{nothing()}/{act}", BODIES[act], who)
            assert plain(hidden) == plain(missing)


class TestConfirming:
    async def test_who_is_still_there_is_not_confirmed(self, house: House) -> None:
        shift = await a_shift_of(house)
        house.watch.at = wall(9)
        await scan(house, shift["id"], "wang")
        row = await only(house, shift)
        assert code_of(await confirm(house, row["id"], "officer", 0)) == "record_not_in_state"

    async def test_a_side_speaks_once(self, house: House) -> None:
        row = await served(house)
        await confirm(house, row["id"], "officer")
        assert code_of(await confirm(house, row["id"], "second officer")) == "side_spoke"

    @pytest.mark.parametrize(
        ("minutes", "code"), [(210, "minutes_beyond"), (170, "minutes_uneven"), (540, "daily_most")]
    )
    async def test_no_more_than_was_served_in_whole_half_hours(
        self, house: House, minutes: int, code: str
    ) -> None:
        row = await served(house)
        assert code_of(await confirm(house, row["id"], "officer", minutes)) == code

    @pytest.mark.parametrize("minutes", [-30, 1441, 90.5])
    async def test_minutes_are_whole(self, house: House, minutes: Any) -> None:
        row = await served(house)
        assert set(faults_of(await confirm(house, row["id"], "officer", minutes))) == {"/minutes"}

    @pytest.mark.parametrize("order", [("officer", "organiser"), ("organiser", "officer")])
    async def test_either_side_may_be_first(self, house: House, order: tuple[str, str]) -> None:
        row = await served(house)
        first = (await confirm(house, row["id"], order[0])).json()
        assert (first["state"], first["confirmed_minutes"], len(first["awaits"])) == ("submitted", None, 1)
        second = (await confirm(house, row["id"], order[1])).json()
        assert (second["state"], second["confirmed_minutes"]) == ("in_publicity", 180)

    async def test_other_minutes_are_disputed(self, house: House) -> None:
        row = await served(house)
        await confirm(house, row["id"], "officer", 150)
        found = (await confirm(house, row["id"], "organiser", 180)).json()
        assert (found["state"], found["confirmed_minutes"]) == ("disputed", None)
        assert code_of(await confirm(house, row["id"], "secretary", 150)) == "record_not_in_state"

    async def test_nothing_from_both_refuses_the_record_for_good(self, house: House) -> None:
        row = await served(house)
        refused = await both_confirm(house, row["id"], 0)
        assert (refused["state"], refused["confirmed_minutes"]) == ("refused", 0)
        assert code_of(await confirm(house, row["id"], "secretary")) == "record_not_in_state"


class TestCorrecting:
    async def test_nobody_corrects_the_own_record(self, house: House) -> None:
        row = await served(house, "organiser")
        assert code_of(await correct(house, row["id"])) == "hours_for_oneself"

    async def test_it_says_something_else(self, house: House) -> None:
        row = await served(house)
        await both_confirm(house, row["id"])
        answer = await correct(house, row["id"], ends_at=at(12), minutes=180)
        assert code_of(answer) == "nothing_to_correct"

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"ends_at": at(13), "minutes": 180}, "outside_shift"),
            ({"minutes": 150}, "claim_too_long"),
            ({"minutes": 100}, "minutes_uneven"),
            ({"ends_at": at(8)}, "times_backwards"),
        ],
    )
    async def test_it_lies_within_the_own_time(self, house: House, more: Any, code: str) -> None:
        row = await served(house)
        assert code_of(await correct(house, row["id"], **more)) == code

    async def test_both_sides_confirm_it_anew_and_not_who_entered_it(self, house: House) -> None:
        row = await served(house)
        await confirm(house, row["id"], "officer", 150)
        await confirm(house, row["id"], "secretary", 180)
        found = (await correct(house, row["id"])).json()
        assert (found["state"], found["round"], found["most_minutes"]) == ("submitted", 2, 120)
        assert code_of(await confirm(house, row["id"], "organiser", 120)) == "confirms_what_entered"
        for who in ("officer", "secretary"):
            answer = await confirm(house, row["id"], who, 120)
        assert (answer.json()["state"], answer.json()["confirmed_minutes"]) == ("in_publicity", 120)
        history = await house.read(f"/v1/service-records/{row['id']}/history", "wang")
        [step] = [each for each in history["steps"] if each["act"] == "corrected"]
        assert (step["was_minutes"], step["minutes"], step["reason"]) == (180, 120, "11 点已收工")
        assert (step["was_ends_at"], step["ends_at"]) == ("2026-09-19T04:00:00Z", "2026-09-19T03:00:00Z")

    async def test_what_is_final_counts_on_until_its_correction_is_final(self, house: House) -> None:
        row = await final(house)
        asked = (await correct(house, row["id"])).json()
        assert (asked["state"], asked["confirmed_minutes"], asked["claimed_minutes"]) == ("final", 180, 120)
        assert asked["awaits"] == ["branch", "community"]
        for who in ("officer", "secretary"):
            agreed = (await confirm(house, row["id"], who, 120)).json()
        assert (agreed["state"], agreed["confirmed_minutes"]) == ("final", 180)
        assert len(await told(house, "hours.confirmed")) == 1
        [shown] = (await house.read("/v1/published-hours", "chen"))["items"]
        assert shown["minutes"] == 120
        house.watch.at = LATER
        await house.app.state.sweeper.once()
        found = await record(house, row["id"])
        assert (found["confirmed_minutes"], found["ends_at"]) == (120, "2026-09-19T03:00:00Z")
        revisions = [
            (fact["data"]["revision"], fact["data"]["minutes"])
            for fact in await told(house, "hours.confirmed")
        ]
        assert revisions == [(1, 180), (2, 120)]

    async def test_a_correction_on_which_the_sides_differ_changes_nothing_final(self, house: House) -> None:
        row = await final(house)
        await correct(house, row["id"])
        await confirm(house, row["id"], "officer", 120)
        found = (await confirm(house, row["id"], "secretary", 90)).json()
        assert (found["state"], found["confirmed_minutes"], found["public_until"]) == ("final", 180, None)
        assert code_of(await confirm(house, row["id"], "publicist", 120)) == "record_not_in_state"


class TestVoiding:
    async def test_nobody_voids_the_own_record(self, house: House) -> None:
        row = await served(house, "organiser")
        assert code_of(await void(house, row["id"], "organiser")) == "hours_for_oneself"

    async def test_what_is_void_stays_void(self, house: House) -> None:
        row = await served(house)
        for who in ("organiser", "officer"):
            answer = await void(house, row["id"], who)
        assert answer.json()["state"] == "voided"
        assert code_of(await void(house, row["id"], "secretary")) == "record_not_in_state"
        assert code_of(await correct(house, row["id"])) == "record_not_in_state"

    async def test_one_asks_and_the_other_side_makes_it_so(self, house: House) -> None:
        row = await final(house)
        assert (await void(house, row["id"], "organiser")).json()["state"] == "final"
        assert await told(house, "hours.voided") == []
        assert (await void(house, row["id"], "officer")).json()["state"] == "voided"
        [fact] = await told(house, "hours.voided")
        assert fact["data"] == {
            "person_id": str(ident("wang")),
            "occurred_on": "2026-09-19",
            "source_id": row["id"],
            "revision": 2,
            "community_id": str(ident("baiguo")),
            "project_id": row["project_id"],
        }

    async def test_what_is_told_is_what_its_schema_says(self, house: House) -> None:
        row = await final(house)
        for who in ("organiser", "officer"):
            await void(house, row["id"], who)
        for kind in ("hours.confirmed", "hours.voided"):
            schema = json.loads((FACTS / f"{kind}.schema.json").read_text(encoding="utf-8"))
            [fact] = await told(house, kind)
            Draft202012Validator(schema, format_checker=FormatChecker()).validate(fact["data"])

    async def test_what_was_never_told_is_not_told_to_be_void(self, house: House) -> None:
        row = await served(house)
        for who in ("organiser", "officer"):
            await void(house, row["id"], who)
        assert await told(house, "hours.voided") == []

    async def test_the_time_of_a_void_record_is_free_again(self, house: House) -> None:
        row = await served(house)
        for who in ("organiser", "officer"):
            await void(house, row["id"], who)
        project = await house.a_recruiting_project(style="open")
        house.watch.at = wall(12, day=15)
        shift = await house.a_shift(project, starts_at=at(8, day=16), ends_at=at(8, day=30))
        await house.signed_up(shift, "wang")
        house.watch.at = wall(13)
        body = {"shift_id": shift["id"], "starts_at": at(9), "ends_at": at(12), "minutes": 180}
        assert (await house.post("/v1/service-records", body, "wang")).status_code == 201
