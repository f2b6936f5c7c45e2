"""`/v1/duties` and `/v1/undertakings`: who does what at a sitting, and nobody against their will."""

from typing import Any

from tests.activities.arranging import (
    a_duty,
    a_sitting_to_arrange,
    answer,
    asked,
    holders,
    take,
    withdraw,
)
from tests.activities.house import House, both, nothing
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain


class TestAddAndChange:
    WANTED = {"title": "安全员", "note": "提前十分钟到门口", "needed": 2}  # noqa: RUF012 - never changed

    async def test_nobody_adds_a_duty_without_signing_in(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        answer = await house.post(f"/v1/sittings/{sitting}/duties", self.WANTED, None)
        assert answer.status_code == 401

    async def test_a_member_adds_none(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        answer = await house.post(f"/v1/sittings/{sitting}/duties", self.WANTED, "wang")
        assert code_of(answer) == "forbidden"

    async def test_a_sitting_of_another_branch_is_not_there(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        answers = [
            await house.post(f"/v1/sittings/{each}/duties", self.WANTED, "other organiser")
            for each in (sitting, nothing())
        ]
        assert plain(answers[0]) == plain(answers[1])

    async def test_a_cancelled_sitting_is_arranged_no_more(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        await house.made(f"/v1/sittings/{sitting}/cancellation", None, "organiser")
        answer = await house.post(f"/v1/sittings/{sitting}/duties", self.WANTED, "organiser")
        assert code_of(answer) == "sitting_cancelled"

    async def test_nobody_needs_fewer_than_none(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        answer = await house.post(f"/v1/sittings/{sitting}/duties", self.WANTED | {"needed": -1}, "organiser")
        assert list(faults_of(answer)) == ["/needed"]

    @both
    async def test_a_duty_is_added_changed_on_what_was_seen_and_never_below_who_has_it(
        self, house: House
    ) -> None:
        sitting = await a_sitting_to_arrange(house)
        duty = await house.made(f"/v1/sittings/{sitting}/duties", self.WANTED, "organiser")
        assert (duty["title"], duty["needed"], duty["taken"], duty["holders"]) == ("安全员", 2, 0, [])
        here = f"/v1/duties/{duty['id']}"
        seen = (await house.get(here, "organiser")).headers["etag"]
        assert (await take(house, duty, "wang")).status_code == 201
        assert code_of(await house.put(here, self.WANTED, "organiser", etag=seen)) == "stale"
        seen = (await house.get(here, "organiser")).headers["etag"]
        fewer = await house.put(here, self.WANTED | {"needed": 0}, "organiser", etag=seen)
        assert code_of(fewer) == "duty_held"
        changed = await house.put(here, self.WANTED | {"needed": 1}, "organiser", etag=seen)
        assert (changed.json()["needed"], changed.json()["taken"]) == (1, 1)
        listed = (await house.read(f"/v1/sittings/{sitting}/duties", "chen"))["items"]
        assert [(each["title"], [one["name"] for one in each["holders"]]) for each in listed] == [
            ("安全员", ["wang"])
        ]


class TestTake:
    async def test_nobody_takes_a_duty_without_signing_in(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        answer = await house.post(f"/v1/duties/{duty['id']}/undertakings", None, None)
        assert answer.status_code == 401

    async def test_an_officer_who_is_no_member_takes_none(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        assert code_of(await take(house, duty, "safety")) == "forbidden"

    async def test_a_duty_of_another_branch_is_not_there(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        hidden = await take(house, duty, "zhao")
        assert plain(hidden) == plain(await take(house, {"id": str(nothing())}, "zhao"))

    @both
    async def test_nobody_takes_a_duty_twice_nor_one_that_is_full(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house), needed=2)
        assert (await take(house, duty, "wang")).status_code == 201
        assert code_of(await take(house, duty, "wang")) == "already_undertaken"
        assert (await take(house, duty, "chen")).status_code == 201
        assert code_of(await take(house, duty, "li")) == "duty_full"
        assert await holders(house, duty) == ["wang", "chen"]

    async def test_whoever_takes_it_does_so_in_the_own_name(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        row = (await take(house, duty, "wang")).json()
        own = (str(ident("wang")),) * 3
        assert (row["person_id"], row["by_id"], row["settled_by"]) == own
        assert row["state"] == "taken"

    async def test_what_is_given_back_is_free_for_the_next(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        row = (await take(house, duty, "wang")).json()
        assert (await withdraw(house, row, "wang")).json()["state"] == "withdrawn"
        assert (await take(house, duty, "chen")).status_code == 201
        assert code_of(await withdraw(house, row, "wang")) == "undertaking_settled"
        assert await holders(house, duty) == ["chen"]


class TestAsk:
    async def test_nobody_asks_without_signing_in(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        body = {"person_id": str(ident("wang"))}
        answer = await house.post(f"/v1/duties/{duty['id']}/requests", body, None)
        assert answer.status_code == 401

    async def test_a_member_asks_nobody(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        assert code_of(await self.tried(house, duty, "wang", "chen")) == "forbidden"

    async def test_another_branch_asks_nobody_here(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        assert code_of(await self.tried(house, duty, "zhao", "other organiser")) == "duty_missing"

    async def test_whoever_does_not_belong_to_it_is_not_asked(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        for whom in ("zhao", "nobody"):
            assert code_of(await self.tried(house, duty, whom, "organiser")) == "helper_unknown"

    async def test_nobody_is_asked_twice_and_who_was_asked_answers_that(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        await asked(house, duty, "wang")
        assert code_of(await self.tried(house, duty, "wang", "organiser")) == "already_undertaken"
        assert code_of(await take(house, duty, "wang")) == "already_undertaken"

    @both
    async def test_who_is_asked_is_told_and_has_it_only_after_saying_yes(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        row = await asked(house, duty, "wang")
        assert (row["state"], await holders(house, duty)) == ("asked", [])
        [told] = [each for each in (await house.read("/v1/notices", "wang"))["items"] if each["person_id"]]
        assert "摄影" in told["text"]
        assert (await house.read("/v1/notices", "chen"))["items"] == []
        mine = (await house.read("/v1/undertakings?state=asked", "wang"))["items"]
        assert [each["id"] for each in mine] == [row["id"]]
        assert (await answer(house, row, "wang", "taken")).status_code == 201
        assert await holders(house, duty) == ["wang"]
        assert code_of(await answer(house, row, "wang", "taken")) == "undertaking_settled"

    async def tried(self, house: House, duty: dict[str, Any], whom: str, by: str) -> Any:
        body = {"person_id": str(ident(whom))}
        return await house.post(f"/v1/duties/{duty['id']}/requests", body, by)


class TestAnswer:
    async def test_only_who_was_asked_answers(self, house: House) -> None:
        row = await asked(house, await a_duty(house, await a_sitting_to_arrange(house)), "wang")
        assert (await house.post(f"/v1/undertakings/{row['id']}/answer", None, None)).status_code == 401
        assert code_of(await answer(house, row, "safety", "taken")) == "forbidden"
        for somebody in ("organiser", "chen", "zhao"):
            assert code_of(await answer(house, row, somebody, "taken")) == "undertaking_missing"

    async def test_a_request_keeps_no_place(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        row = await asked(house, duty, "wang")
        assert (await take(house, duty, "chen")).status_code == 201
        assert code_of(await answer(house, row, "wang", "taken")) == "duty_full"
        assert (await answer(house, row, "wang", "declined", reason="已有人承担")).status_code == 201

    async def test_declining_needs_a_reason(self, house: House) -> None:
        row = await asked(house, await a_duty(house, await a_sitting_to_arrange(house)), "wang")
        assert code_of(await answer(house, row, "wang", "declined")) == "reason_needed"
        assert list(faults_of(await answer(house, row, "wang", "asked"))) == ["/verdict"]
        told = (await answer(house, row, "wang", "declined", reason="当班")).json()
        assert (told["state"], told["reason"]) == ("declined", "当班")


class TestWithdraw:
    async def test_members_see_and_withdraw_their_own_only(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        row = (await take(house, duty, "wang")).json()
        assert code_of(await withdraw(house, row, "chen")) == "undertaking_missing"
        assert code_of(await house.get(f"/v1/undertakings/{row['id']}", "chen")) == "undertaking_missing"
        assert (await house.read(f"/v1/undertakings/{row['id']}", "wang"))["state"] == "taken"

    async def test_an_officer_takes_it_back_and_says_why(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        row = (await take(house, await a_duty(house, sitting), "wang")).json()
        assert code_of(await withdraw(house, row, "organiser")) == "reason_needed"
        told = (await withdraw(house, row, "organiser", reason="改由消防站讲解")).json()
        assert (told["state"], told["settled_by"]) == ("withdrawn", str(ident("organiser")))
        found = (await house.read(f"/v1/undertakings?sitting_id={sitting}", "organiser"))["items"]
        assert [each["state"] for each in found] == ["withdrawn"]


async def test_with_the_closing_duties_stand(house: House) -> None:
    meeting = await house.a_noticed_meeting()
    duty = await a_duty(house, meeting["sittings"][0]["id"], needed=2)
    row = (await take(house, duty, "wang")).json()
    waits = await asked(house, duty, "chen")
    house.watch.at = house.watch.at.replace(day=22, hour=8)
    await house.made(f"/v1/meetings/{meeting['id']}/opening", None, "organiser")
    await house.made(f"/v1/meetings/{meeting['id']}/closing", None, "organiser")
    for refused in (
        await take(house, duty, "li"),
        await withdraw(house, row, "wang"),
        await answer(house, waits, "chen", "taken"),
    ):
        assert code_of(refused) == "meeting_not_in_state"
    assert await holders(house, duty) == ["wang"]


@both
async def test_with_a_cancelled_sitting_its_duties_end_and_everybody_concerned_is_told(house: House) -> None:
    sitting = await a_sitting_to_arrange(house)
    duty = await a_duty(house, sitting, needed=3)
    taken = (await take(house, duty, "wang")).json()
    waits, gone = await asked(house, duty, "chen"), await asked(house, duty, "li")
    await answer(house, gone, "li", "declined", reason="当班")
    await house.made(f"/v1/sittings/{sitting}/cancellation", None, "organiser")
    rows = (await house.read(f"/v1/undertakings?sitting_id={sitting}", "organiser"))["items"]
    assert {each["id"]: each["state"] for each in rows} == {
        taken["id"]: "sitting_cancelled",
        waits["id"]: "sitting_cancelled",
        gone["id"]: "declined",
    }
    assert await holders(house, duty) == []
    for key, times in (("wang", 1), ("chen", 1), ("li", 0)):
        told = [
            each for each in (await house.read("/v1/notices", key))["items"] if "随之取消" in each["text"]
        ]
        assert len(told) == times
    assert code_of(await take(house, duty, "li")) == "sitting_cancelled"
