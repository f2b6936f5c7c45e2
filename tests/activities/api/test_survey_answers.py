"""Answers to surveys and their results."""

from typing import Any

import pytest

from tests.activities.house import House, both, nothing
from tests.activities.surveying import FIVE, NINE, a_survey, answered, answers, closed, drafted, published
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain


class TestAnswer:
    """POST /v1/surveys/{id}/answers."""

    async def test_without_a_token_nothing_is_answered(self, house: House) -> None:
        path = await published(house)
        assert code_of(await house.post(f"{path}/answers", answers(), None)) == "token_invalid"

    async def test_a_machine_answers_nothing(self, house: House) -> None:
        path = await published(house, audience="staff")
        assert code_of(await house.post(f"{path}/answers", answers(), "hr")) == "forbidden"

    async def test_who_is_not_asked_cannot_tell_it_from_none(self, house: House) -> None:
        path = await published(house)
        hidden = await house.post(f"{path}/answers", answers(), "zhao")
        missing = await house.post(f"/v1/surveys/{nothing()}/answers", answers(), "zhao")
        assert plain(hidden) == plain(missing)
        assert code_of(hidden) == "survey_missing"

    async def test_a_draft_takes_no_answer_even_of_its_author(self, house: House) -> None:
        path = await drafted(house)
        assert code_of(await house.post(f"{path}/answers", answers(), "organiser")) == "survey_missing"

    async def test_nobody_answers_twice(self, house: House) -> None:
        path = await published(house)
        await answered(house, path, "wang")
        assert code_of(await house.post(f"{path}/answers", answers(mark=1), "wang")) == "answered_twice"

    async def test_before_and_after_its_time_and_after_the_closing_it_takes_none(self, house: House) -> None:
        later = await published(house, opens_at="2026-09-15T13:00:00+08:00")
        assert code_of(await house.post(f"{later}/answers", answers(), "wang")) == "survey_not_open"
        house.watch.pass_by(days=7)
        assert code_of(await house.post(f"{later}/answers", answers(), "wang")) == "survey_not_open"
        await closed(house, later)
        assert code_of(await house.post(f"{later}/answers", answers(), "wang")) == "survey_not_in_state"

    @pytest.mark.parametrize(
        "given",
        [
            [{"position": 1, "chosen": [0]}],
            [{"position": 1, "chosen": [3]}, {"position": 2, "mark": 4}],
            [{"position": 1, "chosen": [0, 1]}, {"position": 2, "mark": 4}],
            [{"position": 1, "chosen": []}, {"position": 2, "mark": 4}],
            [{"position": 1, "mark": 1}, {"position": 2, "mark": 4}],
            [{"position": 1, "chosen": [0]}, {"position": 2, "mark": 4, "text": "好"}],
            [{"position": 1, "chosen": [0]}, {"position": 2, "mark": 4}, {"position": 2, "mark": 5}],
            [{"position": 1, "chosen": [0]}, {"position": 2, "mark": 4}, {"position": 4, "mark": 5}],
        ],
    )
    async def test_what_does_not_fit_the_questionnaire_is_refused_and_may_be_mended(
        self, house: House, given: list[dict[str, Any]]
    ) -> None:
        path = await published(house)
        assert code_of(await house.post(f"{path}/answers", {"answers": given}, "wang")) == "answers_unfit"
        await answered(house, path, "wang")

    async def test_a_mark_is_from_one_to_five(self, house: House) -> None:
        path = await published(house)
        answer = await house.post(f"{path}/answers", answers(mark=6), "wang")
        assert faults_of(answer) == {"/answers/1/mark": "less_than_equal"}

    async def test_the_answer_says_that_it_counts_and_not_what_it_was(self, house: House) -> None:
        path = await published(house)
        found = await house.made(f"{path}/answers", answers(words="少开会"), "wang")
        assert found == {"survey_id": path.rsplit("/", 1)[1], "answered": True}
        assert (await house.read(path, "wang"))["answered"] is True
        assert (await house.read(path, "li"))["answered"] is False

    async def test_whoever_works_at_the_factory_answers_what_all_staff_are_asked(self, house: House) -> None:
        path = await published(house, audience="staff")
        await answered(house, path, "wang", "zhao", "safety")
        assert (await closed(house, path))["answered"] == 3


