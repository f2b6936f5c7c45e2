"""`/v1/objections`: in the own name, against one published line, heard by others, answered in writing."""

from datetime import UTC, datetime
from typing import Any

from tests.points.house import House, both, code_of, faults_of, nothing, plain
from tests.points.world import ident

DISMISSED = {"verdict": "dismissed", "reason": "违章记录与录像一致"}
UPHELD = {"verdict": "upheld", "points": 0.5, "reason": "当班另有他人,减半"}


async def a_published_entry(house: House) -> str:
    entry = await house.an_entry("wang")
    await house.to_publicity()
    return str(entry["id"])


async def an_objection(house: House, by: str = "wang") -> dict[str, Any]:
    entry_id = await a_published_entry(house)
    return await house.made("/v1/objections", {"entry_id": entry_id, "text": "当班不是我"}, by)


async def a_dismissed_one(house: House) -> str:
    path = f"/v1/objections/{(await an_objection(house))['id']}"
    await house.made(f"{path}/answer", DISMISSED, "organiser")
    return path


class TestFile:
    async def test_a_stranger_and_a_higher_officer_file_none(self, house: House) -> None:
        body = {"entry_id": await a_published_entry(house), "text": "不服"}
        assert (await house.post("/v1/objections", body, None)).status_code == 401
        assert code_of(await house.post("/v1/objections", body, "higher")) == "forbidden"

    async def test_another_branchs_line_looks_like_none(self, house: House) -> None:
        entry_id = await a_published_entry(house)
        hidden = await house.post("/v1/objections", {"entry_id": entry_id, "text": "不服"}, "zhao")
        none = await house.post("/v1/objections", {"entry_id": str(nothing()), "text": "不服"}, "zhao")
        assert plain(hidden) == plain(none)
        assert (hidden.status_code, code_of(hidden)) == (404, "line_missing")

    async def test_only_in_the_publicity_window(self, house: House) -> None:
        entry = await house.an_entry("wang")
        body = {"entry_id": entry["id"], "text": "不服"}
        early = await house.post("/v1/objections", body, "wang")
        await house.to_publicity()
        house.watch.at = datetime(2026, 10, 23, 16, tzinfo=UTC)  # midnight after the last day
        late = await house.post("/v1/objections", body, "wang")
        house.watch.pass_by(seconds=-1)
        in_time = await house.post("/v1/objections", body, "wang")
        assert (code_of(early), code_of(late)) == ("objection_too_late", "objection_too_late")
        assert in_time.status_code == 201

    async def test_one_open_objection_to_a_line_is_enough(self, house: House) -> None:
        first = await an_objection(house)
        body = {"entry_id": first["entry_id"], "text": "我也不服"}
        answer = await house.post("/v1/objections", body, "chen")
        assert (answer.status_code, code_of(answer)) == (409, "objection_twice")

    async def test_it_names_exactly_one_line(self, house: House) -> None:
        both_lines = {"entry_id": str(nothing()), "claim_id": str(nothing()), "text": "不服"}
        for body in ({"text": "不服"}, both_lines):
            assert faults_of(await house.post("/v1/objections", body, "wang")) == {"": "value_error"}

    @both
    async def test_it_is_answered_within_five_working_days(self, house: House) -> None:
        objection = await an_objection(house)
        assert (objection["state"], objection["answer_due_on"]) == ("open", "2026-10-23")
        assert (objection["by_id"], objection["member_id"]) == (str(ident("wang")), str(ident("wang")))


class TestRead:
    @both
    async def test_one_reads_ones_own_those_about_oneself_and_the_committee_all(self, house: House) -> None:
        path = f"/v1/objections/{(await an_objection(house, by='chen'))['id']}"
        for who in ("chen", "wang", "organiser", "higher"):
            assert (await house.get(path, who)).status_code == 200
            assert len((await house.get("/v1/objections?state=open", who)).json()["items"]) == 1
        for who in ("li", "leader", "other organiser"):
            hidden = await house.get(path, who)
            assert plain(hidden) == plain(await house.get(f"/v1/objections/{nothing()}", who))
            assert (await house.get("/v1/objections", who)).json()["items"] == []


