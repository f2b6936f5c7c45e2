"""What the roster comes to say between the notice and the day: seen on the roll with its reason, and acted on."""

from datetime import date
from typing import Any

from services.activities.usecases.facts import hear
from shared import inbox
from shared.facts import fact
from tests.activities.attending import EVERYBODY, a_theme_day, at, close, listed, states, wall
from tests.activities.engaging import FREE, SPAN, kept, spans, tellings
from tests.activities.house import House, both
from tests.activities.roster import an_absence, followed, hear_of, moved, roll
from tests.points.world import MEMBERS, ROLES, ident
from tests.support.messages import Post

NAMES = {ident(key): key for key, *_ in (*MEMBERS, *ROLES)} | {ident("new"): "new"}
LENT = [an_absence("secondment", "2026-09-18", "2026-12-17")]
ILL = [an_absence("sick_leave", "2026-09-20")]


async def told_of_discipline(
    house: House, kind: str, who: str, on: str, effect: str = "vote_suspended"
) -> str:
    """Directory's word of a punishment, under one reference for each person."""
    given = fact(
        f"discipline.{kind}",
        source="directory",
        subject=ident(who),
        at=house.watch.at,
        person_id=ident(who),
        source_id=ident(f"reference of {who}"),
        reference_no="纪处〔2026〕1号",
        occurred_on=on,
        effect=effect,
    )
    async with house.database.write() as tx:
        [outcome] = await inbox.hear(tx, [given], hear, house.watch.at)
    return outcome.outcome


async def left_out(house: House, meeting: dict[str, Any]) -> dict[str, str]:
    """Who is not expected, and why, by the roster."""
    _, _, lines = await roll(house, meeting)
    return {name: line["absence"] for name, line in lines.items() if line["absence"]}


class TestCalled:
    async def test_a_meeting_that_is_called_does_not_expect_whoever_is_away_on_its_day(
        self, house: House
    ) -> None:
        await hear_of(house, "wang", absences=LENT)
        await hear_of(house, "chen", absences=ILL)
        await hear_of(house, "li", absences=[an_absence("leave", "2026-09-20", "2026-09-25")])
        meeting = await a_theme_day(house)
        expected, entitled, lines = await roll(house, meeting)
        assert (expected, entitled, len(lines)) == (7, 9, 9)
        assert await left_out(house, meeting) == {"wang": "seconded", "chen": "away"}
        assert lines["wang"]["changed_at"] is None, "known when it was called"
        assert await spans(house, "wang") == []
        assert await followed(house) == 0, "nothing has changed since"

    async def test_the_meeting_is_closed_without_a_word_about_whoever_is_away(self, house: House) -> None:
        await hear_of(house, "wang", absences=LENT)
        meeting = await a_theme_day(house)
        asked = await house.post(
            f"/v1/meetings/{meeting['id']}/leaves", {"kind": "travel", "reason": "借调"}, "wang"
        )
        assert asked.json()["code"] == "leave_not_needed"
        house.watch.at = wall(16)
        there = dict.fromkeys((who for who in EVERYBODY if who not in {"wang", "chen"}), "in")
        await listed(house, meeting["sittings"][0]["id"], there, at(14))
        assert (await close(house, meeting)).status_code == 201
        found = await states(house, meeting)
        assert (found["wang"], found["chen"]) == ("exempt", "absent")
        assert {row["person_id"] for row in (await house.read("/v1/make-ups", "organiser"))["items"]} == {
            str(ident("chen"))
        }

    async def test_whoever_comes_all_the_same_was_there(self, house: House) -> None:
        await hear_of(house, "wang", absences=LENT)
        meeting = await a_theme_day(house)
        house.watch.at = wall(16)
        await listed(house, meeting["sittings"][0]["id"], dict.fromkeys(EVERYBODY, "in"), at(14))
        await close(house, meeting)
        assert (await states(house, meeting))["wang"] == "present"


