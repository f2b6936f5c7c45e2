"""Ratings of a lesson (点评), from whoever was there, and what follows from them: rule 26."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.activities import lessons
from tests.activities.house import House, both
from tests.activities.lessons import BEGINS, a_rating, facts, meanwhile
from tests.points.world import ident
from tests.support.door import code_of, faults_of


class TestRatings:
    """点评, and rule 26."""

    async def test_only_who_is_recorded_as_present_rates(self, house: House) -> None:
        path = await lessons.held(house)
        assert code_of(await house.post(f"{path}/ratings", a_rating(), "leader")) == "not_present"
        await house.made(f"{path}/participants", {"participants": [str(ident("leader"))]}, "organiser")
        await house.made(f"{path}/ratings", a_rating(), "leader")

    async def test_a_mark_is_from_one_to_five(self, house: House) -> None:
        path = await lessons.held(house)
        answer = await house.post(f"{path}/ratings", a_rating(content=6, delivery=0), "li")
        assert set(faults_of(answer)) == {"/content", "/delivery"}

    @both
    async def test_one_person_rates_once_however_many_try_at_the_same_time(self, house: House) -> None:
        path = await lessons.held(house)
        answers = await asyncio.gather(
            *(house.post(f"{path}/ratings", a_rating(mark), "li") for mark in (1, 2, 3, 4, 5))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
        assert (await house.count("lesson_rating"), await house.count("rating_receipt")) == (1, 1)

    @both
    async def test_no_rating_slips_in_beside_the_conclusion(self, house: House) -> None:
        """The lock of the lesson: a rating that is taken is counted, or it is not taken."""
        path = await lessons.held(house)
        concluding = "UPDATE lesson SET state = 'reviewed'"
        answer = await meanwhile(house, concluding, house.post(f"{path}/ratings", a_rating(), "li"))
        assert code_of(answer) == "lesson_not_in_state"

    async def test_means_and_words_show_after_the_conclusion_without_names(self, house: House) -> None:
        path = await lessons.held(house)
        await lessons.rated(house, path, 5, 4, present=("li", "chen"))
        await house.made(f"{path}/ratings", a_rating(4, comment="例子再多些"), "alone")
        before = await house.read(f"{path}/ratings", "wang")
        assert (before["count"], before["overall"], before["comments"]) == (3, None, [])
        await house.made(f"{path}/conclusion", None, "organiser")
        after = await house.read(f"{path}/ratings", "wang")
        assert (after["content"], after["overall"], after["comments"]) == (4.33, 4.33, ["例子再多些"])

    async def test_two_ratings_are_never_shown(self, house: House) -> None:
        path = await lessons.held(house)
        await lessons.rated(house, path, 5, 5, present=("li", "chen"))
        await house.made(f"{path}/conclusion", None, "organiser")
        found = await house.read(f"{path}/ratings", "wang")
        assert (found["count"], found["overall"]) == (2, None)

    async def test_the_appointed_reviewer_comments_and_the_lecturer_answers_once(self, house: House) -> None:
        path = await lessons.held(house)
        await house.made(f"{path}/reviewer", {"reviewer_id": str(ident("leader"))}, "organiser")
        assert code_of(await house.post(f"{path}/review", {"text": "好"}, "li")) == "not_the_reviewer"
        assert code_of(await house.post(f"{path}/conclusion", None, "organiser")) == "review_missing"
        await house.made(f"{path}/review", {"text": "数据扎实"}, "leader")
        await house.made(f"{path}/review-answer", {"text": "谢谢"}, "wang")
        assert code_of(await house.post(f"{path}/review", {"text": "再评"}, "leader")) == "review_twice"
        await lessons.rated(house, path, 5, 5, 5)
        found = await house.made(f"{path}/conclusion", None, "organiser")
        assert found["modes"] == ["lecturer", "comment"]

    async def test_the_lecturer_is_not_the_reviewer(self, house: House) -> None:
        path = await lessons.held(house)
        answer = await house.post(f"{path}/reviewer", {"reviewer_id": str(ident("wang"))}, "organiser")
        assert code_of(answer) == "own_lesson"


class TestConclusion:
    @both
    async def test_a_good_lesson_is_told_once_however_often_it_is_concluded(self, house: House) -> None:
        path = await lessons.held(house)
        await lessons.rated(house, path, 3, 4, 4)
        answers = await asyncio.gather(
            *(house.post(f"{path}/conclusion", None, "organiser") for _ in range(4))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        assert await facts(house, "lesson.given") == [
            {
                "person_id": str(ident("wang")),
                "occurred_on": "2026-09-22",
                "source_id": path.removeprefix("/v1/lessons/"),
                "rating": "3.67",
            }
        ]

    async def test_a_lesson_below_three_and_a_half_is_not_told(self, house: House) -> None:
        path = await lessons.held(house)
        await lessons.rated(house, path, 3, 3, 4)
        await house.made(f"{path}/conclusion", None, "organiser")
        assert await facts(house, "lesson.given") == []

    async def test_nobody_concludes_the_own_lesson(self, house: House) -> None:
        path = await lessons.scheduled(house, "organiser")
        house.watch.at = BEGINS
        people = {"participants": [str(ident(key)) for key in lessons.LISTENERS]}
        await house.made(f"{path}/holding", people, "secretary")
        assert code_of(await house.post(f"{path}/conclusion", None, "organiser")) == "own_lesson"

    async def test_after_the_conclusion_nobody_rates(self, house: House) -> None:
        path = await lessons.held(house)
        await house.made(f"{path}/conclusion", None, "organiser")
        assert code_of(await house.post(f"{path}/ratings", a_rating(), "li")) == "lesson_not_in_state"

    async def test_a_lesson_ends_in_the_file_with_every_step_it_took(self, house: House) -> None:
        path = await lessons.held(house)
        await house.made(f"{path}/conclusion", None, "organiser")
        found = await house.made(f"{path}/archiving", None, "organiser")
        assert [step["state"] for step in found["steps"]] == [
            "topic_chosen",
            "lecturer_named",
            "accepted",
            "prepared",
            "scheduled",
            "held",
            "reviewed",
            "archived",
        ]

    async def test_a_cancelled_lesson_stays_visible(self, house: House) -> None:
        path = await lessons.scheduled(house)
        await house.made(f"{path}/cancellation", {"reason": "停机检修"}, "organiser")
        assert (await house.read(path, "li"))["state"] == "cancelled"
        again = await house.post(f"{path}/cancellation", {"reason": "停机检修"}, "organiser")
        assert code_of(again) == "lesson_not_in_state"


class TestSecrecy:
    """What is kept cannot be joined to whoever gave it."""

    @both
    async def test_no_row_of_another_table_and_no_hash_leads_to_a_rating(self, house: House) -> None:
        """A hash of a hundred and twenty-five possible bodies would tell which it was."""
        path = await lessons.held(house)
        await lessons.rated(house, path, 1, 3, 5)
        async with house.database.read() as view:
            ids = (await view.execute(text("SELECT id FROM lesson_rating"))).scalars().all()
            hashed = "SELECT request_hash FROM idempotency WHERE body LIKE '%rated%'"
            hashes = (await view.execute(text(hashed))).scalars().all()
        assert {UUID(str(each)).version for each in ids} == {4}
        assert (len(hashes), len(set(hashes))) == (3, 1)

    @pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
    async def test_postgresql_forgets_which_transaction_brought_a_rating(self, house: House) -> None:
        path = await lessons.held(house)
        await lessons.rated(house, path, 1, 3, 5)
        before = await _rows(house, "SELECT id FROM lesson_rating")
        await house.made(f"{path}/conclusion", None, "organiser")
        kept = await _rows(house, "SELECT id, xmin::text FROM lesson_rating ORDER BY ctid")
        receipts = await _rows(house, "SELECT xmin::text FROM rating_receipt")
        assert len({xmin for _, xmin in kept}) == 1
        assert not {xmin for _, xmin in kept} & {xmin for (xmin,) in receipts}
        assert not {each for each, _ in kept} & {each for (each,) in before}
        assert kept == sorted(kept, key=lambda row: str(row[0]))

    @pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
    async def test_sqlite_numbers_neither_ratings_nor_receipts_as_they_come(self, house: House) -> None:
        for table in ("lesson_rating", "rating_receipt"):
            with pytest.raises(DBAPIError, match="no such column: rowid"):
                await _rows(house, f"SELECT rowid FROM {table}")  # noqa: S608 - a name of ours

    @both
    async def test_concluded_ratings_are_neither_changed_nor_added_nor_removed(self, house: House) -> None:
        path = await lessons.held(house)
        await lessons.rated(house, path, 1, 3, 5)
        changes = ["UPDATE lesson_rating SET content = 5"]
        await _refused(house, changes[0])
        await house.made(f"{path}/conclusion", None, "organiser")
        copied = "SELECT lesson_id, lesson_id, 5, 5, 5 FROM lesson_rating"
        changes += ["DELETE FROM lesson_rating"]
        changes += [
            f"INSERT INTO lesson_rating (id, lesson_id, content, usefulness, delivery) {copied} LIMIT 1"
        ]
        for change in changes:
            await _refused(house, change)
        assert await house.count("lesson_rating") == 3


async def _rows(house: House, query: str) -> list[Any]:
    async with house.database.read() as view:
        return list(await view.execute(text(query)))


async def _refused(house: House, change: str) -> None:
    with pytest.raises(DBAPIError, match="lesson_rating is shut"):
        async with house.database.write() as session:
            await session.execute(text(change))
