"""`/v1/courses`: a material, three to five questions, and one fact for the first passing."""

import asyncio

from tests.activities.house import House, both
from tests.activities.learning import RIGHT, a_bank, a_course, a_material, answered, begun, taken, told
from tests.activities.lessons import facts, meanwhile
from tests.support.door import code_of


class TestMake:
    async def test_a_plain_member_makes_no_course(self, house: House) -> None:
        assert code_of(await house.post("/v1/courses", {}, "wang")) == "forbidden"

    async def test_a_course_needs_an_approved_material(self, house: House) -> None:
        body = {"title": "锅炉水位", "question_ids": await a_bank(house, 3)}
        body["material_id"] = await a_material(house, approved=False)
        assert code_of(await house.post("/v1/courses", body, "publicist")) == "material_not_approved"

    async def test_a_test_has_three_to_five_different_questions(self, house: House) -> None:
        bank = await a_bank(house, 2)
        body = {"title": "锅炉水位", "material_id": await a_material(house), "question_ids": bank}
        assert code_of(await house.post("/v1/courses", body, "publicist")) == "course_length"
        body["question_ids"] = [*bank, bank[0]]
        assert code_of(await house.post("/v1/courses", body, "publicist")) == "course_length"

    async def test_another_branch_sees_no_course(self, house: House) -> None:
        path = await a_course(house)
        assert code_of(await house.get(path, "zhao")) == "course_missing"


class TestTake:
    async def test_two_of_three_right_pass_and_it_is_told_once(self, house: House) -> None:
        """Sixty per cent: two of three are 66.7."""
        path = await a_course(house)
        assert (await taken(house, path, 1))["passed"] is False
        assert await facts(house, "course.passed") == []
        assert (await taken(house, path, 2))["passed"] is True
        assert (await taken(house, path, 3))["passed"] is True
        assert await facts(house, "course.passed") == [told("wang", path)]
        assert (await house.read(path, "wang"))["passed"] is True
        assert (await house.read(path, "li"))["passed"] is False

    async def test_three_of_five_right_are_exactly_sixty_per_cent_and_pass(self, house: House) -> None:
        assert (await taken(house, await a_course(house, 5), 3))["passed"] is True

    async def test_the_review_says_what_was_right_and_why(self, house: House) -> None:
        paper = await begun(house, await a_course(house))
        attempt = await answered(house, paper, 2)
        assert code_of(await house.get(f"{attempt}/review", "wang")) == "attempt_not_ended"
        await house.made(f"{attempt}/submission", None, "wang")
        items = (await house.read(f"{attempt}/review", "wang"))["items"]
        assert [item["correct"] for item in items] == [True, True, False]
        last = items[-1]
        assert [last["options"][place] for place in last["right"]] == [RIGHT]
        assert last["legal_basis"] == "TSG 11-2020"

    @both
    async def test_two_tests_begun_at_once_are_one(self, house: House) -> None:
        path = await a_course(house)
        answers = await asyncio.gather(*(house.post(f"{path}/attempts", None, "wang") for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        assert await house.count("attempt") == 1

    @both
    async def test_no_test_is_begun_beside_a_closing(self, house: House) -> None:
        """The lock of the course: without it the beginning would not wait."""
        path = await a_course(house)
        closing = "UPDATE course SET closed_at = at"
        answer = await meanwhile(house, closing, house.post(f"{path}/attempts", None, "wang"))
        assert code_of(answer) == "course_closed"

    async def test_a_closed_course_is_not_begun(self, house: House) -> None:
        path = await a_course(house)
        await house.made(f"{path}/closing", None, "publicist")
        assert code_of(await house.post(f"{path}/attempts", None, "wang")) == "course_closed"