class TestAnswer:
    async def test_the_committee_answers_and_nobody_else(self, house: House) -> None:
        path = f"/v1/objections/{(await an_objection(house))['id']}/answer"
        assert code_of(await house.post(path, DISMISSED, "leader")) == "forbidden"
        assert code_of(await house.post(path, DISMISSED, "other organiser")) == "objection_missing"

    async def test_whoever_is_concerned_does_not_hear_it(self, house: House) -> None:
        path = f"/v1/objections/{(await an_objection(house, by='secretary'))['id']}/answer"
        answer = await house.post(path, DISMISSED, "secretary")
        assert (answer.status_code, code_of(answer)) == (403, "own_objection")

    async def test_an_upheld_one_says_what_the_line_is_worth_and_never_less_than_nothing(
        self, house: House
    ) -> None:
        path = f"/v1/objections/{(await an_objection(house))['id']}/answer"
        bare = await house.post(path, {"verdict": "upheld", "reason": "属实"}, "organiser")
        assert (bare.status_code, code_of(bare)) == (409, "correction_missing")
        less = await house.post(path, UPHELD | {"points": -1}, "organiser")
        assert faults_of(less) == {"/points": "greater_than_equal"}

    @both
    async def test_an_upheld_one_corrects_the_line_and_publishes_it_anew(self, house: House) -> None:
        objection = await an_objection(house)
        house.watch.pass_by(days=3)
        answered = await house.made(f"/v1/objections/{objection['id']}/answer", UPHELD, "organiser")
        assert (answered["state"], answered["reviews"][0]["points"]) == ("upheld", 0.5)
        entries = (await house.get("/v1/entries", "wang")).json()["items"]
        assert [(each["origin"], each["points"]) for each in entries] == [
            *(("objection", 0.5), ("reversal", 1), ("report", 1))
        ]
        [own] = (await house.get("/v1/results", "wang")).json()["items"]
        # Monday 19 October and five working days.
        assert (own["run_number"], own["notice_until"]) == (2, "2026-10-26")

    async def test_it_is_answered_once(self, house: House) -> None:
        path = await a_dismissed_one(house)
        answer = await house.post(f"{path}/answer", DISMISSED, "publicist")
        assert (answer.status_code, code_of(answer)) == (409, "objection_closed")


class TestAppealAndReview:
    async def test_only_the_filer_appeals(self, house: House) -> None:
        path = await a_dismissed_one(house)
        hidden = await house.post(f"{path}/appeal", None, "chen")
        assert plain(hidden) == plain(await house.post(f"/v1/objections/{nothing()}/appeal", None, "chen"))
        assert (await house.made(f"{path}/appeal", None, "wang"))["state"] == "appealed"

    async def test_the_member_concerned_does_not_appeal_for_the_filer(self, house: House) -> None:
        objection = await an_objection(house, by="chen")
        path = f"/v1/objections/{objection['id']}"
        await house.made(f"{path}/answer", DISMISSED, "organiser")
        answer = await house.post(f"{path}/appeal", None, "wang")
        assert (answer.status_code, code_of(answer)) == (403, "own_objection")

    async def test_the_higher_body_reviews_what_was_appealed_and_it_is_the_last_word(
        self, house: House
    ) -> None:
        path = await a_dismissed_one(house)
        early = await house.post(f"{path}/review", DISMISSED, "higher")
        assert (early.status_code, code_of(early)) == (409, "objection_closed")
        await house.made(f"{path}/appeal", None, "wang")
        assert code_of(await house.post(f"{path}/review", DISMISSED, "secretary")) == "forbidden"
        reviewed = await house.made(f"{path}/review", DISMISSED, "higher")
        assert [(each["step"], each["verdict"]) for each in reviewed["reviews"]] == [
            *((1, "dismissed"), (2, "dismissed"))
        ]
        again = await house.post(f"{path}/appeal", None, "wang")
        assert (again.status_code, code_of(again)) == (409, "objection_closed")
