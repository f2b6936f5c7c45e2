"""`/v1/work-shifts`: replaced by personnel whole persons at a time, seen by each person alone."""

import asyncio
from typing import Any

import httpx2
import pytest

from services.volunteering.queries import work_shifts as queries
from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, a_sign_up, both, nothing
from tests.volunteering.serving import at, wall

WEEK = {"from_on": "2026-09-14", "until_on": "2026-09-20"}


def a_shift_of(who: str, day: int = 18, from_: int = 22, until: int = 6) -> dict[str, Any]:
    """A night from that day to the next, or hours of the day itself."""
    ends_on = day + (until <= from_)
    return {
        "person_id": str(ident(who)),
        "starts_at": at(from_, day=day),
        "ends_at": at(until, day=ends_on),
    }


def a_roster(*shifts: dict[str, Any], of: tuple[str, ...] | None = None, **more: Any) -> dict[str, Any]:
    """The week's shifts, of these persons or of everybody."""
    people = None if of is None else [str(ident(who)) for who in of]
    return WEEK | {"shifts": list(shifts), "person_ids": people} | more


async def sent(house: House, *shifts: dict[str, Any], **more: Any) -> list[str]:
    """What became of each row."""
    answer = await tried(house, a_roster(*shifts, **more))
    assert answer.status_code == 200, answer.text
    rows = answer.json()["results"]
    assert [row["index"] for row in rows] == list(range(len(shifts)))
    return [row["problem"]["code"] if row["problem"] else row["outcome"] for row in rows]


async def tried(house: House, body: dict[str, Any], by: str | None = "hr") -> httpx2.Response:
    return await house.put("/v1/work-shifts", body, by)


async def held(house: House, who: str, words: str = "") -> list[str]:
    """When somebody's shifts begin, in UTC, as that person sees them."""
    items = (await house.read(f"/v1/work-shifts?{words}", who))["items"]
    return sorted(each["starts_at"] for each in items)


NIGHT, NEXT_NIGHT = "2026-09-18T14:00:00Z", "2026-09-19T14:00:00Z"


