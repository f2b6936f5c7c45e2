"""`/v1/motions`, from the draft to the numbers that never change."""

import pytest

from tests.activities.assembly import (
    FULL,
    a_motion,
    an_admission,
    an_election,
    assembled,
    join,
    noticed,
)
from tests.activities.house import House, nothing
from tests.points.world import ident
from tests.support.door import code_of, plain


class TestDraft:
    async def test_nobody_drafts_without_signing_in(self, house: House) -> None:
        meeting = await noticed(house)
        assert (await house.post(f"{meeting.path}/motions", a_motion(), None)).status_code == 401

    async def test_a_plain_member_puts_no_motion(self, house: House) -> None:
        meeting = await noticed(house)
        assert code_of(await house.post(f"{meeting.path}/motions", a_motion(), "wang")) == "not_presiding"

    async def test_another_branch_finds_nothing_to_put_it_to(self, house: House) -> None:
        meeting = await noticed(house)
        hidden = await house.post(f"{meeting.path}/motions", a_motion(), "other secretary")
        nowhere = await house.post(f"/v1/meetings/{nothing()}/motions", a_motion(), "other secretary")
        assert plain(hidden) == plain(nowhere)

    async def test_a_lecture_votes_on_nothing(self, house: House) -> None:
        meeting = await noticed(house, kind="lecture")
        answer = await house.post(f"{meeting.path}/motions", a_motion(), "secretary")
        assert code_of(answer) == "vote_elsewhere"

    async def test_an_admission_of_two_at_once_is_malformed(self, house: House) -> None:
        """Rule 18: person by person."""
        meeting = await noticed(house)
        both = an_admission("li") | {"candidates": [str(ident("li")), str(ident("wang"))]}
        assert code_of(await house.post(f"{meeting.path}/motions", both, "secretary")) == "motion_shape"

    async def test_nobody_votes_on_somebody_unknown(self, house: House) -> None:
        meeting = await noticed(house)
        body = a_motion(kind="admission", candidates=[str(nothing())])
        assert code_of(await house.post(f"{meeting.path}/motions", body, "secretary")) == "candidate_unknown"

    async def test_a_further_round_of_nothing_is_refused(self, house: House) -> None:
        meeting = await noticed(house)
        body = an_election("li", seats=1, round_of=str(nothing()))
        assert code_of(await house.post(f"{meeting.path}/motions", body, "secretary")) == "round_missing"

    async def test_motions_are_numbered_within_the_meeting(self, house: House) -> None:
        meeting = await noticed(house)
        await meeting.drafted(a_motion())
        await meeting.drafted(an_election("wang", "li", seats=1))
        listed = (await house.read(f"{meeting.path}/motions", "wang"))["items"]
        assert [(each["number"], each["kind"], each["state"]) for each in listed] == [
            (2, "election", "drafted"),
            (1, "ordinary", "drafted"),
        ]
        assert [each["name"] for each in listed[0]["candidates"]] == ["wang", "li"]


class TestRewriting:
    async def test_a_draft_can_be_rewritten_by_who_has_seen_it(self, house: House) -> None:
        meeting = await noticed(house)
        motion = await meeting.drafted(a_motion())
        assert (await house.put(motion, a_motion(), "secretary")).status_code == 428
        assert (await house.put(motion, a_motion(), "secretary", etag='"old"')).status_code == 412
        etag = (await house.get(motion, "secretary")).headers["etag"]
        answer = await house.put(motion, a_motion(title="另一事项"), "secretary", etag=etag)
        assert (answer.status_code, answer.json()["title"]) == (200, "另一事项")

    async def test_what_is_on_the_table_stands(self, house: House) -> None:
        meeting = await noticed(house)
        motion = await meeting.tabled(a_motion())
        answer = await house.put(motion, a_motion(title="另一事项"), "secretary", etag="*")
        assert code_of(answer) == "motion_not_in_state"