class TestFollowed:
    @both
    async def test_what_changes_before_the_day_changes_the_roll_and_says_why(self, house: House) -> None:
        meeting = await a_theme_day(house)
        leave = await house.made(
            f"/v1/meetings/{meeting['id']}/leaves", {"kind": "illness", "reason": "住院"}, "chen"
        )
        post = Post(house.database, NAMES.items())
        await post.new()
        house.watch.pass_by(days=1)
        await hear_of(house, "wang", absences=LENT)
        await hear_of(house, "chen", absences=ILL)
        await hear_of(house, "alone", active=False, departure={"on": "2026-09-16", "reason": "retired"})
        await hear_of(house, "publicist", memberships=moved("packing", date(2026, 9, 17)))
        await hear_of(house, "new")
        await told_of_discipline(house, "recorded", "leader", "2026-09-01")
        assert (await followed(house), await followed(house)) == (1, 0)
        expected, entitled, lines = await roll(house, meeting)
        assert (expected, entitled, len(lines)) == (6, 8, 10)
        away = {"wang": "seconded", "chen": "away", "alone": "departed", "publicist": "moved"}
        assert await left_out(house, meeting) == away
        no_vote = {name for name, line in lines.items() if not line["may_vote"]}
        changed = {name for name, line in lines.items() if line["changed_at"]}
        assert no_vote == {"leader", "publicist"}
        assert changed == {*away, "leader", "new"}
        assert (await spans(house, "wang"), await spans(house, "new")) == ([SPAN, FREE], [SPAN])
        assert len(kept(await tellings(house))) == expected
        assert await post.new() == [("meeting_called", ["new"])]
        ended = await house.read(f"/v1/leaves/{leave['id']}", "leader")
        assert (ended["state"], ended["decided_by"]) == ("lapsed", None)
        assert "On long leave now" in ended["decision"]

    async def test_what_is_taken_back_is_taken_back(self, house: House) -> None:
        meeting = await a_theme_day(house)
        await hear_of(house, "wang", absences=LENT)
        await told_of_discipline(house, "recorded", "wang", "2026-09-01")
        await followed(house)
        assert (await roll(house, meeting))[:2] == (8, 8)
        await hear_of(house, "wang", absences=[])
        await told_of_discipline(house, "lifted", "wang", "2026-09-21")
        assert await followed(house) == 1
        expected, entitled, lines = await roll(house, meeting)
        assert (expected, entitled, lines["wang"]["absence"]) == (9, 9, None)
        assert await spans(house, "wang") == [SPAN, FREE, SPAN]

    async def test_what_people_have_said_of_a_line_stays_beside_it(self, house: House) -> None:
        meeting = await a_theme_day(house)
        path = f"/v1/meetings/{meeting['id']}/roll/{ident('wang')}"
        words = {
            "excluded_reason": "长期借调外地",
            "excluded_approval": "总支批复3号",
            "exempt_reason": "借调",
        }
        etag = (await house.get(path, "organiser")).headers["etag"]
        assert (await house.put(path, words, "organiser", etag=etag)).status_code == 200
        await hear_of(house, "wang", absences=LENT)
        await followed(house)
        line = (await roll(house, meeting))[2]["wang"]
        assert {name: line[name] for name in words} == words
        await hear_of(house, "wang", absences=[])
        await followed(house)
        assert (await roll(house, meeting))[:2] == (8, 8), "people take back what people have said"

    async def test_a_meeting_that_has_begun_keeps_its_roll(self, house: House) -> None:
        meeting = await a_theme_day(house)
        house.watch.at = wall(14)
        await hear_of(house, "wang", absences=[an_absence("sick_leave", "2026-09-22")])
        assert (await followed(house), await left_out(house, meeting)) == (0, {})


class TestSuspension:
    async def test_either_day_may_be_heard_first_and_other_effects_concern_no_vote(
        self, house: House
    ) -> None:
        meeting = await a_theme_day(house)
        assert await told_of_discipline(house, "lifted", "wang", "2026-09-10") == "applied"
        assert await told_of_discipline(house, "recorded", "wang", "2026-09-01") == "applied"
        assert await told_of_discipline(house, "recorded", "chen", "2026-09-01", "veto") == "ignored"
        assert (await followed(house), (await roll(house, meeting))[1]) == (0, 9)