class TestResults:
    """GET /v1/surveys/{id}/results."""

    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        path = await published(house)
        assert code_of(await house.get(f"{path}/results", None)) == "token_invalid"

    async def test_a_machine_is_shown_nothing(self, house: House) -> None:
        path = await published(house)
        assert code_of(await house.get(f"{path}/results", "hr")) == "forbidden"

    async def test_another_branch_is_shown_nothing(self, house: House) -> None:
        path = await published(house)
        assert code_of(await house.get(f"{path}/results", "zhao")) == "survey_missing"

    async def test_while_it_is_open_not_even_the_committee_sees_anything(self, house: House) -> None:
        path = await published(house)
        await answered(house, path, *NINE)
        house.watch.pass_by(days=7)
        for key in ("wang", "secretary", "higher"):
            assert code_of(await house.get(f"{path}/results", key)) == "survey_not_in_state"

    @both
    async def test_four_answers_are_never_shown_and_no_longer_kept(self, house: House) -> None:
        path = await published(house)
        await answered(house, path, *FIVE[:4], words="少开会")
        await closed(house, path)
        found = await house.read(f"{path}/results", "secretary")
        assert (found["answered"], found["minimum_group"], found["questions"]) == (4, 5, None)
        assert await house.count("survey_answer") == 0

    @both
    async def test_five_answers_are_shown_with_their_counts_and_mean(self, house: House) -> None:
        path = await published(house)
        await answered(house, path, "wang", "chen", "leader", mark=5)
        await answered(house, path, "secretary", "li", team=2, mark=2)
        await closed(house, path)
        found = await house.read(f"{path}/results", "wang")
        team, mark, _ = found["questions"]
        assert team["numbers"] == {"answered": 5, "counts": [3, 0, 2], "mean": None}
        assert mark["numbers"] == {"answered": 5, "counts": [0, 2, 0, 0, 3], "mean": 3.8}

    async def test_words_are_for_the_committee_alone(self, house: House) -> None:
        path = await published(house)
        await answered(house, path, *FIVE[:4])
        await answered(house, path, "li", words="少开会")
        await closed(house, path)
        words = {
            key: (await house.read(f"{path}/results", key))["questions"][2]["texts"]
            for key in ("secretary", "wang", "higher")
        }
        assert words == {"secretary": ["少开会"], "wang": None, "higher": None}

    @both
    async def test_the_smaller_teams_are_not_shown_even_as_a_difference(self, house: House) -> None:
        """5 and 4: the four are hidden, and so are the five, for all less five are four."""
        path = await published(house, breakdown_by=1)
        await answered(house, path, *NINE[:5], team=0, mark=5)
        await answered(house, path, *NINE[5:], team=1, mark=1)
        await closed(house, path)
        team, mark, _ = (await house.read(f"{path}/results", "wang"))["questions"]
        assert team["numbers"]["counts"] == [None, None, None]
        assert (mark["numbers"]["counts"], mark["strata"]) == ([4, 0, 0, 0, 5], [])

    @both
    async def test_a_team_is_shown_beside_a_remainder_that_is_large_enough(self, house: House) -> None:
        path = await published(house, breakdown_by=1, audience="staff")
        await answered(house, path, *FIVE, team=0, mark=5)
        await answered(house, path, *NINE[5:], team=1, mark=1)
        await answered(house, path, "zhao", team=2, mark=3)
        await closed(house, path)
        team, mark, _ = (await house.read(f"{path}/results", "wang"))["questions"]
        assert team["numbers"]["counts"] == [5, None, None]
        shown = {"answered": 5, "counts": [0, 0, 0, 0, 5], "mean": 5}
        assert mark["strata"] == [{"option": 0, "numbers": shown}]


class TestNamed:
    """GET /v1/surveys/{id}/answers, of surveys that are by name."""

    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        path = await published(house, anonymous=False)
        assert code_of(await house.get(f"{path}/answers", None)) == "token_invalid"

    async def test_a_member_sees_nobodys_answers(self, house: House) -> None:
        path = await published(house, anonymous=False)
        assert code_of(await house.get(f"{path}/answers", "wang")) == "forbidden"

    async def test_another_branch_sees_none_of_ours(self, house: House) -> None:
        path = await published(house, anonymous=False, audience="staff")
        assert code_of(await house.get(f"{path}/answers", "other organiser")) == "survey_missing"

    async def test_an_anonymous_survey_has_none(self, house: House) -> None:
        path = await published(house)
        await answered(house, path, *FIVE)
        await closed(house, path)
        assert code_of(await house.get(f"{path}/answers", "organiser")) == "survey_anonymous"

    async def test_an_open_survey_shows_none(self, house: House) -> None:
        path = await published(house, anonymous=False)
        assert code_of(await house.get(f"{path}/answers", "organiser")) == "survey_not_in_state"

    @both
    async def test_the_committee_reads_who_answered_what(self, house: House) -> None:
        path = await published(house, anonymous=False)
        await answered(house, path, "wang", team=1, mark=3, words="少开会")
        await answered(house, path, "li", "chen", "alone", "leader")
        await closed(house, path)
        items, cursor = [], ""
        for _ in range(3):
            page = await house.read(f"{path}/answers?limit=2{cursor}", "secretary")
            items += page["items"]
            cursor = f"&cursor={page['next_cursor']}"
        assert page["next_cursor"] is None
        assert {each["name"] for each in items} == {"wang", "li", "chen", "alone", "leader"}
        [wang] = [each for each in items if each["person_id"] == str(ident("wang"))]
        assert wang["answers"] == [
            {"position": 1, "chosen": [1], "mark": None, "text": None},
            {"position": 2, "chosen": None, "mark": 3, "text": None},
            {"position": 3, "chosen": None, "mark": None, "text": "少开会"},
        ]
        assert await house.count("survey_answer") == 0

    async def test_its_results_are_broken_down_by_the_same_rule(self, house: House) -> None:
        """5, 0 and 5: both fives together would say that nobody of the second team has answered."""
        path = await published(house, anonymous=False, breakdown_by=1, audience="staff")
        await answered(house, path, *FIVE, team=0, mark=5)
        await answered(house, path, *NINE[5:], "zhao", team=2, mark=1)
        await closed(house, path)
        mark = (await house.read(f"{path}/results", "wang"))["questions"][1]
        assert mark["numbers"]["answered"] == 10
        assert [each["option"] for each in mark["strata"]] == [2]


async def test_a_list_names_each_survey_once_whoever_asks(house: House) -> None:
    """Of the branch and for all staff at the same time."""
    await published(house, audience="staff")
    await published(house)
    assert len((await house.read("/v1/surveys", "organiser"))["items"]) == 2
    assert len((await house.read("/v1/surveys?state=open", "zhao"))["items"]) == 1
    assert a_survey()["title"] in str(await house.read("/v1/surveys", "safety"))