class TestOpening:
    async def test_another_branch_finds_no_motion(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        motion = await meeting.tabled(a_motion())
        hidden = await house.post(f"{motion}/opening", None, "other secretary")
        nowhere = await house.post(f"/v1/motions/{nothing()}/opening", None, "other secretary")
        assert plain(hidden) == plain(nowhere)
        assert code_of(hidden) == "motion_missing"
        assert code_of(await house.get(motion, "zhao")) == "motion_missing"

    async def test_no_vote_opens_before_the_meeting(self, house: House) -> None:
        meeting = await noticed(house)
        motion = await meeting.tabled(a_motion())
        assert code_of(await house.post(f"{motion}/opening", None, "secretary")) == "meeting_not_in_state"

    async def test_no_vote_opens_on_a_draft(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        motion = await meeting.drafted(a_motion())
        assert code_of(await house.post(f"{motion}/opening", None, "secretary")) == "motion_not_in_state"

    async def test_without_a_quorum_the_numbers_are_told(self, house: House) -> None:
        """Rule 17: four of nine are fewer than half, five are more."""
        meeting = await assembled(house, *FULL[:4])
        motion = await meeting.tabled(a_motion())
        refused = await house.post(f"{motion}/opening", None, "secretary")
        assert (refused.status_code, code_of(refused)) == (409, "quorum_missing")
        assert refused.json()["detail"] == "应到会有表决权 9 人,到会 4 人"
        await meeting.arrive(FULL[4])
        opened = await house.made(f"{motion}/opening", None, "secretary")
        assert [step["state"] for step in opened["steps"]] == ["drafted", "tabled", "open"]

    async def test_probationary_members_make_no_quorum(self, house: House) -> None:
        """Rule 20."""
        await join(house, "qian", "wu", status="probationary")
        meeting = await assembled(house, *FULL[:4], "qian", "wu")
        motion = await meeting.tabled(a_motion())
        assert code_of(await house.post(f"{motion}/opening", None, "secretary")) == "quorum_missing"


class TestClosing:
    async def test_a_plain_member_closes_nothing(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        motion = await meeting.opened(a_motion())
        assert code_of(await house.post(f"{motion}/closing", None, "wang")) == "not_presiding"

    async def test_a_motion_is_closed_once(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        motion = await meeting.opened(a_motion())
        await meeting.close(motion)
        assert code_of(await house.post(f"{motion}/closing", None, "secretary")) == "motion_not_in_state"

    async def test_while_a_vote_is_open_the_meeting_goes_on(self, house: House) -> None:
        meeting = await assembled(house, *FULL)
        motion = await meeting.opened(a_motion())
        assert code_of(await house.post(f"{meeting.path}/closing", None, "secretary")) == "vote_open"
        await meeting.close(motion)
        assert (await house.post(f"{meeting.path}/closing", None, "secretary")).status_code == 201

    @pytest.mark.parametrize(("ayes", "outcome"), [(4, "failed"), (5, "passed")])
    async def test_more_than_half_of_nine_are_five(self, house: House, ayes: int, outcome: str) -> None:
        """Rule 17."""
        meeting = await assembled(house, *FULL[:5])
        motion = await meeting.opened(a_motion())
        await meeting.vote(motion, "yes", *FULL[:ayes])
        result = await meeting.close(motion)
        assert (result["yes"], result["present"], result["eligible"]) == (ayes, 5, 9)
        assert result["outcome"] == outcome

    async def test_if_too_many_leave_without_a_vote_nothing_is_decided(self, house: House) -> None:
        meeting = await assembled(house, *FULL[:5])
        motion = await meeting.opened(a_motion())
        await meeting.vote(motion, "yes", *FULL[:4])
        await meeting.leave(FULL[4])
        result = await meeting.close(motion)
        assert (result["yes"], result["present"], result["outcome"]) == (4, 4, "inquorate")
        assert (await house.read("/v1/resolutions", "wang"))["items"] == []

    async def test_who_has_voted_took_part_though_gone_or_left_out_since(self, house: House) -> None:
        """No ballot can be taken back, so its voter stays among those present and entitled."""
        meeting = await assembled(house, *FULL[:5])
        motion = await meeting.opened(a_motion(secret=True))
        await meeting.vote(motion, "yes", *FULL[:5])
        await meeting.leave(FULL[0])
        await meeting.exclude(FULL[1], "停止党员权利", "总支批复4号")
        result = await meeting.close(motion)
        assert (result["eligible"], result["present"], result["yes"]) == (9, 5, 5)

    async def test_a_committee_votes_by_its_own_roll(self, house: House) -> None:
        """Article 12: half or more of its members. Two of three are there, and both say yes."""
        meeting = await assembled(house, "secretary", "publicist", kind="committee_meeting")
        motion = await meeting.opened(a_motion())
        await meeting.vote(motion, "yes", "secretary", "publicist")
        result = await meeting.close(motion)
        assert (result["eligible"], result["present"], result["outcome"]) == (3, 2, "passed")

    async def test_equals_for_the_last_seat_are_named_for_a_second_round(self, house: House) -> None:
        """Rule 19: people decide. Wang has eight votes of nine, Chen and Li five each."""
        meeting = await assembled(house, *FULL)
        motion = await meeting.opened(an_election("wang", "chen", "li", seats=2, secret=True))
        for voter in FULL[:4]:
            await meeting.elect(motion, voter, "wang", "chen")
        for voter in FULL[4:8]:
            await meeting.elect(motion, voter, "wang", "li")
        await meeting.elect(motion, FULL[8], "chen", "li")
        result = await meeting.close(motion)
        assert (result["elected"], result["open_seats"]) == ([str(ident("wang"))], 1)
        assert set(result["tied"]) == {str(ident("chen")), str(ident("li"))}

        first_round = motion.rsplit("/", 1)[1]
        second = await meeting.opened(an_election("chen", "li", seats=1, round_of=first_round))
        for voter in FULL[:5]:
            await meeting.elect(second, voter, "chen")
        for voter in FULL[5:]:
            await meeting.elect(second, voter, "li")
        result = await meeting.close(second)
        assert (result["elected"], result["tied"], result["open_seats"]) == ([str(ident("chen"))], [], 0)
