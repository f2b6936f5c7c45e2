"""`/v1/post-talks`: who has given one this year, in counts for all, by name for those who follow it up."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared import roster_facts
from tests.activities import lessons
from tests.activities.house import House, both
from tests.activities.roster import an_absence, hear_of
from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.support.people import a_member

ALL = {"wang", "chen", "leader", "secretary", "li", "other leader", "organiser", "publicist", "alone"}
WHO = {str(ident(key)): key for key in (*ALL, "zhao", "other organiser", "other secretary")}


async def a_talk(house: House, lecturer: str = "wang", begins: str = "2026-09-22T14:00:00+08:00") -> str:
    """A talk at the workplace that was held then; the clock stands at its beginning."""
    path = await lessons.prepared(house, lecturer, venue="post_talk")
    starts = datetime.fromisoformat(begins)
    room = {"starts_at": begins, "ends_at": (starts + timedelta(hours=1)).isoformat(), "place": "锅炉房"}
    await house.made(f"{path}/schedule", room, "organiser")
    house.watch.at = starts
    await house.made(f"{path}/holding", {"participants": [str(ident("li"))]}, "organiser")
    return path


async def counted(house: House, query: str = "", by: str = "li") -> tuple[int, int, int, int]:
    """The branch's year: expected, members, reached, talks."""
    [found] = (await house.read(f"/v1/post-talks{query}", by))["items"]
    return found["expected"], found["members"], found["reached"], found["talks"]


async def waiting(house: House, by: str = "organiser", query: str = "") -> set[str]:
    """Who has not given one yet, as somebody sees it."""
    found = (await house.read(f"/v1/post-talks/outstanding{query}", by))["items"]
    return {WHO[each["person_id"]] for each in found}


async def expect(house: House, per_member: int, from_year: int = 2026, by: str = "organiser") -> None:
    await house.made("/v1/post-talk-targets", {"from_year": from_year, "per_member": per_member}, by)


class TestTarget:
    async def test_nobody_sets_one_without_signing_in_or_as_a_plain_member(self, house: House) -> None:
        body = {"from_year": 2026, "per_member": 2}
        assert (await house.post("/v1/post-talk-targets", body, None)).status_code == 401
        for key in ("wang", "leader", "higher"):
            assert code_of(await house.post("/v1/post-talk-targets", body, key)) == "forbidden"

    async def test_another_branch_neither_sees_nor_feels_it(self, house: House) -> None:
        await expect(house, 3)
        assert (await house.read("/v1/post-talk-targets", "zhao"))["items"] == []
        assert (await counted(house, by="zhao"))[0] == 1

    async def test_a_year_that_is_over_is_left_as_it_was(self, house: House) -> None:
        body = {"from_year": 2025, "per_member": 2}
        assert code_of(await house.post("/v1/post-talk-targets", body, "organiser")) == "year_over"

    async def test_a_target_is_a_number_from_nothing_to_one_a_month(self, house: House) -> None:
        for per_member in (-1, 13):
            body = {"from_year": 2026, "per_member": per_member}
            answer = await house.post("/v1/post-talk-targets", body, "organiser")
            assert set(faults_of(answer)) == {"/per_member"}

    @both
    async def test_what_was_set_last_holds_from_its_year_on(self, house: House) -> None:
        assert (await counted(house))[0] == 1
        await expect(house, 2)
        await expect(house, 4, 2028)
        await expect(house, 3, by="secretary")
        years = [(await counted(house, f"?year={year}"))[0] for year in (2025, 2026, 2027, 2028, 2029)]
        assert years == [1, 3, 3, 4, 4]
        listed = (await house.read("/v1/post-talk-targets", "wang"))["items"]
        assert [(each["from_year"], each["per_member"]) for each in listed] == [
            (2026, 3),
            (2028, 4),
            (2026, 2),
        ]

    @both
    async def test_the_database_changes_no_target(self, house: House) -> None:
        await expect(house, 2)
        with pytest.raises(DBAPIError, match="append-only"):
            async with house.database.write() as session:
                await session.execute(text("UPDATE post_talk_target SET per_member = 0"))


