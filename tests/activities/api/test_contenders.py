"""`/v1/evaluations/{id}/contenders`: what branches put forward, and what stands in which category."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.activities import evaluating, lessons
from tests.activities.attending import a_theme_day, close, wall
from tests.activities.evaluating import (
    WORKBOOK,
    a_contender,
    an_evaluation,
    put_forward,
)
from tests.activities.house import House, both, nothing
from tests.activities.lessons import meanwhile
from tests.points.world import ident
from tests.support.door import code_of

LECTURE = {"title": "最优党课", "kind": "lesson", "method": "score"}
THEME_DAY = {"title": "最优主题党日", "kind": "theme_day", "method": "score"}
POWER = {"organisation_id": str(ident("power"))}


class TestPutForward:
    async def test_a_plain_member_and_the_organiser_put_nothing_forward(self, house: House) -> None:
        path, [workbook, _] = await evaluating.opened(house)
        assert (await house.post(f"{path}/contenders", a_contender(workbook), None)).status_code == 401
        for key in ("wang", "chief"):
            answer = await house.post(f"{path}/contenders", a_contender(workbook), key)
            assert code_of(answer) == "forbidden"

    async def test_a_branch_that_takes_no_part_puts_nothing_forward(self, house: House) -> None:
        made = await house.made("/v1/evaluations", an_evaluation(**POWER), "organiser")
        path, [workbook, _] = f"/v1/evaluations/{made['id']}", [each["id"] for each in made["categories"]]
        judge = {"person_id": str(ident("other organiser")), "capacity": "commissioner"}
        await house.made(f"{path}/judges", {"judges": [judge]}, "organiser")
        assert (await house.read(path, "other organiser"))["state"] == "collecting"
        answer = await house.post(f"{path}/contenders", a_contender(workbook), "other organiser")
        assert code_of(answer) == "evaluation_missing"

    async def test_a_category_of_another_evaluation_is_missing(self, house: House) -> None:
        path, _ = await evaluating.opened(house)
        other = await house.made("/v1/evaluations", an_evaluation(**POWER), "organiser")
        body = a_contender(other["categories"][0]["id"])
        assert code_of(await house.post(f"{path}/contenders", body, "organiser")) == "category_missing"

    async def test_a_text_category_takes_no_link(self, house: House) -> None:
        path, [workbook, _] = await evaluating.opened(house)
        body = a_contender(workbook, lesson_id=str(nothing()))
        answer = await house.post(f"{path}/contenders", body, "organiser")
        assert (answer.status_code, code_of(answer)) == (422, "link_unclear")

    async def test_a_lesson_stands_once_it_is_held_and_only_for_its_own_branch(self, house: House) -> None:
        taught = await lessons.scheduled(house)
        ends = {"proposals_until": "2026-09-30T18:00:00+08:00", "judging_until": "2026-10-15T18:00:00+08:00"}
        path, [lecture] = await evaluating.opened(house, LECTURE | {"per_branch": 2}, **ends)
        body = a_contender(lecture, lesson_id=taught.rsplit("/", 1)[1])
        early = await house.post(f"{path}/contenders", body, "organiser")
        assert code_of(early) == "not_of_the_year"
        house.watch.at = lessons.BEGINS
        await house.made(f"{taught}/holding", {"participants": []}, "organiser")
        theirs = await house.post(f"{path}/contenders", body, "other organiser")
        assert code_of(theirs) == "lesson_missing"
        await house.made(f"{path}/contenders", body, "organiser")
        again = await house.post(f"{path}/contenders", body, "publicist")
        assert code_of(again) == "contender_twice"

    async def test_a_theme_day_stands_once_it_was_held(self, house: House) -> None:
        meeting = await a_theme_day(house)
        ends = {"proposals_until": "2026-09-30T18:00:00+08:00", "judging_until": "2026-10-15T18:00:00+08:00"}
        path, [theme_day] = await evaluating.opened(house, THEME_DAY, **ends)
        body = a_contender(theme_day, meeting_id=meeting["id"])
        assert code_of(await house.post(f"{path}/contenders", body, "organiser")) == "not_of_the_year"
        house.watch.at = wall(16)
        assert (await close(house, meeting)).status_code == 201
        assert code_of(await house.post(f"{path}/contenders", body, "other organiser")) == "meeting_missing"
        found = await house.made(f"{path}/contenders", body, "organiser")
        assert found["meeting_id"] == meeting["id"]

    @both
    async def test_a_branch_puts_forward_as_many_as_the_category_takes(self, house: House) -> None:
        path, [workbook] = await evaluating.opened(house, WORKBOOK | {"per_branch": 2})
        asked = [
            house.post(f"{path}/contenders", a_contender(workbook), key)
            for key in ("organiser", "secretary", "publicist", "organiser", "other organiser")
        ]
        answers = await asyncio.gather(*asked)
        assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 409, 409]
        assert {code_of(answer) for answer in answers if answer.status_code == 409} == {"contenders_spent"}

    @both
    async def test_the_database_gives_a_place_of_a_branch_once(self, house: House) -> None:
        """Behind the lock, should it fail."""
        path, [workbook] = await evaluating.opened(house, WORKBOOK | {"per_branch": 2})
        for _ in range(2):
            await put_forward(house, path, workbook, "power")
        with pytest.raises(IntegrityError):
            async with house.database.write() as session:
                await session.execute(text("UPDATE contender SET number = 1"))

    async def test_only_the_branch_withdraws_and_may_put_another_forward(self, house: House) -> None:
        path, [workbook] = await evaluating.opened(house, WORKBOOK)
        made = await put_forward(house, path, workbook, "power")
        withdrawal = f"{path}/contenders/{made}/withdrawal"
        assert code_of(await house.post(withdrawal, None, "wang")) == "forbidden"
        assert code_of(await house.post(withdrawal, None, "other organiser")) == "others_contender"
        await house.made(withdrawal, None, "secretary")
        assert code_of(await house.post(withdrawal, None, "secretary")) == "contender_withdrawn"
        await put_forward(house, path, workbook, "power", title="另一本")
        items = (await house.read(f"{path}/contenders", "zhao"))["items"]
        assert [(each["title"], each["withdrawn_at"] is None) for each in items] == [
            ("工作手册", False),
            ("另一本", True),
        ]

    @both
    async def test_nothing_is_put_forward_beside_the_beginning_of_judging(self, house: House) -> None:
        """The lock of the evaluation."""
        path, [workbook] = await evaluating.opened(house, WORKBOOK)
        judging = "UPDATE evaluation SET state = 'judging'"
        asked = house.post(f"{path}/contenders", a_contender(workbook), "organiser")
        assert code_of(await meanwhile(house, judging, asked)) == "evaluation_not_in_state"
