"""`/v1/service-records/{id}/disputes`, `/v1/disputes` and their answers."""

from typing import Any

import pytest

from tests.support.door import code_of, faults_of, plain
from tests.volunteering.house import House, nothing
from tests.volunteering.serving import LATER, both_confirm, confirm, final, record, refusals, served

DOUBT = {"reason": "当天他在值班,没有到社区。"}
RIGHT, WRONG = {"upheld": True, "reason": "属实"}, {"upheld": False, "reason": "已核对签到"}


async def doubt(house: House, record_id: str, by: str = "chen") -> dict[str, Any]:
    """A dispute that is taken."""
    return await house.made(f"/v1/service-records/{record_id}/disputes", DOUBT, by)


async def answer(house: House, dispute: dict[str, Any], body: dict[str, Any], by: str = "secretary") -> Any:
    """Somebody's answer."""
    return await house.post(f"/v1/disputes/{dispute['id']}/answer", body, by)


class TestDisputing:
    async def test_needs_a_sign_in(self, house: House) -> None:
        path = f"/v1/service-records/{nothing()}/disputes"
        assert (await house.post(path, DOUBT, None)).status_code == 401
        assert (await house.get("/v1/disputes", None)).status_code == 401

    async def test_is_for_the_branch_the_community_and_the_volunteer(self, house: House) -> None:
        row = await served(house)
        path = f"/v1/service-records/{row['id']}/disputes"
        assert code_of(await house.post(path, DOUBT, "higher")) == "record_missing"
        for who in ("zhao", "other officer"):
            missing = await house.post(f"/v1/service-records/{nothing()}/disputes", DOUBT, who)
            assert plain(await house.post(path, DOUBT, who)) == plain(missing)
        for who in ("chen", "wang", "officer"):
            assert (await house.post(path, DOUBT, who)).status_code == 201

    async def test_what_is_final_is_disputed_no_more(self, house: House) -> None:
        row = await final(house)
        path = f"/v1/service-records/{row['id']}/disputes"
        assert code_of(await house.post(path, DOUBT, "chen")) == "dispute_closed"

    async def test_one_doubt_of_a_person_at_a_time(self, house: House) -> None:
        row = await served(house)
        await doubt(house, row["id"])
        path = f"/v1/service-records/{row['id']}/disputes"
        assert code_of(await house.post(path, DOUBT, "chen")) == "disputed_already"

    async def test_it_says_why(self, house: House) -> None:
        row = await served(house)
        path = f"/v1/service-records/{row['id']}/disputes"
        assert faults_of(await house.post(path, {}, "chen")) == {"/reason": "missing"}

    async def test_it_freezes_the_record_past_its_publicity(self, house: House) -> None:
        row = await served(house)
        await both_confirm(house, row["id"])
        made = await doubt(house, row["id"])
        house.watch.at = LATER
        await house.app.state.sweeper.once()
        assert (await record(house, row["id"]))["state"] == "disputed"
        [shown] = (await house.read("/v1/disputes", "wang"))["items"]
        assert shown == made
        assert code_of(
            await house.post(f"/v1/service-records/{row['id']}/corrections", _CORRECTION, "organiser")
        ) == ("dispute_open")


_CORRECTION = {
    "starts_at": "2026-09-19T09:00:00+08:00",
    "ends_at": "2026-09-19T11:00:00+08:00",
    "minutes": 120,
    "reason": "11 点已收工",
}


class TestAnswering:
    async def test_needs_a_sign_in_and_an_office(self, house: House) -> None:
        row = await served(house)
        made = await doubt(house, row["id"])
        assert (await answer(house, made, RIGHT, None)).status_code == 401  # type: ignore[arg-type]  # nobody
        assert code_of(await answer(house, made, RIGHT, "li")) == "forbidden"
        for who in ("other organiser", "other officer"):
            assert code_of(await answer(house, made, RIGHT, who)) == "dispute_missing"

    @pytest.mark.parametrize("party", ["organiser", "officer", "publicist"])
    async def test_no_party_answers(self, house: House, party: str) -> None:
        """Neither who confirmed it nor who doubts it."""
        row = await served(house)
        await both_confirm(house, row["id"])
        made = await doubt(house, row["id"], "publicist")
        assert code_of(await answer(house, made, WRONG, party)) == "party_to_dispute"
        assert await refusals(house) == [("service_record.settle/party_to_dispute", "refused")]

    async def test_it_is_answered_once(self, house: House) -> None:
        row = await served(house)
        made = await doubt(house, row["id"])
        await answer(house, made, WRONG)
        assert code_of(await answer(house, made, RIGHT, "publicist")) == "dispute_answered"

    async def test_a_doubt_that_was_wrong_lets_the_record_go_on(self, house: House) -> None:
        row = await served(house)
        await both_confirm(house, row["id"])
        first, second = await doubt(house, row["id"]), await doubt(house, row["id"], "li")
        await answer(house, first, WRONG)
        assert (await record(house, row["id"]))["state"] == "disputed"
        done = (await answer(house, second, WRONG)).json()
        assert (done["upheld"], done["answer"]) == (False, "已核对签到")
        assert (await record(house, row["id"]))["state"] == "in_publicity"
        house.watch.at = LATER
        await house.app.state.sweeper.once()
        assert (await record(house, row["id"]))["state"] == "final"

    async def test_a_doubt_that_was_right_lets_both_sides_speak_anew(self, house: House) -> None:
        row = await served(house)
        await both_confirm(house, row["id"])
        await answer(house, await doubt(house, row["id"]), RIGHT, "higher")
        found = await record(house, row["id"])
        assert (found["state"], found["round"], found["confirmed_minutes"]) == ("submitted", 2, None)
        await both_confirm(house, row["id"], 120)
        assert (await record(house, row["id"]))["confirmed_minutes"] == 120

    async def test_where_the_sides_had_differed_they_still_do(self, house: House) -> None:
        row = await served(house)
        await confirm(house, row["id"], "officer", 150)
        await confirm(house, row["id"], "organiser", 180)
        await answer(house, await doubt(house, row["id"]), WRONG)
        assert (await record(house, row["id"]))["state"] == "disputed"

    async def test_a_doubt_about_a_correction_leaves_what_is_final(self, house: House) -> None:
        row = await final(house)
        await house.made(f"/v1/service-records/{row['id']}/corrections", _CORRECTION, "organiser")
        for who in ("officer", "publicist"):
            await confirm(house, row["id"], who, 120)
        made = await doubt(house, row["id"])
        house.watch.at = LATER
        await house.app.state.sweeper.once()
        assert (await record(house, row["id"]))["confirmed_minutes"] == 180
        await answer(house, made, RIGHT)
        await house.app.state.sweeper.once()
        found = await record(house, row["id"])
        assert (found["state"], found["confirmed_minutes"], found["public_until"]) == ("final", 180, None)