class TestBranch:
    async def test_who_may_not_read_counts(self, house: House) -> None:
        assert (await house.get("/v1/post-talks", None)).status_code == 401
        assert code_of(await house.get("/v1/post-talks", "safety")) == "forbidden"
        assert (await house.get("/v1/post-talks?year=1999", "li")).status_code == 422

    @both
    async def test_a_talk_counts_once_it_is_held(self, house: House) -> None:
        path = await lessons.prepared(house, "wang", venue="post_talk")
        await house.made(f"{path}/schedule", lessons.ROOM, "organiser")
        assert await counted(house) == (1, 9, 0, 0)
        house.watch.at = lessons.BEGINS
        await house.made(f"{path}/holding", {"participants": []}, "organiser")
        assert await counted(house) == (1, 9, 1, 1)
        await house.made(f"{path}/conclusion", None, "organiser")
        await house.made(f"{path}/archiving", None, "organiser")
        assert await counted(house) == (1, 9, 1, 1)

    async def test_a_lesson_in_the_classroom_is_no_post_talk(self, house: House) -> None:
        await lessons.held(house)
        assert await counted(house) == (1, 9, 0, 0)

    @both
    async def test_one_member_with_two_talks_has_not_done_anothers(self, house: House) -> None:
        await a_talk(house)
        await a_talk(house, begins="2026-09-23T14:00:00+08:00")
        assert await counted(house) == (1, 9, 1, 2)
        await expect(house, 2)
        assert await counted(house) == (2, 9, 1, 2)
        await expect(house, 3)
        assert await counted(house) == (3, 9, 0, 2)
        await expect(house, 0)
        assert await counted(house) == (0, 9, 9, 2)

    @both
    async def test_the_year_is_the_factorys(self, house: House) -> None:
        """At 16:30 UTC on the last day of December it is the new year at the factory."""
        await a_talk(house, begins="2027-01-01T00:30:00+08:00")
        assert (await counted(house, "?year=2026"), await counted(house)) == ((1, 9, 0, 0), (1, 9, 1, 1))

    async def test_those_above_see_the_counts_of_each_branch_and_members_those_of_their_own(
        self, house: House
    ) -> None:
        [power] = (await house.read("/v1/post-talks", "higher"))["items"]
        [packing] = (await house.read("/v1/post-talks", "zhao"))["items"]
        assert (power["branch_id"], power["members"]) == (str(ident("power")), 9)
        assert (packing["branch_id"], packing["members"]) == (str(ident("packing")), 3)

    async def test_who_moves_takes_the_talk_along(self, house: House) -> None:
        await a_talk(house)
        async with house.database.write() as session:
            moved = a_member(ident("wang"), branch=ident("packing"), name="wang", version=2, rights_version=1)
            await roster_facts.hear_member(session, moved)
        house.app.state.standings.forget()
        assert await counted(house) == (1, 8, 0, 0)
        assert await counted(house, by="zhao") == (1, 4, 1, 1)


class TestOutstanding:
    async def test_names_are_for_those_who_follow_up(self, house: House) -> None:
        """The reach of overdue meetings."""
        assert (await house.get("/v1/post-talks/outstanding", None)).status_code == 401
        assert code_of(await house.get("/v1/post-talks/outstanding", "wang")) == "forbidden"

    @both
    async def test_it_leaves_out_who_has_given_enough(self, house: House) -> None:
        assert await waiting(house) == ALL
        await a_talk(house)
        assert await waiting(house) == ALL - {"wang"}
        await expect(house, 2)
        assert await waiting(house) == ALL
        [own] = [
            each
            for each in (await house.read("/v1/post-talks/outstanding", "organiser"))["items"]
            if each["name"] == "wang"
        ]
        assert (own["given"], own["expected"]) == (1, 2)
        await expect(house, 0)
        assert await waiting(house) == set()

    async def test_a_group_leader_sees_the_own_group_and_those_above_their_branches(
        self, house: House
    ) -> None:
        assert await waiting(house, "leader") == {"wang", "chen", "leader", "secretary"}
        assert await waiting(house, "higher") == ALL
        assert await waiting(house, "other organiser") == {"zhao", "other organiser", "other secretary"}

    async def test_a_long_list_comes_in_pages(self, house: House) -> None:
        first = await house.read("/v1/post-talks/outstanding?limit=5", "organiser")
        rest = await house.read(
            f"/v1/post-talks/outstanding?limit=5&cursor={first['next_cursor']}", "organiser"
        )
        found = [WHO[each["person_id"]] for page in (first, rest) for each in page["items"]]
        assert (len(found), set(found), rest["next_cursor"]) == (9, ALL, None)

    @both
    async def test_a_past_year_names_who_was_a_member_on_its_last_day(self, house: House) -> None:
        joined = {
            "branch_id": str(ident("power")),
            "group_id": None,
            "status": "full",
            "from_on": "2026-03-01",
            "until_on": None,
        }
        async with house.database.write() as session:
            told = a_member(ident("li"), branch=ident("power"), name="li", version=2, memberships=[joined])
            await roster_facts.hear_member(session, told | {"rights_version": 1})
        assert await waiting(house, query="?year=2025") == ALL - {"li"}
        assert await waiting(house, query="?year=2026") == ALL


class TestOwn:
    async def test_staff_who_are_no_members_have_none(self, house: House) -> None:
        assert (await house.get("/v1/post-talks/own", None)).status_code == 401
        assert code_of(await house.get("/v1/post-talks/own", "safety")) == "forbidden"

    @both
    async def test_a_member_sees_the_own_year(self, house: House) -> None:
        before = await house.read("/v1/post-talks/own", "wang")
        assert before == {"year": 2026, "expected": 1, "given": 0, "reached": False, "talks": []}
        path = await a_talk(house)
        after = await house.read("/v1/post-talks/own", "wang")
        assert (after["given"], after["reached"]) == (1, True)
        assert [each["lesson_id"] for each in after["talks"]] == [path.rsplit("/", 1)[1]]
        assert (await house.read("/v1/post-talks/own", "li"))["given"] == 0
        assert (await house.read("/v1/post-talks/own?year=2025", "wang"))["given"] == 0


class TestNotWaitedFor:
    @both
    async def test_nobody_waits_for_whoever_is_away_or_has_left_and_what_they_gave_counts(
        self, house: House
    ) -> None:
        await a_talk(house, "wang")
        for who in ("wang", "chen"):
            await hear_of(house, who, absences=[an_absence("secondment", "2026-09-01", "2026-12-01")])
        await hear_of(house, "li", absences=[an_absence("leave", "2026-09-20", "2026-09-30")])
        await hear_of(house, "alone", active=False, departure={"on": "2026-09-22", "reason": "retired"})
        assert await waiting(house) == ALL - {"wang", "chen", "alone"}
        assert await counted(house) == (1, 7, 1, 1)
        assert await counted(house, "?year=2025") == (1, 9, 0, 0), "they were there on its last day"
