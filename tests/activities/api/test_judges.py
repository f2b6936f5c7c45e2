"""`/v1/evaluations/{id}/judges` and appraisals: once in each category, and never the own branch."""

import asyncio

import pytest

from shared import roster_facts
from tests.activities import evaluating
from tests.activities.evaluating import (
    JUDGING_ENDS,
    PROPOSALS_END,
    SITE,
    WORKBOOK,
    put_forward,
    scores,
)
from tests.activities.house import House, both, nothing
from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.support.people import a_member


class TestJudges:
    async def test_only_the_organiser_names_them(self, house: House) -> None:
        path, _ = await evaluating.opened(house)
        body = {"judges": [{"person_id": str(ident("wang")), "capacity": "member_representative"}]}
        assert (await house.post(f"{path}/judges", body, None)).status_code == 401
        assert code_of(await house.post(f"{path}/judges", body, "wang")) == "forbidden"
        assert code_of(await house.post(f"{path}/judges", body, "organiser")) == "evaluation_missing"

    @pytest.mark.parametrize("key", ["nobody", "wang", "chief"])
    async def test_nobody_judges_in_an_office_not_held(self, house: House, key: str) -> None:
        path, _ = await evaluating.opened(house)
        body = {"judges": [{"person_id": str(ident(key)), "capacity": "secretary"}]}
        assert code_of(await house.post(f"{path}/judges", body, "chief")) == "judge_unfit"

    async def test_all_are_named_or_none(self, house: House) -> None:
        path, _ = await evaluating.opened(house)
        await evaluating.name_judges(house, path, "wang")
        judges = [
            {"person_id": str(ident(key)), "capacity": "member_representative"} for key in ("li", "wang")
        ]
        assert code_of(await house.post(f"{path}/judges", {"judges": judges}, "chief")) == "judge_twice"
        found = await house.read(f"{path}/judges", "zhao")
        assert [(each["name"], each["capacity"]) for each in found["items"]] == [
            ("wang", "member_representative")
        ]

    async def test_judging_needs_a_judge_from_elsewhere_for_each_contender(self, house: House) -> None:
        path, [workbook] = await evaluating.opened(house, WORKBOOK)
        await put_forward(house, path, workbook, "power")
        await evaluating.name_judges(house, path, "wang")
        assert code_of(await house.post(f"{path}/judging", None, "chief")) == "proposals_open"
        house.watch.at = PROPOSALS_END
        assert code_of(await house.post(f"{path}/judging", None, "organiser")) == "evaluation_missing"
        assert code_of(await house.post(f"{path}/judging", None, "chief")) == "judges_missing"
        await evaluating.name_judges(house, path, "zhao")
        assert (await house.made(f"{path}/judging", None, "chief"))["state"] == "judging"
        late = {"judges": [{"person_id": str(ident("li")), "capacity": "member_representative"}]}
        assert code_of(await house.post(f"{path}/judges", late, "chief")) == "evaluation_not_in_state"


class TestAppraise:
    async def test_only_named_judges_judge(self, house: House) -> None:
        path, category, _, theirs = await evaluating.before_the_judges(house, WORKBOOK)
        body = scores(category, **{theirs: 8})
        assert (await house.post(f"{path}/appraisals", body, None)).status_code == 401
        assert code_of(await house.post(f"{path}/appraisals", body, "safety")) == "forbidden"
        assert code_of(await house.post(f"{path}/appraisals", body, "li")) == "not_a_judge"

    async def test_nobody_judges_the_own_branch(self, house: House) -> None:
        path, category, ours, theirs = await evaluating.before_the_judges(house, WORKBOOK)
        for body in (scores(category, **{ours: 8}), scores(category, **{ours: 8, theirs: 1})):
            assert code_of(await house.post(f"{path}/appraisals", body, "wang")) == "own_contender"
        await house.made(f"{path}/appraisals", scores(category, **{theirs: 8}), "wang")

    async def test_who_has_moved_to_another_branch_judges_neither(self, house: House) -> None:
        path, category, ours, theirs = await evaluating.before_the_judges(house, WORKBOOK)
        async with house.database.write() as session:
            moved = a_member(ident("wang"), branch=ident("packing"), name="wang", version=2, rights_version=1)
            await roster_facts.hear_member(session, moved)
        house.app.state.standings.forget()
        for contender in (ours, theirs):
            answer = await house.post(f"{path}/appraisals", scores(category, **{contender: 8}), "wang")
            assert code_of(answer) == "own_contender"

    async def test_a_score_is_from_one_to_ten(self, house: House) -> None:
        path, category, _, theirs = await evaluating.before_the_judges(house, WORKBOOK)
        for score in (0, 11):
            answer = await house.post(f"{path}/appraisals", scores(category, **{theirs: score}), "wang")
            assert set(faults_of(answer)) == {"/scores/0/score"}
        stranger = scores(category, **{theirs: 8, str(nothing()): 8})
        assert code_of(await house.post(f"{path}/appraisals", stranger, "wang")) == "appraisal_unfit"

    async def test_a_vote_is_one(self, house: House) -> None:
        path, category, _, theirs = await evaluating.before_the_judges(house, SITE)
        two = await house.post(f"{path}/appraisals", scores(category, **{theirs: 2}), "wang")
        assert code_of(two) == "appraisal_unfit"
        await house.made(f"{path}/appraisals", scores(category, **{theirs: 1}), "wang")

    @both
    async def test_a_judge_judges_a_category_once_however_many_words_come_at_once(self, house: House) -> None:
        path, category, _, theirs = await evaluating.before_the_judges(house, WORKBOOK)
        answers = await asyncio.gather(
            *(
                house.post(f"{path}/appraisals", scores(category, **{theirs: score}), "wang")
                for score in (1, 5, 10, 10)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        assert (await house.count("appraisal"), await house.count("appraisal_line")) == (1, 1)

    async def test_what_a_judge_gave_is_the_judges_own_to_see(self, house: House) -> None:
        path, category, _, theirs = await evaluating.before_the_judges(house, WORKBOOK)
        await house.made(f"{path}/appraisals", scores(category, **{theirs: 8}), "wang")
        [own] = (await house.read(f"{path}/appraisals", "wang"))["items"]
        assert own["scores"] == [{"contender_id": theirs, "score": 8}]
        assert (await house.read(f"{path}/appraisals", "secretary"))["items"] == []
        assert code_of(await house.get(f"{path}/appraisals", "chief")) == "forbidden"
        assert (await house.read(f"{path}/judges", "chief"))["appraisals"] == 1

    async def test_from_the_end_on_nobody_judges(self, house: House) -> None:
        path, category, _, theirs = await evaluating.before_the_judges(house, WORKBOOK)
        house.watch.at = JUDGING_ENDS
        answer = await house.post(f"{path}/appraisals", scores(category, **{theirs: 8}), "wang")
        assert code_of(answer) == "judging_over"
