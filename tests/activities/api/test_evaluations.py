"""`/v1/evaluations`: the "four bests" of a year, put forward by branches and judged by others."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.activities import evaluating
from tests.activities.evaluating import (
    JUDGING_ENDS,
    SITE,
    WORKBOOK,
    an_evaluation,
    scores,
)
from tests.activities.house import House, both, nothing
from tests.activities.lessons import meanwhile
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain

LECTURE = {"title": "最优党课", "kind": "lesson", "method": "score"}
EXPLAINED = {"explanation": "经评委评审,结果如下。"}
POWER = {"organisation_id": str(ident("power"))}


class TestOpen:
    async def test_nobody_opens_one_without_signing_in(self, house: House) -> None:
        assert (await house.post("/v1/evaluations", an_evaluation(), None)).status_code == 401

    async def test_a_plain_member_opens_none(self, house: House) -> None:
        assert code_of(await house.post("/v1/evaluations", an_evaluation(**POWER), "wang")) == "forbidden"

    async def test_an_organisation_out_of_reach_looks_like_none(self, house: House) -> None:
        for by, key in (("organiser", "packing"), ("organiser", "committee"), ("higher", "packing")):
            theirs = await house.post("/v1/evaluations", an_evaluation(organisation_id=str(ident(key))), by)
            none = await house.post("/v1/evaluations", an_evaluation(organisation_id=str(nothing())), by)
            assert plain(theirs) == plain(none)
            assert code_of(none) == "organisation_missing"

    async def test_a_group_holds_no_evaluation(self, house: House) -> None:
        body = an_evaluation(organisation_id=str(ident("first")))
        assert code_of(await house.post("/v1/evaluations", body, "higher")) == "organisation_missing"

    @both
    async def test_one_of_a_title_in_a_year_however_many_open_it_at_once(self, house: House) -> None:
        asked = [house.post("/v1/evaluations", an_evaluation(**POWER), "organiser") for _ in range(4)]
        answers = await asyncio.gather(*asked)
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        await house.made("/v1/evaluations", an_evaluation(**POWER, year=2027), "organiser")
        first = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
        await house.made(f"/v1/evaluations/{first}/cancellation", {"reason": "重新组织"}, "organiser")
        await house.made("/v1/evaluations", an_evaluation(**POWER), "secretary")

    async def test_no_category_or_one_of_an_unknown_kind_is_malformed(self, house: House) -> None:
        bare = await house.post("/v1/evaluations", an_evaluation(**POWER, categories=[]), "organiser")
        assert set(faults_of(bare)) == {"/categories"}
        person = {"title": "最优个人", "kind": "person", "method": "vote"}
        answer = await house.post("/v1/evaluations", an_evaluation(person, **POWER), "organiser")
        assert set(faults_of(answer)) == {"/categories/0/kind"}
        twice = await house.post("/v1/evaluations", an_evaluation(SITE, SITE, **POWER), "organiser")
        assert code_of(twice) == "categories_unclear"

    async def test_its_categories_are_its_own(self, house: House) -> None:
        """Data, not constants: another year may ask for something else."""
        found = await house.made("/v1/evaluations", an_evaluation(SITE, LECTURE, **POWER), "organiser")
        assert [(each["title"], each["kind"], each["per_branch"]) for each in found["categories"]] == [
            ("最优活动阵地", "text", 1),
            ("最优党课", "lesson", 1),
        ]
        assert (found["state"], [step["state"] for step in found["steps"]]) == ("collecting", ["collecting"])


class TestRead:
    async def test_branches_below_see_it_and_branches_beside_do_not(self, house: House) -> None:
        path, _ = await evaluating.opened(house)
        ours = f"/v1/evaluations/{(await house.made('/v1/evaluations', an_evaluation(**POWER), 'organiser'))['id']}"
        assert (await house.read(path, "wang"))["title"] == (await house.read(path, "zhao"))["title"]
        assert len((await house.read("/v1/evaluations", "higher"))["items"]) == 2
        assert (await house.get(path, None)).status_code == 401
        assert code_of(await house.get(path, "safety")) == "forbidden"
        assert plain(await house.get(ours, "zhao")) == plain(
            await house.get(f"/v1/evaluations/{nothing()}", "zhao")
        )
        listed = (await house.read("/v1/evaluations?year=2026&state=collecting", "zhao"))["items"]
        assert [each["id"] for each in listed] == [path.rsplit("/", 1)[1]]


class TestPublish:
    async def judged(self, house: House, ours: int = 9, theirs: int = 8) -> str:
        """Each judge has given this to the other branch's."""
        path, category, our, their = await evaluating.before_the_judges(house, WORKBOOK)
        for key in ("wang", "secretary"):
            await house.made(f"{path}/appraisals", scores(category, **{their: theirs}), key)
        for key in ("zhao", "other secretary"):
            await house.made(f"{path}/appraisals", scores(category, **{our: ours}), key)
        return path

    async def test_only_the_organiser_publishes(self, house: House) -> None:
        path = await self.judged(house)
        assert (await house.post(f"{path}/publication", EXPLAINED, None)).status_code == 401
        assert code_of(await house.post(f"{path}/publication", EXPLAINED, "wang")) == "forbidden"
        other = await house.post(f"{path}/publication", EXPLAINED, "organiser")
        assert code_of(other) == "evaluation_missing"

    async def test_the_result_waits_for_the_judges_or_for_the_end(self, house: House) -> None:
        path, category, _, theirs = await evaluating.before_the_judges(house, WORKBOOK)
        await house.made(f"{path}/appraisals", scores(category, **{theirs: 8}), "wang")
        assert code_of(await house.post(f"{path}/publication", EXPLAINED, "chief")) == "judging_open"
        assert code_of(await house.get(f"{path}/publication", "chief")) == "evaluation_not_in_state"
        house.watch.at = JUDGING_ENDS
        found = await house.made(f"{path}/publication", EXPLAINED, "chief")
        assert [
            (each["total"], each["judges"], each["place"]) for each in found["categories"][0]["items"]
        ] == [
            (8, 1, 1),
            (0, 0, None),
        ]

    async def test_a_result_needs_its_explanation(self, house: House) -> None:
        path = await self.judged(house)
        assert set(faults_of(await house.post(f"{path}/publication", {}, "chief"))) == {"/explanation"}

    async def test_everyone_who_takes_part_reads_the_result_and_nobody_is_in_it(self, house: House) -> None:
        path = await self.judged(house)
        made = await house.made(f"{path}/publication", EXPLAINED, "chief")
        found = await house.read(f"{path}/publication", "zhao")
        assert found == made
        [category] = found["categories"]
        assert [
            (each["branch_id"], each["total"], each["judges"], each["mean"], each["place"])
            for each in category["items"]
        ] == [(str(ident("power")), 18, 2, 9, 1), (str(ident("packing")), 16, 2, 8, None)]
        people = {str(ident(key)) for key in (*evaluating.JUDGES, *evaluating.PROPOSERS.values(), "chief")}
        assert not any(each in str(found) for each in people)

    async def test_ties_share_the_place(self, house: House) -> None:
        path = await self.judged(house, 8, 8)
        found: dict[str, Any] = await house.made(f"{path}/publication", EXPLAINED, "chief")
        assert [each["place"] for each in found["categories"][0]["items"]] == [1, 1]

    @both
    async def test_a_result_is_published_once(self, house: House) -> None:
        path = await self.judged(house)
        asked = [house.post(f"{path}/publication", EXPLAINED, "chief") for _ in range(3)]
        answers = await asyncio.gather(*asked)
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
        assert await house.count("contender_result") == 2
        late = await house.post(f"{path}/cancellation", {"reason": "作废"}, "chief")
        assert code_of(late) == "evaluation_not_in_state"

    @both
    async def test_a_word_given_during_the_publication_counts_or_is_refused(self, house: House) -> None:
        """The lock of the evaluation: what a judge was told is given stands in the result."""
        path, category, _, theirs = await evaluating.before_the_judges(house, WORKBOOK)
        publishing = "UPDATE evaluation SET state = 'published'"
        asked = house.post(f"{path}/appraisals", scores(category, **{theirs: 8}), "wang")
        assert code_of(await meanwhile(house, publishing, asked)) == "evaluation_not_in_state"
        assert await house.count("appraisal") == 0

    @both
    @pytest.mark.parametrize("table", ["appraisal_line", "contender_result"])
    async def test_the_database_changes_no_score_and_no_result(self, house: House, table: str) -> None:
        path = await self.judged(house)
        await house.made(f"{path}/publication", EXPLAINED, "chief")
        column = {"appraisal_line": "score", "contender_result": "total"}[table]
        with pytest.raises(DBAPIError, match="append-only"):
            async with house.database.write() as session:
                await session.execute(text(f"UPDATE {table} SET {column} = 10"))  # noqa: S608 - names of ours

    async def test_an_evaluation_is_worth_telling_to_nobody(self, house: House) -> None:
        before = await house.count("outbox")
        path = await self.judged(house)
        await house.made(f"{path}/publication", EXPLAINED, "chief")
        assert await house.count("outbox") == before