class TestReplace:
    async def test_nobody_but_personnel_writes_a_roster(self, house: House) -> None:
        body = a_roster(a_shift_of("wang"))
        assert (await tried(house, body, None)).status_code == 401
        for who in ("wang", "organiser", "secretary", "officer", "auditor"):
            assert code_of(await tried(house, body, who)) == "forbidden"

    @pytest.mark.parametrize(
        ("from_on", "until_on"), [("2026-09-20", "2026-09-14"), ("2026-09-01", "2026-11-02")]
    )
    async def test_the_days_run_forwards_and_are_two_months_at_most(
        self, house: House, from_on: str, until_on: str
    ) -> None:
        answer = await tried(house, a_roster(from_on=from_on, until_on=until_on))
        assert (answer.status_code, code_of(answer)) == (422, "days_backwards")

    async def test_what_has_no_shape_is_refused_whole(self, house: House) -> None:
        answer = await tried(house, a_roster(a_shift_of("wang") | {"ends_at": "2026-09-19T06:00:00"}))
        assert faults_of(answer) == {"/shifts/0/ends_at": "timezone_aware"}
        assert faults_of(await tried(house, a_roster(of=()))) == {"/person_ids": "too_short"}

    async def test_each_row_says_what_is_wrong_with_it(self, house: House) -> None:
        rows = [
            a_shift_of("wang"),
            a_shift_of("chen") | {"ends_at": at(21, day=18)},
            a_shift_of("li") | {"ends_at": at(23, day=19)},
            a_shift_of("leader", day=13),
            a_shift_of("stranger"),
            a_shift_of("alone"),
            a_shift_of("alone", day=19, from_=5, until=13),
        ]
        assert await sent(house, *rows) == [
            "written",
            *("times_backwards", "times_too_long", "work_shift_outside", "worker_unknown"),
            *("held_back", "work_shift_overlaps"),
        ]

    async def test_the_problem_speaks_the_callers_language(self, house: House) -> None:
        headers = house.by("hr") | {"Accept-Language": "en"}
        body = a_roster(a_shift_of("stranger"))
        answer = await house.client.put("/v1/work-shifts", json=body, headers=headers)
        [row] = answer.json()["results"]
        assert row["problem"]["title"] == "No such person"
        assert (row["outcome"], row["problem"]["status"]) == ("refused", 409)

    @both
    async def test_a_roster_takes_the_place_of_what_began_on_its_days(self, house: House) -> None:
        """Night shifts that began the evening before stay, as do other persons'."""
        await sent(house, a_shift_of("wang"), a_shift_of("chen"))
        before = a_roster(a_shift_of("wang", day=13), from_on="2026-09-13", until_on="2026-09-13")
        await tried(house, before)
        assert await sent(house, a_shift_of("wang", day=19), of=("wang",)) == ["written"]
        assert await held(house, "wang") == ["2026-09-13T14:00:00Z", NEXT_NIGHT]
        assert await held(house, "chen") == [NIGHT]

    @both
    async def test_without_persons_everybody_is_replaced(self, house: House) -> None:
        await sent(house, a_shift_of("wang"), a_shift_of("chen"))
        assert await sent(house, a_shift_of("chen", day=19)) == ["written"]
        assert (await held(house, "wang"), await held(house, "chen")) == ([], [NEXT_NIGHT])

    async def test_a_person_with_a_wrong_row_keeps_the_shifts_held_before(self, house: House) -> None:
        """Half a roster would bar the wrong hours."""
        await sent(house, a_shift_of("wang"), a_shift_of("chen"))
        wrong = a_shift_of("wang", day=16) | {"ends_at": at(20, day=16)}
        rows = (a_shift_of("wang", day=19), wrong, a_shift_of("chen", day=19))
        assert await sent(house, *rows) == ["held_back", "times_backwards", "written"]
        assert (await held(house, "wang"), await held(house, "chen")) == ([NIGHT], [NEXT_NIGHT])

    async def test_a_shift_does_not_overlap_one_of_the_day_before_either(self, house: House) -> None:
        await tried(house, a_roster(a_shift_of("wang", day=13), from_on="2026-09-13", until_on="2026-09-13"))
        early = a_shift_of("wang", day=14, from_=5, until=13)
        assert await sent(house, early) == ["work_shift_overlaps"]
        assert await sent(house, a_shift_of("wang", day=14, from_=6, until=14)) == ["written"]

    async def test_of_persons_who_are_not_named_nothing_is_taken(self, house: House) -> None:
        assert await sent(house, a_shift_of("chen"), of=("wang",)) == ["work_shift_outside"]

    @both
    async def test_a_dry_run_judges_and_writes_nothing(self, house: House) -> None:
        await sent(house, a_shift_of("wang"))
        rows = (a_shift_of("wang", day=19), a_shift_of("stranger"))
        assert await sent(house, *rows, dry_run=True) == ["acceptable", "worker_unknown"]
        assert await held(house, "wang") == [NIGHT]

    @both
    async def test_the_same_roster_twice_or_at_once_is_there_once(self, house: House) -> None:
        rows = [a_shift_of(who, day) for who in ("wang", "chen", "li") for day in (15, 16, 17, 18)]
        every = (tried(house, a_roster(*rows)) for _ in range(4))
        named = (tried(house, a_roster(*rows[::-1], of=("li", "wang", "chen"))) for _ in range(4))
        answers = await asyncio.gather(*every, *named)
        assert {answer.status_code for answer in answers} == {200}
        assert [len(await held(house, who)) for who in ("wang", "chen", "li")] == [4, 4, 4]

    async def test_what_was_over_two_months_ago_is_forgotten(self, house: House) -> None:
        """It bars nothing any more."""
        await sent(house, a_shift_of("wang"))
        house.watch.at = wall(12, day=19).replace(month=12)
        await tried(house, a_roster(from_on="2026-12-21", until_on="2026-12-21"))
        assert await held(house, "wang") == []


class TestRead:
    async def test_nobody_reads_without_a_token_and_no_outsider_at_all(self, house: House) -> None:
        assert (await house.get("/v1/work-shifts", None)).status_code == 401
        for who in ("officer", "hr"):
            assert code_of(await house.get("/v1/work-shifts", who)) == "forbidden"

    async def test_everybody_sees_the_own_ones_and_nobody_anothers(self, house: House) -> None:
        await sent(house, a_shift_of("wang"))
        assert await held(house, "wang") == [NIGHT]
        for who in ("chen", "leader", "secretary", "organiser", "worker"):
            assert await held(house, who) == []

    async def test_days_count_by_the_factorys_clock_and_both_of_them(self, house: House) -> None:
        await sent(house, a_shift_of("wang"), a_shift_of("wang", day=19, from_=23, until=7))
        assert await held(house, "wang", "from_on=2026-09-19") == ["2026-09-19T15:00:00Z"]
        assert await held(house, "wang", "until_on=2026-09-18") == [NIGHT]
        assert await held(house, "wang", "from_on=2026-09-18&until_on=2026-09-19") == [
            NIGHT,
            "2026-09-19T15:00:00Z",
        ]


