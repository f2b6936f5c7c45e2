"""`/v1/meetings/{id}/presences` and `/quorum`."""

from datetime import timedelta

from sqlalchemy import text

from tests.activities.assembly import FULL, a_motion, assembled, join, noticed
from tests.activities.attending import a_batch, at, listed, offline, wall
from tests.activities.house import House, a_sitting, both, nothing
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain

ONE = {"kind": "arrived", "person_ids": [str(ident("wang"))]}


class TestMarking:
    async def test_nobody_marks_without_signing_in(self, house: House) -> None:
        meeting = await assembled(house)
        assert (await house.post(f"{meeting.path}/presences", ONE, None)).status_code == 401

    async def test_a_plain_member_marks_nobody(self, house: House) -> None:
        meeting = await assembled(house)
        assert code_of(await house.post(f"{meeting.path}/presences", ONE, "wang")) == "not_presiding"

    async def test_a_member_who_keeps_the_list_does(self, house: House) -> None:
        meeting = await assembled(house, recorder_id=str(ident("wang")))
        made = await house.made(f"{meeting.path}/presences", ONE, "wang")
        assert made == {"marked": [str(ident("wang"))], "attending": 1}

    async def test_another_branch_finds_no_meeting(self, house: House) -> None:
        meeting = await assembled(house)
        hidden = await house.post(f"{meeting.path}/presences", ONE, "other secretary")
        nowhere = await house.post(f"/v1/meetings/{nothing()}/presences", ONE, "other secretary")
        assert plain(hidden) == plain(nowhere)
        assert code_of(hidden) == "meeting_missing"

    async def test_nobody_is_in_the_room_before_the_meeting_opens(self, house: House) -> None:
        meeting = await noticed(house)
        answer = await house.post(f"{meeting.path}/presences", ONE, "secretary")
        assert code_of(answer) == "meeting_not_in_state"

    async def test_who_is_not_on_the_roll_is_not_marked_and_nor_is_anybody_with_them(
        self, house: House
    ) -> None:
        meeting = await assembled(house)
        body = {"kind": "arrived", "person_ids": [str(ident("wang")), str(ident("zhao"))]}
        answer = await house.post(f"{meeting.path}/presences", body, "secretary")
        assert code_of(answer) == "roll_line_missing"
        assert await house.count("presence_mark") == 0

    async def test_somebody_must_be_named(self, house: House) -> None:
        meeting = await assembled(house)
        body = {"kind": "arrived", "person_ids": []}
        assert "/person_ids" in faults_of(await house.post(f"{meeting.path}/presences", body, "secretary"))

    async def test_coming_twice_is_coming_once(self, house: House) -> None:
        meeting = await assembled(house, "wang")
        again = await meeting.mark("arrived", "wang", "chen", "chen")
        assert (again["marked"], again["attending"]) == ([str(ident("chen"))], 2)
        await meeting.leave("wang")
        seen = await house.read(f"{meeting.path}/presences", "li")
        assert seen["present"] == [str(ident("chen"))]
        assert [(mark["number"], mark["kind"]) for mark in seen["marks"]] == [
            (1, "arrived"),
            (1, "arrived"),
            (2, "left"),
        ]


class TestQuorum:
    @both
    async def test_the_meter_follows_who_comes_leaves_is_left_out_or_becomes_a_full_member(
        self, house: House
    ) -> None:
        """Edge case 19: the meter moves at once, the result of a closed motion never."""
        await join(house, "qian", status="probationary")
        meeting = await assembled(house, *FULL[:5], "qian")
        motion = await meeting.opened(a_motion())
        await meeting.vote(motion, "yes", *FULL[:5])
        result = await meeting.close(motion)
        assert (result["eligible"], result["present"], result["outcome"]) == (9, 5, "passed")

        await meeting.leave("wang")
        quorum = await meeting.quorum()
        assert (quorum["eligible"], quorum["present"], quorum["needed"]) == (9, 4, 1)
        await meeting.exclude("alone", "长期卧床", "总支批复2号")
        quorum = await meeting.quorum()
        assert (quorum["eligible"], quorum["present"], quorum["reached"]) == (8, 4, True)
        line = f"{meeting.path}/roll/{ident('qian')}/promotion"
        await house.made(line, {"approval": "总支批复5号"}, "organiser")
        quorum = await meeting.quorum()
        assert (quorum["eligible"], quorum["present"]) == (9, 5)
        await meeting.exclude("alone", None, None)
        quorum = await meeting.quorum()
        assert (quorum["eligible"], quorum["present"], quorum["needed"]) == (10, 5, 0)
        assert (await house.read(motion, "wang"))["result"] == result

    async def test_the_etag_moves_with_the_meter_alone(self, house: House) -> None:
        meeting = await assembled(house, "wang")
        path = f"{meeting.path}/quorum?rule=election"
        etag = (await house.get(path, "wang")).headers["etag"]
        assert (await house.get(path, "wang", **{"If-None-Match": etag})).status_code == 304
        await meeting.arrive("chen")
        assert (await house.get(path, "wang", **{"If-None-Match": etag})).status_code == 200

    async def test_with_nobody_entitled_there_is_no_quorum_and_no_vote(self, house: House) -> None:
        """Rule 17: nobody of nobody is not half of anybody."""
        meeting = await assembled(house)
        async with house.database.write() as session:
            await session.execute(text("UPDATE roll_line SET may_vote = false"))
        quorum = await meeting.quorum()
        assert (quorum["eligible"], quorum["needed"], quorum["reached"]) == (0, None, False)
        motion = await meeting.tabled(a_motion())
        assert code_of(await house.post(f"{motion}/opening", None, "secretary")) == "quorum_missing"

    async def test_an_unknown_rule_is_malformed(self, house: House) -> None:
        meeting = await assembled(house)
        assert (await house.get(f"{meeting.path}/quorum?rule=show", "wang")).status_code == 422


