"""`/v1/motions/{id}/ballots`: cast, counted in silence, read when all is over."""

from typing import Any

from tests.activities.assembly import FULL, a_motion, an_election, assembled
from tests.activities.house import House, nothing
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain

YES: dict[str, Any] = {"choice": "yes"}


class TestCasting:
    async def test_nobody_votes_without_signing_in(self, house: House) -> None:
        motion = await (await assembled(house, *FULL)).opened(a_motion())
        assert (await house.post(f"{motion}/ballots", YES, None)).status_code == 401

    async def test_who_is_no_member_has_no_vote_at_all(self, house: House) -> None:
        motion = await (await assembled(house, *FULL)).opened(a_motion())
        assert code_of(await house.post(f"{motion}/ballots", YES, "auditor")) == "forbidden"

    async def test_another_branch_finds_no_motion(self, house: House) -> None:
        motion = await (await assembled(house, *FULL)).opened(a_motion())
        hidden = await house.post(f"{motion}/ballots", YES, "zhao")
        nowhere = await house.post(f"/v1/motions/{nothing()}/ballots", YES, "zhao")
        assert plain(hidden) == plain(nowhere)
        assert code_of(hidden) == "motion_missing"

    async def test_a_guest_on_the_roll_speaks_and_does_not_vote(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        await house.made(f"{meeting.path}/roll", {"person_id": str(ident("zhao"))}, "organiser")
        await meeting.arrive("zhao")
        motion = await meeting.opened(a_motion())
        assert code_of(await house.post(f"{motion}/ballots", YES, "zhao")) == "not_entitled"

    async def test_nobody_votes_before_or_after(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        motion = await meeting.tabled(a_motion())
        assert code_of(await house.post(f"{motion}/ballots", YES, "wang")) == "motion_not_in_state"
        await house.made(f"{motion}/opening", None, "secretary")
        await meeting.close(motion)
        assert code_of(await house.post(f"{motion}/ballots", YES, "wang")) == "motion_not_in_state"

    async def test_one_ballot_for_each_person_and_it_stands(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        for secret in (False, True):
            motion = await meeting.opened(a_motion(secret=secret))
            await meeting.vote(motion, "yes", "wang")
            again = await house.post(f"{motion}/ballots", {"choice": "no"}, "wang")
            assert code_of(again) == "already_voted"
            result = await meeting.close(motion)
            assert (result["yes"], result["no"]) == (1, 0)

    async def test_a_ballot_says_what_the_motion_asks(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        plain_one = await meeting.opened(a_motion())
        assert code_of(await house.post(f"{plain_one}/ballots", {}, "wang")) == "ballot_shape"
        election = await meeting.opened(an_election("wang", "li", seats=1))
        assert code_of(await house.post(f"{election}/ballots", YES, "wang")) == "ballot_shape"
        assert code_of(await meeting.elect(election, "wang", "wang", "li")) == "ballot_shape"
        assert "/choice" in faults_of(await house.post(f"{plain_one}/ballots", {"choice": "maybe"}, "wang"))

    async def test_a_show_of_hands_is_written_down_by_who_presides_and_by_nobody_else(
        self, house: House
    ) -> None:
        meeting = await assembled(house, *FULL)
        motion = await meeting.opened(a_motion())
        body = YES | {"person_id": str(ident("li"))}
        assert code_of(await house.post(f"{motion}/ballots", body, "wang")) == "not_presiding"
        receipt = await house.made(f"{motion}/ballots", body, "publicist")
        assert receipt["person_id"] == str(ident("li"))
        assert code_of(await house.post(f"{motion}/ballots", YES, "li")) == "already_voted"

    async def test_nobody_casts_a_secret_ballot_for_another(self, house: House) -> None:
        motion = await (await assembled(house, *FULL)).opened(a_motion(secret=True))
        body = YES | {"person_id": str(ident("li"))}
        assert code_of(await house.post(f"{motion}/ballots", body, "secretary")) == "own_hand_only"

    async def test_the_receipt_tells_the_day_and_not_the_choice(self, house: House) -> None:
        motion = await (await assembled(house, *FULL)).opened(a_motion(secret=True))
        receipt = await house.made(f"{motion}/ballots", YES, "wang")
        assert receipt == {
            "motion_id": motion.rsplit("/", 1)[1],
            "person_id": str(ident("wang")),
            "voted_on": "2026-09-22",
        }

    async def test_the_same_request_again_gets_the_same_receipt(self, house: House) -> None:
        motion = await (await assembled(house, *FULL)).opened(a_motion(secret=True))
        first = await house.post(f"{motion}/ballots", YES, "wang", key="ballot-of-wang")
        again = await house.post(f"{motion}/ballots", YES, "wang", key="ballot-of-wang")
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.headers["idempotency-replayed"] == "true"
        assert await house.count("secret_ballot") == 1


class TestReading:
    async def test_while_a_vote_is_open_it_is_told_who_has_voted_and_not_what(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        for secret in (False, True):
            motion = await meeting.opened(a_motion(secret=secret))
            await meeting.vote(motion, "no", "wang", "li")
            assert code_of(await house.get(f"{motion}/ballots", "secretary")) == "motion_not_in_state"
            seen = await house.read(motion, "secretary")
            assert (seen["cast"], seen["result"]) == (2, None)
            voted = (await house.read(f"{motion}/receipts", "secretary"))["person_ids"]
            assert voted == sorted(str(ident(key)) for key in ("wang", "li"))

    async def test_secret_ballots_are_read_without_names(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        motion = await meeting.opened(a_motion(secret=True))
        await meeting.vote(motion, "yes", "wang", "li")
        await meeting.vote(motion, "no", "chen")
        await meeting.close(motion)
        shown = await house.read(f"{motion}/ballots", "secretary")
        assert sorted(each["choice"] for each in shown["items"]) == ["no", "yes", "yes"]
        assert {(each["person_id"], each["name"]) for each in shown["items"]} == {(None, None)}

    async def test_another_branch_reads_none(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        motion = await meeting.opened(a_motion())
        await meeting.close(motion)
        for path in ("ballots", "receipts", "opinions"):
            assert code_of(await house.get(f"{motion}/{path}", "zhao")) == "motion_missing"