class TestAround:
    @both
    async def test_what_may_matter_to_a_sign_up_is_found_for_many_at_once(self, house: House) -> None:
        """A day before and after the span, so that every rest a branch may ask for can be judged."""
        rows = [a_shift_of("wang", day) for day in (16, 17, 18, 19)]
        await sent(house, *rows, a_shift_of("chen", 19), a_shift_of("li", 15))
        people = [ident(who) for who in ("wang", "chen", "li")]
        async with house.database.read() as view:
            found = await queries.around(view, people, wall(9), wall(12))
        assert {who: [each.starts_at for each in held] for who, held in found.items()} == {
            ident("wang"): [wall(22, day=18), wall(22, day=19)],
            ident("chen"): [wall(22, day=19)],
        }


class TestSigningUp:
    """A shift on Saturday morning, from nine to twelve."""

    @both
    async def test_nobody_signs_up_while_at_work(self, house: House) -> None:
        await sent(house, a_shift_of("wang", day=19, from_=8, until=16))
        shift = await house.a_shift()
        answer = await house.post("/v1/sign-ups", a_sign_up(shift), "wang")
        assert (answer.status_code, code_of(answer)) == (409, "at_work")
        assert (await house.signed_up(shift, "chen"))["state"] == "confirmed"

    async def test_who_has_swapped_the_shift_says_so_and_serves(self, house: House) -> None:
        await sent(house, a_shift_of("wang", day=19, from_=8, until=16))
        assert (await house.signed_up(await house.a_shift(), "wang", shift_swapped=True))["shift_swapped"]

    async def test_a_night_that_ends_before_bars_nothing(self, house: House) -> None:
        await sent(house, a_shift_of("wang"))
        assert (await house.signed_up(await house.a_shift(), "wang"))["state"] == "confirmed"


class TestRest:
    async def test_nobody_asks_without_a_token_or_of_a_shift_that_is_not_there(self, house: House) -> None:
        shift = await house.a_shift()
        assert (await house.get(f"/v1/shifts/{shift['id']}/rest", None)).status_code == 401
        assert code_of(await house.get(f"/v1/shifts/{nothing()}/rest", "wang")) == "shift_missing"

    async def test_own_times_lie_within_the_shift_and_run_forwards(self, house: House) -> None:
        path = f"/v1/shifts/{(await house.a_shift())['id']}/rest"
        outside = {"starts_at": "2026-09-19T08:00:00Z", "ends_at": "2026-09-19T09:00:00Z"}
        answer = await house.client.get(path, params=outside, headers=house.by("wang"))
        assert (answer.status_code, code_of(answer)) == (409, "times_outside")
        backwards = {"starts_at": "2026-09-19T03:00:00Z", "ends_at": "2026-09-19T02:00:00Z"}
        answer = await house.client.get(path, params=backwards, headers=house.by("wang"))
        assert (answer.status_code, code_of(answer)) == (422, "times_backwards")

    async def test_short_rest_after_a_night_and_before_work_is_told_to_the_volunteer_alone(
        self, house: House
    ) -> None:
        evening = a_shift_of("wang", day=19, from_=14, until=22)
        await sent(house, a_shift_of("wang"), evening)
        path = f"/v1/shifts/{(await house.a_shift())['id']}/rest"
        assert await house.read(path, "wang") == {
            "rest_hours": 11,
            "at_work": [],
            "warnings": [
                {
                    "code": "after_night_shift",
                    "shift_starts_at": "2026-09-18T14:00:00Z",
                    "shift_ends_at": "2026-09-18T22:00:00Z",
                    "rest_minutes": 180,
                },
                {
                    "code": "before_work_shift",
                    "shift_starts_at": "2026-09-19T06:00:00Z",
                    "shift_ends_at": "2026-09-19T14:00:00Z",
                    "rest_minutes": 120,
                },
            ],
        }
        for who in ("chen", "organiser", "officer"):
            assert (await house.read(path, who))["warnings"] == []

    async def test_a_shift_at_the_same_time_is_named_for_swapping(self, house: House) -> None:
        await sent(house, a_shift_of("wang", day=19, from_=8, until=16))
        told = await house.read(f"/v1/shifts/{(await house.a_shift())['id']}/rest", "wang")
        assert told["warnings"] == []
        assert told["at_work"] == [{"starts_at": "2026-09-19T00:00:00Z", "ends_at": "2026-09-19T08:00:00Z"}]