class TestCheckIns:
    @both
    async def test_who_checked_in_need_not_be_marked_and_can_vote(self, house: House) -> None:
        """Five of nine by the list of the door; leaving, coming back and the chair's word move the meter."""
        meeting = await noticed(house)
        sitting = meeting.meeting["sittings"][0]["id"]
        await meeting.open()
        await listed(house, sitting, dict.fromkeys(FULL[:5], "in"))
        quorum = await meeting.quorum()
        assert (quorum["present"], quorum["attending"], quorum["needed"]) == (5, 5, 0)
        motion = await meeting.opened(a_motion())
        await meeting.vote(motion, "yes", *FULL[:5])
        house.watch.pass_by(minutes=1)
        await listed(house, sitting, {"wang": "out"})
        assert (await meeting.quorum())["present"] == 4
        result = await meeting.close(motion)
        assert (result["eligible"], result["present"]) == (9, 5)  # who voted and left was there for the vote
        assert (await meeting.mark("arrived", "chen", "li"))["marked"] == []
        assert (await meeting.mark("left", "chen"))["marked"] == [str(ident("chen"))]
        house.watch.pass_by(minutes=1)
        await listed(house, sitting, {"wang": "in"})
        assert (await meeting.mark("arrived", "chen"))["attending"] == 5
        seen = await house.read(f"{meeting.path}/presences", "li")
        assert set(seen["present"]) == {str(ident(who)) for who in FULL[:5]}
        assert [(mark["number"], mark["kind"]) for mark in seen["marks"]] == [(2, "left"), (3, "arrived")]
        assert (await house.read(motion, "wang"))["result"] == result

    async def test_who_left_does_not_vote_though_the_check_in_stands(self, house: House) -> None:
        meeting = await noticed(house)
        await meeting.open()
        await listed(house, meeting.meeting["sittings"][0]["id"], dict.fromkeys(FULL, "in"))
        motion = await meeting.opened(a_motion())
        await meeting.leave("wang")
        answer = await house.post(f"{motion}/ballots", {"choice": "yes"}, "wang")
        assert code_of(answer) == "not_in_the_room"

    async def test_the_earlier_sittings_people_are_not_in_the_later_ones_room(self, house: House) -> None:
        later = a_sitting(starts_at=at(20), ends_at=at(22))
        meeting = await noticed(house, sittings=[a_sitting(), later])
        await meeting.open()
        afternoon, evening = (each["id"] for each in meeting.meeting["sittings"])
        await listed(house, afternoon, dict.fromkeys(FULL[:6], "in"))
        assert (await meeting.quorum())["present"] == 6
        house.watch.at = wall(20)
        await listed(house, evening, {"alone": "in"})
        assert (await meeting.quorum())["present"] == 1

    async def test_a_scan_that_does_not_count_fills_no_room(self, house: House) -> None:
        """A device whose clock was six minutes off."""
        meeting = await noticed(house)
        await meeting.open()
        sitting = meeting.meeting["sittings"][0]["id"]
        wrong = (house.watch.at + timedelta(minutes=6)).isoformat()
        batch = a_batch(house, offline(sitting, "wang", "in", at(14, 1), "nonce-of-wang"), device_now=wrong)
        told = await house.made("/v1/scans/batch", batch, "publicist")
        assert told["results"][0]["outcome"] == "quarantined"
        assert (await meeting.quorum())["present"] == 0


class TestVoteRules:
    async def test_everyone_reads_the_rules_with_their_days_and_sources(self, house: House) -> None:
        rules = (await house.read("/v1/vote-rules", "wang"))["items"]
        told = [(rule["code"], rule["effective_on"], rule["quorum"]["exactly_enough"]) for rule in rules]
        assert told == [
            ("election", "1990-06-27", False),
            ("admission", "2014-05-28", False),
            ("ordinary", "2018-10-28", True),
            ("election", "2020-07-13", True),
        ]
        assert all(rule["source"]["zh"] and rule["source"]["en"] for rule in rules)
